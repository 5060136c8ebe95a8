import { fork } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { Lane } from '../../src/batching/lane.js';
import { Batcher, type Answer } from '../../src/batching/batcher.js';
import { realClock } from '../../src/clock.js';
import { Engine } from '../../src/engine/engine.js';
import type { Row, RowResult } from '../../src/engine/protocol.js';
import { bundledEngine, mixedRows } from './bundled.js';

const options = await bundledEngine(t);
const { engine, ready } = await Engine.start(options);
t.teardown(() => engine.close());

/** What each row gets when nobody else is in the batch. */
const alone: RowResult[] = [];
for (const row of mixedRows) alone.push(...(await engine.run([row])).rows);

/** 32-bit floats, summed in another order; probabilities and unit vectors show six digits. */
const TOLERANCE = 1e-5;

/** The largest difference between two answers to a row; Infinity where other ids were chosen. */
function difference(a: RowResult | undefined, b: RowResult | undefined): number {
  if (a === undefined || b === undefined) return Infinity;
  const idsOf = (result: RowResult) => JSON.stringify(result.masks.map(({ ids }) => [...ids]));
  const numbersOf = ({ masks, pooled, states }: RowResult) => [
    ...masks.flatMap(({ logProbabilities }) => [...logProbabilities]),
    ...(pooled ?? []),
    ...(states ?? []),
  ];
  const [left, right] = [numbersOf(a), numbersOf(b)];
  if (idsOf(a) !== idsOf(b) || left.length !== right.length) return Infinity;
  return left.reduce((most, value, at) => Math.max(most, Math.abs(value - (right[at] ?? NaN))), 0);
}

void t.test('the model starts warm', (t) => {
  t.match(ready, { provider: 'cpu', loadMs: Number, warmUpMs: Number });
  t.end();
});

void t.test('every question is answered, and none that was not asked', (t) => {
  for (const [index, { masks, pooling, states, tokens }] of mixedRows.entries()) {
    const result = alone[index];
    t.equal(result?.pooled?.length, pooling === null ? undefined : 256);
    t.equal(result?.states?.length, states ? tokens.length * 256 : undefined);
    t.equal(result?.masks.length, masks.length);
    for (const [at, query] of masks.entries()) {
      const answer = result?.masks[at];
      const scores = [...(answer?.logProbabilities ?? [])];
      t.ok(scores.every((score) => Number.isFinite(score) && score <= 0));
      if (query.kind === 'top') {
        t.equal(answer?.ids.length, query.k);
        t.strictSame(
          scores.toSorted((a, b) => b - a),
          scores,
          'best first',
        );
      } else {
        t.strictSame(answer?.ids, query.ids);
      }
      t.equal(scores.length, answer?.ids.length);
    }
  }
  t.end();
});

void t.test('top and targets agree, and probabilities sum to one', async (t) => {
  const tokens = mixedRows[4]?.tokens ?? new Int32Array();
  const all = Int32Array.from({ length: 16000 }, (_, id) => id);
  const { rows } = await engine.run([
    {
      tokens,
      masks: [
        { kind: 'targets', position: 3, ids: all },
        { kind: 'top', position: 3, k: 5 },
      ],
      pooling: null,
      labels: false,
      states: false,
    },
  ]);
  const [targets, top] = rows[0]?.masks ?? [];
  const scores = targets?.logProbabilities ?? new Float32Array();
  const sum = scores.reduce((total, score) => total + Math.exp(score), 0);
  t.ok(Math.abs(sum - 1) < TOLERANCE, `the sum is ${sum}`);
  t.strictSame(
    [...(top?.ids ?? [])].map((id) => scores[id]),
    [...(top?.logProbabilities ?? [])],
  );
});

void t.test('a row gets the same answer alone and in company', async (t) => {
  const last = mixedRows.length - 1;
  const companies = [
    mixedRows.map((_, index) => index),
    mixedRows.map((_, index) => last - index),
    // Each beside the shortest, beside the longest, and beside itself.
    ...mixedRows.flatMap((_, index) => [
      [index, 0],
      [1, index],
      [index, index, index],
    ]),
  ];
  let most = 0;
  for (const company of companies) {
    const batch = company.flatMap((index) => mixedRows[index] ?? []);
    const { rows } = await engine.run(batch);
    for (const [at, index] of company.entries()) {
      most = Math.max(most, difference(rows[at], alone[index]));
    }
  }
  t.comment(`the largest difference is ${most}`);
  t.ok(most < TOLERANCE, `${most} is less than ${TOLERANCE}`);
});

void t.test('a batch with a token beyond the vocabulary is refused; the next is not', async (t) => {
  const wrong: Row = {
    tokens: Int32Array.of(0, 16000, 2),
    masks: [],
    pooling: 'mean',
    labels: false,
    states: false,
  };
  await t.rejects(engine.run([wrong]), { name: 'Error', message: /indices element out of data/ });
  const { rows } = await engine.run(mixedRows.slice(0, 1));
  t.ok(difference(rows[0], alone[0]) < TOLERANCE);
});

void t.test('signals of a terminal are for the server, not for the engine', async (t) => {
  const { pid } = engine;
  if (pid === undefined) throw new TypeError('the engine runs');
  process.kill(pid, 'SIGINT');
  process.kill(pid, 'SIGTERM');
  const { rows } = await engine.run(mixedRows.slice(0, 1));
  t.ok(difference(rows[0], alone[0]) < TOLERANCE);
  t.strictSame([engine.pid, engine.restarts], [pid, 0]);
});

void t.test('killed in the middle of its work, all requests are answered right', async (t) => {
  const before = engine.pid;
  const queue = { windowMs: 1, maxQueuedTokens: 100_000 };
  const batcher = new Batcher([new Lane(engine)], options.limits, queue, realClock);
  const requests = Array.from({ length: 40 }, (_, index) => index % mixedRows.length);
  let waiting = requests.length;
  const answered = async (index: number): Promise<Answer | undefined> => {
    const [answer] = await batcher.submit(mixedRows.slice(index, index + 1));
    waiting -= 1;
    // The first batch is answered; the second and the third are at the engine.
    if (engine.pid === before && before !== undefined) process.kill(before, 'SIGKILL');
    return answer;
  };
  const first = answered(0);
  const others = requests.slice(1).map(answered);
  await first;
  t.ok(waiting > 20, `${waiting} requests were waiting`);
  for (const [at, answer] of (await Promise.all([first, ...others])).entries()) {
    const index = requests[at] ?? 0;
    t.ok(difference(answer?.result, alone[index]) < TOLERANCE);
  }
  await batcher.close();
  t.equal(engine.restarts, 1);
  t.not(engine.pid, before);
});

void t.test('the process ends with its parent, even in the middle of a batch', async (t) => {
  const program = fileURLToPath(new URL('./busy-server.js', import.meta.url));
  const server = fork(program, [JSON.stringify(options)], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const stderr = server.stderr;
  if (stderr === null) throw new TypeError('stderr is a pipe');
  // The engine's process inherits this pipe: it ends when both of them have ended.
  const complaints = text(stderr);
  await once(server, 'message');
  server.kill('SIGKILL');
  t.equal(await complaints, '', 'it ends without a word');
});

void t.test('a graph that cannot be loaded is refused with its file', async (t) => {
  const directory = t.testdir({ 'graph.onnx': 'no graph' });
  await t.rejects(Engine.start({ ...options, directory }), {
    code: 'ENGINE_START_FAILED',
    message: /graph\.onnx/,
  });
});
