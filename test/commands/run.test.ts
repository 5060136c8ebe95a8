/** `mascarilla run` as a process: its lines, and what it cannot do. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { run, Running } from './cli.js';
import { args, bulk, journalOf, linesOf, MODEL } from './runs.js';

void t.test(
  'every line has its line, in order; what is wrong with one is told there',
  async (t) => {
    const folder = t.testdir({
      'in.jsonl':
        '{"id":"a","text":"Fiebre y tos."}\n"Tos"\n{"texto":"x"}\n\n{"id":5,"text":""}\nno\n',
    });
    const output = join(folder, 'out.jsonl');
    const { code, stderr, stdout } = await bulk('embed', join(folder, 'in.jsonl'), output);
    t.equal(code, 0, stderr);
    t.equal(stdout, '');
    t.match(stderr, `mascarilla: ${output}: 5 records, 3 failed.\n`);
    const lines = linesOf(output);
    t.match(lines, [
      { id: 'a', embedding: Array },
      { id: 2, embedding: Array },
      { id: 3, error: { code: 'RECORD_INVALID' } },
      { id: 5, error: { code: 'INPUT_EMPTY' } },
      {
        id: 6,
        error: { code: 'RECORD_INVALID', message: 'The record has no text: it is not JSON.' },
      },
    ]);
    t.match(journalOf(output), {
      records: 5,
      failed: 3,
      finished: true,
      bytes: statSync(output).size,
    });

    const again = await bulk('embed', join(folder, 'in.jsonl'), output);
    t.equal(again.code, 0);
    t.match(again.stderr, '5 records, 5 of them before, 3 failed');
    t.same(linesOf(output), lines, 'a finished run is not done again');
  },
);

void t.test('with --on-error fail the first that fails ends it', async (t) => {
  const folder = t.testdir({ 'in.jsonl': '"Tos"\n{}\n' });
  const output = join(folder, 'out.jsonl');
  const { code, stderr } = await bulk(
    'embed',
    join(folder, 'in.jsonl'),
    output,
    '--on-error',
    'fail',
  );
  t.equal(code, 1);
  t.match(stderr, /in\.jsonl, record 2: RECORD_INVALID: The record has no text: .*Mend it and run/);
  t.notMatch(stderr, / {4}at /);
  t.match(journalOf(output), { records: 0, finished: false });
});

void t.test('from standard input to standard output', async (t) => {
  const asked = args('fill-mask', MODEL, '-', '-', ['--top-k', '2']);
  const input = '{"id":"a","text":"Hipertensión <mask>."}\n"sin máscara"\n';
  const { code, stdout, stderr } = await new Running(asked, {}, input).ended();
  t.equal(code, 0, stderr);
  const [one, other] = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  t.match(one, { id: 'a', masks: [[{ score: Number }, { score: Number }]] });
  t.match(other, { id: 2, error: { code: 'MASK_MISSING' } });
  t.match(stderr, 'standard output: 2 records, 1 failed');
});

void t.test('what cannot be run is told in one sentence, and nothing is written', async (t) => {
  const folder = t.testdir({ 'in.jsonl': '"Tos"\n', 'taken.jsonl': 'mine\n' });
  const [input, taken] = [join(folder, 'in.jsonl'), join(folder, 'taken.jsonl')];
  const out = join(folder, 'out.jsonl');
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [args('embed', MODEL, input, taken), /taken\.jsonl: it is there already, without a jou/],
    [args('embed', MODEL, `${input}.no`, out), /in\.jsonl\.no cannot be read: ENOENT/],
    [args('embed', MODEL, input, join(folder, 'no', 'out.jsonl')), /cannot be written: ENOENT/],
    [args('sing', MODEL, input, out), /Allowed choices are embed, ner, classify, fill-mask/],
  ];
  for (const [asked, message] of cases) {
    const { code, stderr, stdout } = await run(asked);
    t.equal(code, 1, String(message));
    t.match(stderr, message);
    t.notMatch(stderr, / {4}at /);
    t.equal(stdout, '');
  }
  t.equal(readFileSync(taken, 'utf8'), 'mine\n');
});
