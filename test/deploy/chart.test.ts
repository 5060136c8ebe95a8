import { readdirSync, readFileSync } from 'node:fs';
import t from 'tap';
import { parseAllDocuments } from 'yaml';
import { readConfig } from '../../src/config.js';
import { flagOf, optionNames } from '../../src/options/table.js';
import { fromRoot, readJson } from '../root.js';

/** What the chart renders (.ci/chart compares it with Helm's own output) fits the service. */

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string; readonly scheme?: string };
  readonly timeoutSeconds: number;
}

interface Container {
  readonly args: readonly string[];
  readonly startupProbe: Probe & {
    readonly periodSeconds: number;
    readonly failureThreshold: number;
  };
  readonly readinessProbe: Probe;
  readonly livenessProbe: Probe;
  readonly resources: { readonly requests: unknown; readonly limits: unknown };
}

interface Deployment {
  readonly kind: 'Deployment';
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly terminationGracePeriodSeconds: number;
        readonly containers: readonly [Container];
      };
    };
  };
}

const folder = 'test/deploy/expected';

/** Each rendering by its name, with the one Deployment that is in it. */
const deployments = readdirSync(fromRoot(folder)).map((name) => {
  const documents = parseAllDocuments(readFileSync(fromRoot(`${folder}/${name}`), 'utf8'));
  const found = documents
    // Validated against the schema of Kubernetes by .ci/chart.
    .map((document) => document.toJS() as Deployment | { readonly kind: 'Service' } | null)
    .find((object) => object?.kind === 'Deployment');
  if (found?.kind !== 'Deployment') throw new Error(`no Deployment in ${name}`);
  return { name, pod: found.spec.template.spec, container: found.spec.template.spec.containers[0] };
});

/** `--max-inputs=8` → maxInputs: '8'; throws for a flag that the service does not have. */
function readFlags([command, ...flags]: readonly string[]) {
  if (command !== 'serve') throw new Error(`the command is ${String(command)}`);
  const texts = flags.map((flag): [string, string] => {
    const [, name, value] = /^(--[\w-]+)=([^]*)$/.exec(flag) ?? [];
    const option = optionNames.find((one) => flagOf(one) === name);
    if (option === undefined || value === undefined) throw new Error(`no option: ${flag}`);
    return [option, value];
  });
  return readConfig(Object.fromEntries(texts), {});
}

void t.test('the service takes the flags that it is given', (t) => {
  t.ok(deployments.length >= 4, 'renderings are found');
  for (const { name, container } of deployments) {
    t.match(readFlags(container.args), { host: '0.0.0.0', port: 8080 }, name);
  }
  const full = deployments.find(({ name }) => name === 'full.yaml');
  t.match(readFlags(full?.container.args ?? []), {
    models: [
      { name: 'base', reference: '/models/hub/PlanTL-GOB-ES--bsc-bio-ehr-es@main.int8' },
      { name: 'large', reference: '/models/hub/PlanTL-GOB-ES--roberta-large-bne@v1.0.fp32' },
      { name: 'servicio/farmacos', reference: '/models/own/farmacos' },
    ],
    maxQueuedTokens: 1_000_000,
    minAgreement: 0.9,
    page: false,
  });
  t.throws(() => readFlags(['serve', '--no-such-option=1']), /no option/);
  t.end();
});

void t.test('a pod is given the time that its options take', (t) => {
  for (const { name, pod, container } of deployments) {
    const { drainDelayMs, shutdownTimeoutMs, startTimeoutMs } = readFlags(container.args);
    const ms = pod.terminationGracePeriodSeconds * 1000;
    t.ok(ms >= drainDelayMs + shutdownTimeoutMs + 5000, `${name}: to end`);
    const { periodSeconds, failureThreshold } = container.startupProbe;
    t.ok(periodSeconds * failureThreshold * 1000 >= startTimeoutMs, `${name}: to start`);
  }
  t.end();
});

void t.test('probes ask for what is there', (t) => {
  const { paths } = readJson('openapi/openapi.json') as { paths: Record<string, unknown> };
  for (const { name, container } of deployments) {
    const { startupProbe, readinessProbe, livenessProbe } = container;
    const { tlsCert } = readFlags(container.args);
    for (const { httpGet, timeoutSeconds } of [startupProbe, readinessProbe, livenessProbe]) {
      t.ok(httpGet.path in paths, `${name}: ${httpGet.path}`);
      t.equal(httpGet.scheme, tlsCert === null ? undefined : 'HTTPS', `${name}: as it speaks`);
      t.ok(timeoutSeconds >= 2, `${name}: as docs/operating.md says of /health`);
    }
    t.equal(
      livenessProbe.httpGet.path,
      '/health/live',
      `${name}: engines are no reason to restart`,
    );
  }
  t.end();
});

void t.test('threads are counted by the limit, so the request is the same', (t) => {
  for (const { name, container } of deployments) {
    t.same(container.resources.requests, container.resources.limits, name);
  }
  t.end();
});
