/** What becomes of requests when the engine is killed, crashes or hangs while many clients ask. */
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { spawnEngine, type Spawn } from '../../src/engine/spawn.js';
import { Connection, type Answer } from './connection.js';
import { startServer, type TestServer } from './server.js';

const CLIENTS = 16;
const REQUESTS = 12;

const texts = Array.from(
  { length: CLIENTS * REQUESTS },
  (_, index) => `Paciente ${index} con dolor ${'muy '.repeat(index % 7)}intenso.`,
);

/** A server whose engines are kept book of: the last one is the one that runs. */
async function start(flags: Readonly<Record<string, string>>, spawn: Spawn) {
  const engines: ChildProcess[] = [];
  const recorded: Spawn = () => {
    const child = spawn();
    engines.push(child);
    return child;
  };
  const server = await startServer(t, { threads: '1', ...flags }, { spawn: recorded });
  return { server, engines };
}

/**
 * Sixteen clients, each with a connection of its own, send all texts; `during` is called once a
 * quarter of the answers are there. Gives the answer to each text; throws for one that is not the
 * only one to its request.
 */
async function sendAll({ url }: TestServer, during: () => unknown): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  let settled = 0;
  const client = async (_: unknown, first: number) => {
    const connection = await Connection.open(url);
    for (let index = first; index < texts.length; index += CLIENTS) {
      answers[index] = await connection.post('/embed', { inputs: texts[index] });
      settled += 1;
      if (settled === texts.length / 4) await during();
    }
    const rest = connection.close();
    if (rest !== '') throw new Error(`answered twice: ${rest}`);
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  return answers;
}

/** Vectors of unit length whose numbers differ by rounding at most. */
function areNear(body: unknown, other: unknown): boolean {
  // Both are replies of /embed to one text.
  const [[left], [right]] = [body, other] as number[][][] as [[number[]], [number[]]];
  return (
    left.length === 256 && left.every((value, at) => Math.abs(value - (right[at] ?? NaN)) < 1e-5)
  );
}

/** How many requests were answered right and how many were refused; what else came, in words. */
function judge(answers: readonly Answer[], expected: readonly Answer[]) {
  const wrong: string[] = [];
  let right = 0;
  let refused = 0;
  for (const [index] of texts.entries()) {
    const answer = answers[index];
    if (answer?.status === 200 && areNear(answer.body, expected[index]?.body)) right += 1;
    else if (answer?.status === 503 && /^retry-after: [1-9]/im.test(answer.head)) refused += 1;
    else wrong.push(`text ${index}: ${answer?.status} ${answer?.head}`);
  }
  return { right, refused, wrong };
}

