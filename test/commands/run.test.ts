/** `mascarilla run` as a process: what it writes, and what is left when it is ended at any time. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import type { Journal } from '../../src/bulk/journal.js';
import { fromRoot } from '../root.js';
import { run, Running, type Ended } from './cli.js';

/** Tiny models: what is tested here is not what they answer. */
const MODEL = fromRoot('test/golden/roberta-mlm');
const NER = fromRoot('test/golden/roberta-ner');
const SENTENCES = readFileSync(fromRoot('test/texts/sentences.txt'), 'utf8').trim().split('\n');

const CLI = fromRoot('dist/src/cli.js');

const home = t.testdir();
const shared = ['--mascarilla-home', home, '--max-batch-tokens', '512'] as const;

/** `--input` and so on, of a task. */
const args = (
  task: string,
  model: string,
  input: string,
  output: string,
  more: readonly string[],
) => [
  ...['run', task, '--model', model, '--input', input, '--output', output],
  ...[...shared, ...more],
];

const bulk = (task: string, input: string, output: string, ...more: string[]): Promise<Ended> =>
  run(args(task, task === 'ner' ? NER : MODEL, input, output, more));

const linesOf = (path: string): Record<string, unknown>[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

const journalOf = (path: string): Journal =>
  JSON.parse(readFileSync(`${path}.run.json`, 'utf8')) as Journal;

/** So many sentences, each with an id. */
function sentences(t: Test, count: number): string {
  const path = join(t.testdir(), 'input.jsonl');
  const lines = Array.from({ length: count }, (_, index) =>
    JSON.stringify({ id: `s${index}`, text: `${SENTENCES[index % 200]} (${index})` }),
  );
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

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

void t.test('entities: brat beside the texts, and a table', async (t) => {
  const folder = t.testdir({
    texts: {
      'a.txt': 'Se pautó ibuprofeno.\n',
      b: { 'c.txt': 'Tos.' },
      'bad.txt': Buffer.from([0xff]),
    },
  });
  const texts = join(folder, 'texts');
  const brat = join(folder, 'brat');
  const { code, stderr } = await bulk('ner', texts, brat);
  t.equal(code, 0, stderr);
  t.same(readdirSync(brat, { recursive: true }).toSorted(), [
    ...['a.ann', 'a.txt', 'b', 'b/c.ann', 'b/c.txt'],
  ]);
  t.equal(readFileSync(join(brat, 'a.txt'), 'utf8'), 'Se pautó ibuprofeno.\n');
  t.match(linesOf(`${brat}.errors.jsonl`), [{ id: 'bad', error: { code: 'RECORD_INVALID' } }]);
  const table = join(folder, 'table.csv');
  await bulk('ner', texts, table);
  const [header, ...rows] = readFileSync(table, 'utf8').trim().split('\r\n');
  t.equal(header, 'id,label,score,start,end,word,error');
  const annotated = ['a', 'b/c'].flatMap((id) =>
    readFileSync(join(brat, `${id}.ann`), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => [id, ...(line.split('\t')[1]?.split(' ') ?? [])].join()),
  );
  t.ok(annotated.length > 0, 'it finds something');
  const tabled = rows.map((row) => row.split(',')).filter(([, label]) => label !== '');
  t.same(
    tabled.map(([id, label, , start, end]) => [id, label, start, end].join()),
    annotated,
  );
  t.equal(rows.at(-1), 'bad,,,,,,RECORD_INVALID');
});

void t.test('vectors in Parquet are those in JSON', async (t) => {
  const input = sentences(t, 300);
  writeFileSync(input, `{"id":"bad"}\n${readFileSync(input, 'utf8')}`);
  const [json, parquet] = ['v.jsonl', 'v.parquet'].map((name) => join(input, '..', name));
  if (json === undefined || parquet === undefined) throw new Error('there are two');
  const { code, stderr } = await bulk('embed', input, parquet);
  t.equal(code, 0, stderr);
  await bulk('embed', input, json);
  const rows = await parquetReadObjects({ file: await asyncBufferFromFile(parquet) });
  t.equal(rows.length, 301);
  t.same(rows[0], { id: 'bad', embedding: null, truncated: false, error: 'RECORD_INVALID' });
  for (const [index, line] of linesOf(json).entries()) {
    const vector = line['embedding'] as number[] | undefined;
    t.equal(rows[index]?.['id'], line['id']);
    t.same(
      rows[index]?.['embedding'] ?? undefined,
      vector && Array.from(Float32Array.from(vector)),
    );
  }
  t.notOk(existsSync(`${parquet}.part`), 'what it was made from is gone');
});

/** Starts a run, and kills it once it has written something, at a random time after that. */
async function killSometime(asked: readonly string[], growing: string): Promise<boolean> {
  const running = new Running(asked);
  const size = () => (existsSync(growing) ? statSync(growing).size : 0);
  const before = size();
  while (size() === before && running.child.exitCode === null) await sleep(5);
  await sleep(Math.random() * 300);
  running.child.kill('SIGKILL');
  await running.ended();
  return running.child.signalCode === 'SIGKILL';
}

void t.test('killed at any time, it gives the same bytes in the end', async (t) => {
  const input = sentences(t, 8000);
  const folder = dirname(input);
  const whole = join(folder, 'whole.jsonl');
  const { code, stderr } = await bulk('embed', input, whole);
  t.equal(code, 0, stderr);
  const parts = join(folder, 'parts.jsonl');
  const asked = args('embed', MODEL, input, parts, []);
  let kills = 0;
  for (let times = 0; times < 2; times++) kills += (await killSometime(asked, parts)) ? 1 : 0;
  t.ok(kills > 0, `${kills} kills`);
  // Whatever stood behind the last checkpoint: half a line, too.
  writeFileSync(parts, '{"id":"torn', { flag: 'a' });
  const last = await run(asked);
  t.equal(last.code, 0, last.stderr);
  t.ok(readFileSync(parts).equals(readFileSync(whole)), 'byte for byte');
});

void t.test('a signal lets it finish what it has read; the same command goes on', async (t) => {
  const input = sentences(t, 8000);
  const output = join(dirname(input), 'out.jsonl');
  const asked = args('embed', MODEL, input, output, []);
  const running = new Running(asked);
  while (!existsSync(output) || statSync(output).size === 0) {
    if (running.child.exitCode !== null) throw new Error(running.stderr);
    await sleep(5);
  }
  running.child.kill('SIGTERM');
  const { code, stderr } = await running.ended();
  t.equal(code, 143, stderr);
  t.match(
    stderr,
    /mascarilla: interrupted with all that was read written; the same command goes on/,
  );
  const { records, bytes, finished } = journalOf(output);
  t.equal(finished, false);
  t.ok(records > 0 && records < 8000);
  t.equal(statSync(output).size, bytes, 'nothing lies behind what is counted');
  t.equal(linesOf(output).length, records);

  const changed = readFileSync(input, 'utf8').replace('"s0"', '"s-0"');
  writeFileSync(`${input}.changed.jsonl`, changed);
  const other = await run(args('embed', MODEL, `${input}.changed.jsonl`, output, []));
  t.equal(other.code, 1);
  t.match(other.stderr, /its first \d+ records are not those from which the output was begun/);
  const pooled = await run([...asked, '--pooling', 'cls']);
  t.match(pooled.stderr, /out\.jsonl: it was begun with another pooling, as .*\.run\.json tells/);

  const last = await run(asked);
  t.equal(last.code, 0, last.stderr);
  t.same(
    linesOf(output).map(({ id }) => id),
    Array.from({ length: 8000 }, (_, index) => `s${index}`),
  );
});

void t.test('a full disk ends it, and it goes on once there is room', async (t) => {
  const input = sentences(t, 600);
  const output = join(dirname(input), 'out.jsonl');
  const asked = args('embed', MODEL, input, output, []);
  const command = ['sh', '-c', 'ulimit -f 64; exec "$@"', 'sh', process.execPath, CLI, ...asked];
  // Without the variables of tap, by which it would write files of its own.
  const ended = await new Promise<{ code: number; stderr: string }>((resolve) => {
    execFile('env', ['-i', `PATH=${process.env['PATH']}`, ...command], (error, _, stderr) => {
      resolve({ code: Number(error?.code ?? 0), stderr });
    });
  });
  t.equal(ended.code, 1);
  t.match(ended.stderr, /out\.jsonl cannot be written: EFBIG: .*\. Choose another place, or make/);
  const last = await run(asked);
  t.equal(last.code, 0, last.stderr);
  t.equal(linesOf(output).length, 600);
});

void t.test('parts together are the whole', async (t) => {
  const input = sentences(t, 200);
  const folder = dirname(input);
  const whole = join(folder, 'whole.jsonl');
  await bulk('embed', input, whole);
  const found = new Map<unknown, readonly number[]>();
  for (const index of [0, 1]) {
    const asked = args('embed', MODEL, input, join(folder, 'out.jsonl'), ['--shards', '2']);
    const { code, stderr } = await run(asked, { JOB_COMPLETION_INDEX: String(index) });
    t.equal(code, 0, stderr);
    for (const line of linesOf(join(folder, `out-0000${index}-of-00002.jsonl`))) {
      t.notOk(found.has(line['id']), 'each once');
      found.set(line['id'], line['embedding'] as number[]);
    }
  }
  const lines = linesOf(whole);
  t.equal(found.size, lines.length);
  for (const line of lines) {
    const vector = found.get(line['id']) ?? [];
    const most = (line['embedding'] as number[]).map((value, at) =>
      Math.abs(value - (vector[at] ?? 9)),
    );
    t.ok(Math.max(...most) < 1e-5, `${String(line['id'])}: as near as company leaves it`);
  }
});

void t.test('what cannot be run is told in one sentence, and nothing is written', async (t) => {
  const folder = t.testdir({ 'in.jsonl': '"Tos"\n', 'taken.jsonl': 'mine\n' });
  const [input, taken] = [join(folder, 'in.jsonl'), join(folder, 'taken.jsonl')];
  const out = join(folder, 'out.jsonl');
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [args('embed', MODEL, input, taken, []), /taken\.jsonl: it is there already, without a jou/],
    [args('embed', MODEL, `${input}.no`, out, []), /in\.jsonl\.no cannot be read: ENOENT/],
    [args('embed', MODEL, input, join(folder, 'out.csv'), []), /has no form for embed; there are/],
    [args('embed', MODEL, input, join(folder, 'no', 'out.jsonl'), []), /cannot be written: ENOENT/],
    [args('sing', MODEL, input, out, []), /Allowed choices are embed, ner, classify, fill-mask/],
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
