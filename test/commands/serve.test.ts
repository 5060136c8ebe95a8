/** `mascarilla serve` as a process: its first words, its log, and the ways it can end. */
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import t, { type Test } from 'tap';
import { fromRoot } from '../root.js';
import { Running } from './cli.js';

const SECRET = 'Paciente Fulano de Tal, DNI 12345678Z, con <mask> grave.';

async function start(t: Test, flags: readonly string[] = []) {
  const running = new Running([
    ...['serve', '--port', '0', '--mascarilla-home', t.testdir()],
    ...['--models', fromRoot('test/golden/roberta-mlm'), ...flags],
  ]);
  t.teardown(() => running.child.kill('SIGKILL'));
  const [, url = ''] = await running.until(/ on (http:\S+)\n[^]*curl .*\n\n/);
  return { running, url };
}

/** Reads every answer to its end: undici asserts where a server closes on one that nobody reads. */
async function post(url: string, inputs: string | string[]) {
  const reply = await fetch(`${url}/fill-mask`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ inputs }),
  });
  return { status: reply.status, body: await reply.text() };
}

/** A request whose end never comes. */
function sendHalf(t: Test, url: string): void {
  const { hostname, port } = new URL(url);
  const slow = connect(Number(port), hostname);
  slow.on('error', () => undefined);
  t.teardown(() => slow.destroy());
  slow.write('POST /embed HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n');
  slow.write('content-length: 100\r\n\r\n{"inp');
}

void t.test('it prints address, model, precision, threads and a line to try', async (t) => {
  const { running, url } = await start(t, ['--threads', '1']);
  t.match(running.stdout, `mascarilla serves roberta-mlm on ${url}\n`);
  t.match(
    running.stdout,
    /roberta-mlm: fill-mask, feature-extraction; fp32, 1 thread on cpu\ndocumentation at http:.*\/docs\n/,
  );
  t.match(
    running.stdout,
    `curl -s ${url}/fill-mask -H 'content-type: application/json' -d '{"inputs":`,
  );
});

void t.test('no text reaches the log, whatever becomes of the request', async (t) => {
  const { running, url } = await start(t, ['--log-level', 'trace']);
  await post(url, SECRET);
  await post(url, [SECRET, 'Fulano sin máscara']);
  await (await fetch(`${url}/embed`, { method: 'POST', body: SECRET })).text();
  const half = await fetch(`${url}/embed`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: `{"inputs":"${SECRET}`,
  });
  await half.text();
  await (await fetch(`${url}/Fulano?texto=Fulano`)).text();
  running.child.kill('SIGTERM');
  const { stderr } = await running.ended();
  const requests = stderr.split('\n').filter((line) => line.includes('"msg":"request"'));
  t.equal(requests.length, 5, 'one line for each request');
  t.match(requests[0], /"route":"\/fill-mask","status":200,"ms":/);
  t.notMatch(stderr, /Fulano/);
});

void t.test('a first signal lets requests finish, and ends with 0', async (t) => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const { running, url } = await start(t);
    const texts = Array<string>(32).fill('Dolor <mask>. '.repeat(4));
    const replies = Promise.all(Array.from({ length: 8 }, () => post(url, texts)));
    await post(url, 'Una <mask>.');
    running.child.kill(signal);
    for (const reply of await replies) t.equal(reply.status, 200);
    t.equal((await running.ended()).code, 0, signal);
  }
});

void t.test('a connection that is open but idle does not hold it', async (t) => {
  const { running, url } = await start(t);
  const { hostname, port } = new URL(url);
  const idle = connect(Number(port), hostname);
  t.teardown(() => idle.destroy());
  await post(url, 'Una <mask>.');
  running.child.kill('SIGTERM');
  t.equal((await running.ended()).code, 0);
});

void t.test('requests that outlast the deadline end it with 1', async (t) => {
  const { running, url } = await start(t, ['--shutdown-timeout-ms', '50']);
  sendHalf(t, url);
  await post(url, 'Una <mask>.');
  running.child.kill('SIGTERM');
  t.equal((await running.ended()).code, 1);
});

void t.test('a second signal ends it at once with 1', async (t) => {
  const { running, url } = await start(t, ['--shutdown-timeout-ms', '600000']);
  sendHalf(t, url);
  await post(url, 'Una <mask>.');
  running.child.kill('SIGTERM');
  while (!running.stderr.includes('closing')) await new Promise((r) => setTimeout(r, 5));
  running.child.kill('SIGTERM');
  t.equal((await running.ended()).code, 1);
});

void t.test('a port that is taken is told before anything is loaded', async (t) => {
  const { url } = await start(t);
  const { port } = new URL(url);
  const second = new Running(['serve', '--port', port, '--log-level', 'silent']);
  const { code, stderr } = await second.ended();
  t.equal(code, 1);
  t.equal(stderr, `mascarilla: --port: ${port} is in use on 127.0.0.1; choose another one.\n`);
});

void t.test('the engine killed under load: every request is answered right', async (t) => {
  const { running, url } = await start(t);
  const { body: expected } = await post(url, 'Dolor <mask> intenso.');
  const engine = childrenOf(running.child.pid);
  const replies = Array.from({ length: 60 }, () => post(url, 'Dolor <mask> intenso.'));
  for (const pid of engine) process.kill(pid, 'SIGKILL');
  for (const reply of await Promise.all(replies)) {
    t.equal(reply.status, 200);
    t.ok(isSame(reply.body, expected), 'the answer is the one it would get alone');
  }
  t.not(childrenOf(running.child.pid)[0], engine[0], 'another engine runs now');
});

/** The same words with the same scores, but for rounding. */
function isSame(body: string, other: string): boolean {
  const [left, right] = [body, other].map(
    (text) => JSON.parse(text) as { token: number; score: number }[],
  );
  return (
    left?.length === right?.length &&
    left?.every(({ token, score }, index) => {
      const twin = right?.[index];
      return token === twin?.token && Math.abs(score - twin.score) < 1e-5;
    }) === true
  );
}

/** Child processes of a process, by the kernel's list. */
const childrenOf = (pid: number | undefined): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);