/** Waits until the service is ready again. */
async function untilReady({ get }: TestServer): Promise<void> {
  while ((await get('/health/ready')).status !== 200) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const home = t.testdir();

void t.test('an engine that ends or hangs under load', async (t) => {
  const flags = { mascarillaHome: home, engineTimeoutMs: '5000' };
  const { server, engines } = await start(flags, spawnEngine);
  const expected = await sendAll(server, () => undefined);
  t.match(judge(expected, expected), { right: texts.length, refused: 0, wrong: [] });
  // The fourth in a row makes a pause, in which requests are refused.
  for (const signal of ['SIGSTOP', 'SIGKILL', 'SIGSEGV', 'SIGABRT'] as const) {
    const before = engines.length;
    const answers = await sendAll(server, () => engines.at(-1)?.kill(signal));
    const { right, refused, wrong } = judge(answers, expected);
    t.comment(`${signal}: ${right} right, ${refused} refused`);
    t.strictSame(wrong, [], signal);
    t.equal(right + refused, texts.length);
    if (signal !== 'SIGABRT') t.equal(refused, 0, `${signal}: who waits is answered`);
    await untilReady(server);
    t.equal(engines.length, before + 1, `${signal}: one other engine was started`);
    t.equal(server.serving.devices()[0]?.restarts, engines.length - 1);
    const after = judge(await sendAll(server, () => undefined), expected);
    t.equal(after.right, texts.length, 'and it computes as the one before');
  }
});

/** Engines of a program in test/engine/children. */
const spawning =
  (name: string, ...args: readonly string[]): Spawn =>
  () =>
    fork(fileURLToPath(new URL(`../engine/children/${name}.js`, import.meta.url)), args, {
      serialization: 'advanced',
      execArgv: ['--max-old-space-size=128'],
      // What V8 says of its end is no news.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });

/** Engines that end at a text with 13 candidates. */
const fragile = (fault: 'signal' | 'memory'): Spawn => spawning('dies-of-13-candidates', fault);

const killer = { inputs: 'Dolor <mask>.', parameters: { top_k: 13 } };

for (const fault of ['signal', 'memory'] as const) {
  void t.test(
    `a text of which the engine dies (${fault}) is refused, and nobody else`,
    async (t) => {
      const { server, engines } = await start({ mascarillaHome: home }, fragile(fault));
      const expected = await sendAll(server, () => undefined);
      const answers = await sendAll(server, async () => {
        const { status, body } = await server.post('/fill-mask', killer);
        t.match([status, body], [500, { code: 'ROW_REFUSED' }]);
        t.equal((await server.get('/health')).status, 503, 'no engine is ready just now');
        t.equal((await server.get('/health/live')).status, 200);
      });
      t.match(judge(answers, expected), { right: texts.length, refused: 0, wrong: [] });
      t.equal(engines.length, 3, 'it died twice');
      const signal = fault === 'signal' ? 'SIGSEGV' : 'SIGABRT';
      t.strictSame(
        engines.slice(0, 2).map(({ signalCode }) => signalCode),
        [signal, signal],
      );
    },
  );
}

void t.test('many such texts make a crash loop, which is told and passes', async (t) => {
  const { server } = await start({ mascarillaHome: home }, fragile('signal'));
  const [good] = texts;
  const answer = await server.post('/embed', { inputs: good });
  const codes = new Set<unknown>();
  for (let request = 0; request < 4; request += 1) {
    const { status, headers, body } = await server.post('/fill-mask', killer);
    codes.add((body as { readonly code: unknown }).code);
    if (status === 503) t.match(headers.get('retry-after'), /^[1-9]\d*$/);
  }
  t.strictSame([...codes].sort(), ['ENGINE_UNAVAILABLE', 'ROW_REFUSED']);
  t.equal((await server.get('/health')).status, 503);
  t.equal((await server.get('/health/live')).status, 200);
  await untilReady(server);
  const after = await server.post('/embed', { inputs: good });
  t.ok(areNear(after.body, answer.body));
});

/** The scores of 300 masks for 16,000 words, in 32 bits, take more than the 16 MB of the engine. */
const greedy = { inputs: '<mask>'.repeat(300) };

void t.test(
  'a text for which the system gives ONNX Runtime no memory fails, and nobody else',
  { skip: process.platform !== 'linux' && 'limits of memory are set by prlimit, of Linux' },
  async (t) => {
    const flags = { mascarillaHome: home, maxMasks: '512' };
    const { server, engines } = await start(flags, spawning('has-little-memory', '16'));
    const fails = async () => {
      const { status, body } = await server.post('/fill-mask', greedy);
      const error =
        /could not compute .*Failed to allocate memory for requested buffer of size 192/;
      t.match([status, body], [500, { code: 'ENGINE_FAILED', error }]);
      t.equal((await server.get('/health/live')).status, 200);
    };
    const expected = await sendAll(server, () => undefined);
    const answers = await sendAll(server, async () => {
      for (let request = 0; request < 5; request += 1) await fails();
    });
    t.match(judge(answers, expected), { right: texts.length, refused: 0, wrong: [] });

    const before = engines.length;
    for (let request = 0; request < 3; request += 1) await fails();
    await untilReady(server);
    t.equal(engines.length, before + 1, 'an engine that only fails is replaced');
    const after = judge(await sendAll(server, () => undefined), expected);
    t.match(after, { right: texts.length, refused: 0, wrong: [] });
  },
);
