/** `mascarilla eval ner` as a process. */
import { copyFileSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { describeEntities } from '../../src/commands/entity-report.js';
import { entityOptions } from '../../src/commands/entity-options.js';
import type { EntityEvaluation } from '../../src/commands/entity-run.js';
import { readOptions } from '../../src/commands/options.js';
import type { Flags } from '../../src/config.js';
import { fromRoot } from '../root.js';
import { run } from './cli.js';

const BUNDLED = fromRoot('models/clinical-es-mini-pharmaconer');
const GOLD = fromRoot('test/texts/pharmaconer-test');

const TINY = fromRoot('test/golden/roberta-ner');

function fail(): never {
  throw new Error('there are two models');
}

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

void t.test('numbers for machines: brat’s files, two models side by side', async (t) => {
  const gold = someGold(t, 12);
  const { stdout, stderr } = await evaluate(
    ...[BUNDLED, '--gold', gold, '--compare', `${TINY}:fp32`, '--json'],
  );
  const { models, texts } = JSON.parse(stdout || stderr) as EntityEvaluation;
  t.equal(texts, 12);
  t.match(models, [{ name: 'clinical-es-mini-pharmaconer' }, { name: 'roberta-ner' }]);
  const [{ strict, overlapping, labels } = fail(), tiny = fail()] = models;
  t.equal(strict.gold, 37);
  t.ok((strict.f1 ?? 0) > 0.7, String(strict.f1));
  t.ok((overlapping.f1 ?? 0) >= (strict.f1 ?? 1));
  t.same(Object.keys(labels), ['NORMALIZABLES', 'PROTEINAS', 'UNCLEAR']);
  t.ok((tiny.strict.f1 ?? 0) < 0.1, 'one that was trained on nothing');
  t.equal(tiny.strict.gold, 37);
});

void t.test('the card of the bundled model tells what is measured', async (t) => {
  const { stdout, stderr } = await evaluate(BUNDLED, '--gold', GOLD, '--json');
  const { strict } = (JSON.parse(stdout || stderr) as EntityEvaluation).models[0] ?? fail();
  const card = readFileSync(join(BUNDLED, 'README.md'), 'utf8');
  const told = /precision (0\.\d{4}), recall (0\.\d{4}), F1 (0\.\d{4}), found as/.exec(card);
  t.equal(strict.gold, 1876);
  for (const [index, measured] of [strict.precision, strict.recall, strict.f1].entries()) {
    const difference = Math.abs((measured ?? 0) - Number(told?.[index + 1]));
    // On another processor sums end in other digits: three entities may be decided otherwise.
    t.ok(difference < 0.0017, `${measured} and ${told?.[index + 1]}`);
  }
});

void t.test('the strategies of the reference cut words, which a strict match shows', async (t) => {
  const asked = [BUNDLED, '--gold', someGold(t, 12), '--aggregation-strategy', 'first', '--json'];
  const { stdout, stderr } = await evaluate(...asked);
  const told = JSON.parse(stdout || stderr) as EntityEvaluation & { strategy: string };
  t.equal(told.strategy, 'first');
  t.ok((told.models[0]?.strict.f1 ?? 1) < 0.7, 'punctuation belongs to the word before it there');
});

void t.test('a file of CoNLL as a table; labels can be chosen', async (t) => {
  const conll = join(t.testdir(), 'gold.conll');
  const words = ['Se O', 'pautó O', 'ibuprofeno B-NORMALIZABLES', 'y O', 'insulina B-PROTEINAS'];
  writeFileSync(conll, `${words.join('\n')}\n\n${words.join('\n')}\n`);
  const { stdout, stderr } = await evaluate(TINY, '--gold', conll, '--labels', 'NORMALIZABLES');
  t.match(stdout, / 2 texts; roberta-ner fp32\n/, stderr);
  t.match(stdout, /\nstrict +gold +P +R +F1\nall +2 .*\n {2}NORMALIZABLES +2 .*\n\noverl/);
  t.notMatch(stdout, 'PROTEINAS');
});

void t.test('what is not there is told in one sentence, before a model is loaded', async (t) => {
  const { code, stderr, stdout } = await evaluate(TINY, '--gold', join(t.testdir(), 'none'));
  t.equal(code, 1);
  t.match(stderr, /none cannot be read: ENOENT.*\. Check the path\.\n$/);
  t.notMatch(stderr, / {4}at /, 'without a stack');
  t.equal(stdout, '');
});

void t.test('the options', (t) => {
  const read = (flags: Flags) => readOptions(entityOptions, { gold: 'a', ...flags });
  t.match(read({}), {
    gold: 'a',
    labels: null,
    compare: [],
    json: false,
    window: 160,
    stride: null,
    aggregationStrategy: 'word',
  });
  t.match(read({ compare: ':int8,b:fp16,c/d', labels: 'A,B', stride: '9' }), {
    ...{ gold: 'a', labels: ['A', 'B'], json: false, stride: 9 },
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
