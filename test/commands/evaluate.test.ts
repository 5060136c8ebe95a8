/** `mascarilla eval fill-mask` as a process. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { describeEvaluation } from '../../src/commands/evaluation-report.js';
import { fillMaskOptions } from '../../src/commands/evaluation-options.js';
import type { Evaluation, ModelResult } from '../../src/commands/evaluation-run.js';
import { readOptions } from '../../src/commands/options.js';
import type { Flags } from '../../src/config.js';
import { fromRoot } from '../root.js';
import { Running, run } from './cli.js';

const BUNDLED = fromRoot('models/clinical-es-mini');
const TINY = fromRoot('test/golden/roberta-mlm');
const DATA = fromRoot('test/texts/sentences.txt');

const home = t.testdir();

/** Small batches are warmed up sooner. */
const shared = ['--mascarilla-home', home, '--max-batch-tokens', '512'] as const;

const evaluate = (...args: string[]) => run(['eval', 'fill-mask', ...args, ...shared]);

const near = (found: number | null | undefined, wanted: number, by: number) =>
  Math.abs((found ?? NaN) - wanted) <= by;

void t.test('a table for people, and the same numbers for machines', async (t) => {
  const table = await evaluate(BUNDLED, '--data', DATA);
  t.equal(table.code, 0, table.stderr);
  t.match(
    table.stdout,
    /sentences\.txt: 15\.0 % of the pieces masked, seed 0, texts of up to 256 tok/,
  );
  t.match(table.stdout, / clinical-es-mini fp32\ntexts +200\npieces +5,\d{3}\nmasks +796\n/);
  for (const line of [/\ntop-1 +4\d\.\d %/, /\nMRR@100 +0\.5\d\d\n/, /\ntokens\/s +[\d,]+\n$/]) {
    t.match(table.stdout, line);
  }
  const { stdout } = await evaluate(BUNDLED, '--data', DATA, '--json');
  const { models, agreement, ...asked } = JSON.parse(stdout) as Evaluation;
  t.same(asked, { data: DATA, share: 0.15, seed: 0, maxTokens: 256 });
  t.equal(agreement, null);
  const [model] = models;
  t.match(model, { name: 'clinical-es-mini', precision: 'fp32', texts: 200, skipped: 0 });
  t.match(model, { pieces: 5290, masks: 796, truncated: 0, eachAlone: null });
  t.ok(near(model?.top1, 0.4585, 0.005), String(model?.top1));
  t.ok(near(model?.top5, 0.6746, 0.005), String(model?.top5));
  t.ok(near(model?.perplexity, 19.43, 0.1), String(model?.perplexity));
  t.ok(near(Math.log(model?.perplexity ?? 0), model?.crossEntropy ?? 0, 1e-9));
});

void t.test('a model beside itself agrees with itself', async (t) => {
  const flags = ['--data', DATA, '--compare', ':fp32', '--seed', '5', '--json'];
  const { stdout } = await evaluate(TINY, ...flags);
  const { models, agreement } = JSON.parse(stdout) as Evaluation;
  t.equal(models.length, 2);
  t.equal(models[0]?.top5, models[1]?.top5);
  t.ok(near(models[0]?.perplexity, models[1]?.perplexity ?? 0, 0.01));
  t.equal(agreement?.masks, models[0]?.masks);
  t.ok((agreement?.share ?? 0) > 0.995);
});

void t.test('models with other tokenizers: no agreement, and it is told', async (t) => {
  const { stdout } = await evaluate(TINY, '--data', DATA, '--compare', BUNDLED);
  t.match(stdout, / roberta-mlm fp32 {2}clinical-es-mini fp32\n/);
  t.match(stdout, /\nThe tokenizers differ: .*perplexities cannot be compared\.\n$/);
});

void t.test('pseudo-perplexity masks each piece once', async (t) => {
  const data = join(t.testdir(), 'cases.jsonl');
  writeFileSync(data, '{"text":"Fiebre y tos."}\n{"text":"El paciente no refiere dolor."}\n');
  const { stdout } = await evaluate(BUNDLED, '--data', data, '--pseudo-perplexity', '--json');
  const [model] = (JSON.parse(stdout) as Evaluation).models;
  t.equal(model?.eachAlone?.masks, model?.pieces);
  t.ok((model?.eachAlone?.perplexity ?? 0) > 1);
});

void t.test('texts from standard input; what is cut or left out is counted', async (t) => {
  const args = ['eval', 'fill-mask', TINY, '--data', '-', '--max-tokens', '8', '--share', '1'];
  const input = `<mask>\n${'dolor '.repeat(30)}\nTos\n`;
  const { stdout, stderr } = await new Running([...args, ...shared], {}, input).ended();
  t.match(stdout, 'standard input: 100.0 % of the pieces masked', stderr);
  t.match(stdout, /\ntexts +2\n {2}cut +1\n {2}left out, with nothing to mask +1\n/);
});

