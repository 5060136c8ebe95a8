/** `mascarilla serve --devices`: several engines, and a GPU where there is none. */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import t, { type Test } from 'tap';
import { requireCudaLibrary } from '../../src/engine/cuda.js';
import type { InfoReply } from '../../src/server/schemas/status.js';
import { fromRoot } from '../root.js';
import { Running } from './cli.js';

const MODEL = fromRoot('models/clinical-es-mini');

const mascarillaHome = t.testdir();

function serve(t: Test, flags: readonly string[]): Running {
  const running = new Running([
    ...['serve', '--port', '0', '--mascarilla-home', mascarillaHome, '--models', MODEL],
    ...flags,
  ]);
  t.teardown(() => running.child.kill('SIGKILL'));
  return running;
}

async function start(t: Test, flags: readonly string[]) {
  const running = serve(t, flags);
  const [, url = ''] = await running.until(/ on (http:\S+)\n[^]*curl .*\n\n/);
  return { running, url };
}

/** Reads every answer to its end: undici asserts where a server closes on one that nobody reads. */
async function embed(url: string, inputs: string) {
  const reply = await fetch(`${url}/embed`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ inputs }),
  });
  return { status: reply.status, body: await reply.json() };
}

// The reply is checked against its schema in test/http.
const infoOf = async (url: string) => (await (await fetch(`${url}/info`)).json()) as InfoReply;

/** Engines of a server, by the kernel's list of its children. */
const enginesOf = ({ child: { pid } }: Running): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);

/** True on a machine where somebody has fetched the library for CUDA. */
function hasCudaLibrary(): boolean {
  try {
    requireCudaLibrary();
    return true;
  } catch {
    return false;
  }
}

/** Tests of what happens without CUDA, for machines without. */
function testWithoutCuda(name: string, body: (t: Test) => Promise<void>): void {
  void t.test(name, async (t) => {
    if (hasCudaLibrary()) t.comment('the library for CUDA is installed here');
    else await body(t);
  });
}

const texts = Array.from({ length: 80 }, (_, index) => `Dolor ${'muy '.repeat(index % 9)}intenso.`);

void t.test(
  'one of two engines killed under load: nothing is lost, and it comes back',
  async (t) => {
    const alone = await start(t, ['--devices', 'cpu:1x1']);
    const expected = await Promise.all(texts.map((text) => embed(alone.url, text)));
    alone.running.child.kill('SIGTERM');
    await alone.running.ended();

    const { running, url } = await start(t, ['--devices', 'cpu:2x1']);
    t.match(running.stdout, '; fp32, 2 × 1 thread on cpu\n');
    const before = enginesOf(running);
    t.equal(before.length, 2);
    let waiting = texts.length;
    const answers = texts.map((text) => embed(url, text).finally(() => (waiting -= 1)));
    await Promise.race(answers);
    t.ok(waiting > 20, `${waiting} requests are waiting`);
    process.kill(before[0] ?? 0, 'SIGKILL');
    for (const [index, { status, body }] of (await Promise.all(answers)).entries()) {
      t.equal(status, 200);
      t.ok(areNear(body, expected[index]?.body), `text ${index}`);
    }
    while (!(await infoOf(url)).devices.some(({ restarts }) => restarts === 1)) await turn();
    const engine = { kind: 'cpu', threads: 1, index: null, provider: 'cpu', ready: true };
    const info = await infoOf(url);
    t.strictSame(
      [...info.devices].sort((a, b) => a.restarts - b.restarts),
      [
        { ...engine, restarts: 0 },
        { ...engine, restarts: 1 },
      ],
    );
    t.match(info, { provider: 'cpu', threads: 2, device_fallback: null });
    const after = enginesOf(running);
    t.equal(after.length, 2);
    t.ok(after.includes(before[1] ?? 0) && !after.includes(before[0] ?? 0));
  },
);

void t.test('while one engine is up, the service is healthy', async (t) => {
  const { running, url } = await start(t, ['--devices', 'cpu:2x1']);
  process.kill(enginesOf(running)[0] ?? 0, 'SIGKILL');
  while ((await infoOf(url)).devices.every(({ ready, restarts }) => ready && restarts === 0)) {
    await turn();
  }
  const health = await fetch(`${url}/health`);
  t.same([health.status, await health.json()], [200, { status: 'ok' }]);
  t.equal((await embed(url, 'tos')).status, 200);
  running.child.kill('SIGTERM');
  t.equal((await running.ended()).code, 0);
});

void t.test('more threads than processors are served, with a warning', async (t) => {
  const threads = availableParallelism() + 1;
  const { running, url } = await start(t, ['--devices', `cpu:1x${threads}`]);
  t.match(running.stderr, /"level":"warn".*"threads":\d+,"processors":\d+.*more threads than/);
  t.match(await infoOf(url), { threads, devices: [{ kind: 'cpu', threads }] });
});

testWithoutCuda('a GPU that cannot be used is refused, with what is missing', async (t) => {
  const { code, stdout, stderr } = await serve(t, ['--devices', 'cpu:1x1,cuda:0']).ended();
  t.equal(code, 1);
  t.equal(stdout, '');
  t.match(stderr, /\nmascarilla: The engine did not start: cuda:0: ONNX Runtime.*--devices cpu/);
});

testWithoutCuda('auto computes on the processor then, and says why', async (t) => {
  const { running, url } = await start(t, ['--devices', 'auto', '--threads', '1']);
  t.match(running.stdout, '; fp32, 1 thread on cpu\n');
  t.match(running.stderr, /"level":"warn".*cuda:0: ONNX Runtime.*"msg":"no GPU can be used; comp/);
  t.match(await infoOf(url), {
    provider: 'cpu',
    threads: 1,
    devices: [{ kind: 'cpu', threads: 1, index: null, provider: 'cpu', restarts: 0 }],
    device_fallback: /cuda:0: ONNX Runtime/,
  });
  t.equal((await embed(url, 'tos')).status, 200);
});

void t.test('int8 is not for a GPU', async (t) => {
  const int8 = ['--precision', 'int8', '--threads', '1'];
  const { code, stderr } = await serve(t, [...int8, '--devices', 'cuda:1']).ended();
  t.equal(code, 1);
  t.match(stderr, '--devices: cuda:1 cannot compute a model in int8; take --precision fp16');
  const { url } = await start(t, [...int8, '--devices', 'auto']);
  t.match(await infoOf(url), {
    model_dtype: 'int8',
    provider: 'cpu',
    device_fallback: /cannot compute a model in int8/,
  });
});

const turn = () => new Promise((resolve) => setTimeout(resolve, 5));

/** Vectors whose numbers differ by rounding at most. */
function areNear(body: unknown, other: unknown): boolean {
  // Both are replies of /embed to one text.
  const [[left], [right]] = [body, other] as number[][][] as [[number[]], [number[]]];
  return (
    left.length === 256 && left.every((value, at) => Math.abs(value - (right[at] ?? NaN)) < 1e-5)
  );
}
