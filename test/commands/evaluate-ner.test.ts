/** `mascarilla eval ner` as a process. */
import { copyFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { describeEntities } from '../../src/commands/entity-report.js';
import { entityOptions } from '../../src/commands/entity-options.js';
import type { EntityEvaluation } from '../../src/commands/entity-run.js';
import { readOptions, type Flags } from '../../src/commands/options.js';
import { fromRoot } from '../root.js';
import { Running, run } from './cli.js';

const BUNDLED = fromRoot('models/clinical-es-mini-pharmaconer');
const GOLD = fromRoot('test/texts/pharmaconer-test');

const home = t.testdir();
const shared = ['--mascarilla-home', home] as const;
const evaluate = (...args: string[]) => run(['eval', 'ner', ...args, ...shared]);

/** The first documents of the published ones. */
function someGold(t: Test, documents: number): string {
  const folder = t.testdir();
  for (const name of readdirSync(GOLD)
    .toSorted()
    .slice(0, 2 * documents)) {
    copyFileSync(join(GOLD, name), join(folder, name));
  }
  return folder;
}

void t.test('numbers for machines: brat’s files, two precisions side by side', async (t) => {
  const gold = someGold(t, 12);
  const { stdout, stderr } = await evaluate(
    ...[BUNDLED, '--gold', gold, '--compare', ':int8', '--min-agreement', '0.5', '--json'],
  );
  const { models, texts } = JSON.parse(stdout || stderr) as EntityEvaluation;
  t.equal(texts, 12);
  t.same(
    models.map(({ precision }) => precision),
    ['fp32', 'int8'],
  );
  for (const { strict, overlapping, labels } of models) {
    t.equal(strict.gold, 37);
    t.ok((strict.f1 ?? 0) > 0.2, String(strict.f1));
    t.ok((overlapping.f1 ?? 0) > (strict.f1 ?? 1));
    t.same(Object.keys(labels), ['NORMALIZABLES', 'PROTEINAS', 'UNCLEAR']);
  }
});

void t.test('a file of CoNLL; labels can be chosen', async (t) => {
  const folder = t.testdir();
  const conll = join(folder, 'gold.conll');
  const words = ['Se O', 'pautó O', 'ibuprofeno B-NORMALIZABLES', 'y O', 'insulina B-PROTEINAS'];
  writeFileSync(conll, `${words.join('\n')}\n\n${words.join('\n')}\n`);
  for (const gold of [conll, folder]) {
    const { stdout, stderr } = await evaluate(BUNDLED, '--gold', gold, '--labels', 'NORMALIZABLES');
    t.match(stdout, / 2 texts; clinical-es-mini-pharmaconer fp32\n/, stderr);
    t.match(stdout, /\nstrict +gold +P +R +F1\nall +2 .*\n {2}NORMALIZABLES +2 .*\n\noverl/);
    t.notMatch(stdout, 'PROTEINAS');
  }
});

void t.test('what cannot be measured is told in one sentence', async (t) => {
  const folder = t.testdir({ 'bad.conll': 'Tos\n' });
  const filling = fromRoot('models/clinical-es-mini');
  const cases: readonly (readonly [string, string, RegExp])[] = [
    [BUNDLED, 'none', /none cannot be read: ENOENT/],
    [BUNDLED, 'bad.conll', /bad\.conll, line 1: it is no token and a tag/],
    [filling, 'bad.conll', /The model clinical-es-mini cannot do token-classification\./],
  ];
  for (const [model, gold, message] of cases) {
    const { code, stderr, stdout } = await evaluate(model, '--gold', join(folder, gold));
    t.equal(code, 1, gold);
    t.match(stderr, message);
    t.notMatch(stderr, / {4}at /, 'without a stack');
    t.equal(stdout, '');
  }
});

void t.test('a signal ends it without a result', async (t) => {
  const running = new Running(['eval', 'ner', BUNDLED, '--gold', GOLD, ...shared]);
  t.teardown(() => running.child.kill('SIGKILL'));
  await running.untilTold(/evaluating clinical-es-mini-pharmaconer/);
  running.child.kill('SIGINT');
  const { code, stderr, stdout } = await running.ended();
  t.equal(code, 130, stderr);
  t.match(stderr, /mascarilla: interrupted before the end of the data; no result\.\n$/);
  t.equal(stdout, '');
});

void t.test('the options', (t) => {
  const read = (flags: Flags) => readOptions(entityOptions, { gold: 'a', ...flags });
  t.strictSame(read({}), { gold: 'a', labels: null, compare: [], json: false });
  t.strictSame(read({ compare: ':int8,b:fp16,c/d', labels: 'A,B' }), {
    ...{ gold: 'a', labels: ['A', 'B'], json: false },
    compare: [
      { model: null, precision: 'int8' },
      { model: 'b', precision: 'fp16' },
      { model: 'c/d', precision: null },
    ],
  });
  t.throws(() => read({ compare: ':int8,:int3' }), { code: 'CONFIG_INVALID' });
  t.throws(() => read({ gold: '' }), { code: 'CONFIG_INVALID' });
  t.end();
});

void t.test('the table', (t) => {
  const matches = { gold: 1876, found: 2024, matched: 1498, precision: 0.7401, recall: 0.7985 };
  const none = { gold: 0, found: 0, matched: 0, precision: null, recall: null, f1: null };
  const full = { ...matches, f1: 0.76823 };
  const speed = { tokens: 10, tokensPerSecond: 1234.5 };
  const scores = { strict: full, overlapping: none };
  const models = [
    { name: 'one', precision: 'fp32', ...scores, labels: { DRUG: scores }, ...speed },
    { name: 'two', precision: 'int8', ...scores, labels: {}, ...speed },
  ] as const;
  t.equal(
    describeEntities({ texts: 250, models }, 'gold'),
    `gold: 250 texts; one fp32, two int8

strict        gold       P       R      F1       P       R      F1
all          1,876  0.7401  0.7985  0.7682  0.7401  0.7985  0.7682
  DRUG       1,876  0.7401  0.7985  0.7682       –       –       –

overlapping   gold       P       R      F1       P       R      F1
all              0       –       –       –       –       –       –
  DRUG           0       –       –       –       –       –       –

tokens/s                             1,235                   1,235
`,
  );
  t.end();
});