void t.test('what cannot be measured is told in one sentence', async (t) => {
  const folder = t.testdir({ 'empty.txt': '\n \n', 'bad.jsonl': '{"text":"a"}\n{}\n' });
  const ner = fromRoot('test/golden/roberta-ner');
  const cases: readonly (readonly [string, readonly string[], RegExp])[] = [
    [TINY, ['--data', join(folder, 'none')], /none cannot be read: ENOENT.*\. Check the path\.\n/],
    [TINY, ['--data', join(folder, 'empty.txt')], /empty\.txt has no text with a piece/],
    [TINY, ['--data', join(folder, 'bad.jsonl')], /bad\.jsonl, line 2: it is no JSON object/],
    [ner, ['--data', DATA], /The model roberta-ner cannot do fill-mask\./],
    [TINY, [], /error: required option '--data <FILE>' not specified\n/],
  ];
  for (const [model, args, message] of cases) {
    const { code, stderr, stdout } = await evaluate(model, ...args);
    t.equal(code, 1, args.join(' '));
    t.match(stderr, message);
    t.notMatch(stderr, / {4}at /, 'without a stack');
    t.equal(stdout, '');
  }
});

void t.test('a signal ends it without a result', async (t) => {
  const data = join(t.testdir(), 'long.txt');
  writeFileSync(data, readFileSync(DATA, 'utf8').repeat(500));
  for (const [signal, exit] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    const running = new Running([
      ...['eval', 'fill-mask', TINY, '--data', data, '--pseudo-perplexity'],
      ...shared,
    ]);
    t.teardown(() => running.child.kill('SIGKILL'));
    while (!running.stderr.includes('evaluating roberta-mlm: 0 % of 1')) {
      if (running.child.exitCode !== null) throw new Error(`it ended: ${running.stderr}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    running.child.kill(signal);
    const { code, stderr, stdout } = await running.ended();
    t.equal(code, exit, stderr);
    t.match(stderr, /mascarilla: interrupted before the end of the data; no result\.\n$/);
    t.equal(stdout, '');
  }
});

void t.test('the options', (t) => {
  const read = (flags: Flags) => readOptions(fillMaskOptions, { data: 'a', ...flags });
  t.strictSame(read({}), {
    ...{ data: 'a', share: 0.15, seed: 0, maxTokens: 256 },
    ...{ pseudoPerplexity: false, compare: null, json: false },
  });
  t.match(read({ share: '.5', pseudoPerplexity: true, json: true }), {
    ...{ share: 0.5, pseudoPerplexity: true, json: true },
  });
  const same = { model: null, precision: 'fp32' };
  t.strictSame(read({ compare: ':fp32' }).compare, same);
  t.strictSame(read({ compare: 'a/b:fp32' }).compare, { ...same, model: 'a/b' });
  for (const model of ['a/b', 'a/b@v1', './a:b/c', 'C:\\a\\b']) {
    t.strictSame(read({ compare: model }).compare, { model, precision: null }, model);
  }
  const refused: readonly (readonly [Flags, string])[] = [
    [{ share: '-0.1' }, '--share: -0.1 is not a number from 0 to 1.'],
    [{ share: '1.01' }, '--share: 1.01 is not a number from 0 to 1.'],
    [{ share: '1e-3' }, '--share: 1e-3 is not a number from 0 to 1.'],
    [{ seed: '-1' }, '--seed: -1 is not a whole number from 0 to 4294967295.'],
    [{ maxTokens: '2' }, '--max-tokens: 2 is not a whole number from 3'],
    [{ data: '' }, '--data: it is empty.'],
    [{ compare: ':int3' }, '--compare: int3 is none of fp32'],
    [{ compare: 'a/b:' }, '--compare:  is none of fp32'],
  ];
  for (const [flags, message] of refused) {
    t.throws(() => read(flags), { code: 'CONFIG_INVALID', message });
  }
  t.end();
});

const result: ModelResult = {
  ...{ name: 'one', precision: 'fp32', texts: 1200, skipped: 1, truncated: 2, pieces: 30_000 },
  ...{ masks: 4500, top1: 0.43149, top5: 1, reciprocalRank: 0.5, crossEntropy: 3.25 },
  ...{ perplexity: 25.79034, tokens: 40_000, tokensPerSecond: 1234.6 },
  eachAlone: { masks: 30_000, crossEntropy: 2, perplexity: 7.389 },
};
const asked = { data: 'a.txt', share: 0.15, seed: 7 };

void t.test('the table', (t) => {
  const agreement = { masks: 4500, same: 4491, share: 0.998 };
  const models = [result, { ...result, name: 'another', skipped: 0, eachAlone: null }];
  t.equal(
    describeEvaluation({ maxTokens: 256, models, agreement }, asked),
    `a.txt: 15.0 % of the pieces masked, seed 7, texts of up to 256 tokens

                                  one fp32  another fp32
texts                                1,200         1,200
  cut                                    2             2
  left out, with nothing to mask         1             0
pieces                              30,000        30,000
masks                                4,500         4,500
top-1                               43.1 %        43.1 %
top-5                              100.0 %       100.0 %
MRR@100                              0.500         0.500
cross-entropy, nats                  3.250         3.250
perplexity of the masks              25.79         25.79
pseudo-perplexity                     7.39             –
  pieces masked alone               30,000             –
tokens/s                             1,235         1,235

The same first candidate for 99.80 % of the masks (4,491 of 4,500).
`,
  );
  const alone = { ...result, skipped: 0, truncated: 0, eachAlone: null, top1: null };
  t.match(
    describeEvaluation({ maxTokens: 9, models: [alone], agreement: null }, asked),
    /\ntexts +1,200\npieces [^]*\ntop-1 +–\n[^]*\ntokens\/s +1,235\n$/,
  );
  t.end();
});
