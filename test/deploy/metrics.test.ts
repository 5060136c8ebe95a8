import { readFileSync } from 'node:fs';
import t from 'tap';
import { parse } from 'yaml';
import { ServiceMetrics } from '../../src/metrics/metrics.js';
import { fromRoot, readJson } from '../root.js';

/** Rules and panels name metrics and labels as text: here they are those of the service. */

/** What the service exposes, by name: the names of its labels. */
async function exposed(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const metrics = new ServiceMetrics();
  const model = { name: 'mini', type: 'roberta', precision: 'fp32' };
  const queue = { queuedRows: 0, queuedTokens: 0, expectedWaitMs: 0 };
  const engines = () => [{ device: 'cpu', ready: true, restarts: 0 }];
  metrics.watch({ model, queue, engines });
  metrics.list(() => [{ name: 'mini', state: 'ready' }]);
  metrics.watchCertificate(() => 0);
  const batch = { tokens: 8, paddingTokens: 0, inferenceMs: 1, queueMs: [1] };
  metrics.computed('mini', 'cpu', batch);
  metrics.answered({
    ...{ route: '/embed', method: 'POST', status: 500, code: 'INTERNAL', ms: 1, tokens: 8 },
    ...{ truncatedTexts: 0, failedTexts: ['ROW_REFUSED'] },
  });
  metrics.answeredLine({ route: '/embed', code: null, tokens: 8, truncated: false });
  const found = new Map<string, Set<string>>();
  for (const [, name = '', labels = ''] of (await metrics.write()).matchAll(
    /^(\w+)(?:\{(.*)\})? \S+$/gm,
  )) {
    const names = found.get(name) ?? new Set();
    for (const [, label = ''] of labels.matchAll(/(\w+)="/g)) names.add(label);
    found.set(name, names);
  }
  return found;
}

/** Labels that Prometheus gives to all that it reads. */
const OF_TARGETS = ['job', 'instance'];

const NAME = /\b(?:mascarilla|nodejs|process)_\w+/g;

/** What an expression asks for and the service does not have. */
function unknownIn(
  expression: string,
  metrics: ReadonlyMap<string, ReadonlySet<string>>,
): readonly string[] {
  const names = [...expression.matchAll(NAME)].map(([name]) => name);
  const wrongNames = names.filter((name) => !metrics.has(name));
  const selectors = [...expression.matchAll(/(\w+)\{([^}]*)\}/g)];
  const wrongSelectors = selectors.flatMap(([, name = '', labels = '']) =>
    [...labels.matchAll(/(\w+)(?:=~|!~|!=|=)"/g)]
      .map(([, label = '']) => label)
      .filter((label) => metrics.has(name) && !OF_TARGETS.includes(label))
      .filter((label) => metrics.get(name)?.has(label) !== true)
      .map((label) => `${name}{${label}}`),
  );
  const known = new Set([
    ...OF_TARGETS,
    ...names.flatMap((name) => [...(metrics.get(name) ?? [])]),
  ]);
  const grouped = [...expression.matchAll(/\b(?:by|without) \(([\w, ]*)\)/g)]
    .flatMap(([, list = '']) => list.split(/, */))
    .filter((label) => !known.has(label))
    .map((label) => `by (${label})`);
  return [...wrongNames, ...wrongSelectors, ...grouped];
}

/** Every text under one of these keys, wherever it stands. */
function textsAt(value: unknown, keys: readonly string[]): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    typeof inner === 'string' && keys.includes(key) ? [inner] : textsAt(inner, keys),
  );
}

void t.test('alerts ask for metrics and labels that the service has', async (t) => {
  const metrics = await exposed();
  const rules: unknown = parse(readFileSync(fromRoot('deploy/prometheus/alerts.yml'), 'utf8'));
  const expressions = textsAt(rules, ['expr']);
  t.ok(expressions.length >= 8, 'rules are found');
  t.same(
    expressions.flatMap((expression) => unknownIn(expression, metrics)),
    [],
  );
});

void t.test('so do the panels of the dashboard', async (t) => {
  const metrics = await exposed();
  const dashboard = readJson('deploy/grafana/dashboards/mascarilla.json');
  const expressions = textsAt(dashboard, ['expr', 'definition']);
  t.ok(expressions.length >= 30, 'panels are found');
  t.same(
    expressions.flatMap((expression) => unknownIn(expression, metrics)),
    [],
  );
});

void t.test('every metric of the service has its place on the dashboard', async (t) => {
  const shown = textsAt(readJson('deploy/grafana/dashboards/mascarilla.json'), ['expr']).join(' ');
  const names = [...(await exposed()).keys()]
    .filter((name) => name.startsWith('mascarilla_'))
    .map((name) => name.replace(/_(?:bucket|sum|count)$/, ''));
  t.ok(names.length > 15, 'metrics are found');
  t.same(
    names.filter((name) => !shown.includes(name)),
    [],
  );
});

void t.test('what is not there is found', async (t) => {
  const metrics = await exposed();
  const unknown = (expression: string) => unknownIn(expression, metrics);
  t.same(unknown('rate(mascarilla_requests{route="/embed"}[5m])'), ['mascarilla_requests']);
  t.same(unknown('mascarilla_requests_total{code=~"A|B"}'), ['mascarilla_requests_total{code}']);
  t.same(unknown('sum by (route, device) (mascarilla_tokens_total)'), ['by (device)']);
  t.same(unknown('sum by (instance) (up{job="mascarilla",shard="1"})'), []);
});
