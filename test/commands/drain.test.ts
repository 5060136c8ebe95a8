/** A service that is stopped under load: whoever leaves when told to loses nothing. */
import { setTimeout as wait } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { Connection, isLast, type Answer } from '../http/connection.js';
import { fromRoot } from '../root.js';
import { Running } from './cli.js';

const KEEPING = 48;
const CHANGING = 16;
const LOAD_BALANCER_MS = 100;

const TEXTS = Array.from({ length: 40 }, (_, index) => `Dolor <mask> ${'muy '.repeat(index)}.`);

interface Started {
  readonly running: Running;
  readonly url: string;
}

async function start(t: Test, home: string, flags: readonly string[]): Promise<Started> {
  const running = new Running([
    ...['serve', '--port', '0', '--threads', '1', '--mascarilla-home', home],
    ...['--models', fromRoot('test/golden/roberta-mlm'), ...flags],
  ]);
  t.teardown(() => running.child.kill('SIGKILL'));
  const [, url = ''] = await running.until(/ on (http:\S+)\n[^]*curl .*\n\n/);
  return { running, url };
}

/** The first word for the mask: enough to know one text's answer from another's or an error. */
const read = ({ status, body }: Answer): unknown[] => [
  status,
  (body as readonly { readonly token?: unknown }[])[0]?.token,
];

async function askOnce(url: string, inputs: string): Promise<Answer> {
  const connection = await Connection.open(url);
  const answer = await connection.post('/fill-mask', { inputs });
  const rest = connection.close();
  if (rest !== '') throw new Error(`nobody asked for: ${rest}`);
  return answer;
}

/** Clients that ask without a pause, and what they got. */
class Load {
  readonly wrong: unknown[] = [];
  answered = 0;
  readonly #expected: readonly unknown[][];
  #over = false;

  constructor(expected: readonly unknown[][]) {
    this.#expected = expected;
  }

  /** Keeps its connection for as long as it may; `choose` tells where to open the next, if anywhere. */
  async keep(choose: () => string | null): Promise<void> {
    while (!this.#over) {
      const url = choose();
      if (url === null) return;
      await this.#watch(async () => {
        const connection = await Connection.open(url);
        for (;;) {
          const answer = await this.#ask((inputs) => connection.post('/fill-mask', { inputs }));
          if (this.#over || isLast(answer)) break;
        }
        connection.close();
      });
    }
  }

  /** Opens a connection for each request. */
  async change(choose: () => string): Promise<void> {
    while (!this.#over) {
      await this.#watch(() => this.#ask((inputs) => askOnce(choose(), inputs)));
    }
  }

  end(): void {
    this.#over = true;
  }

  async #ask(send: (inputs: string) => Promise<Answer>): Promise<Answer> {
    const index = this.answered++ % TEXTS.length;
    const answer = await send(TEXTS[index] ?? '');
    const got = read(answer);
    if (String(got) !== String(this.#expected[index])) this.wrong.push(got);
    return answer;
  }

  async #watch(work: () => Promise<unknown>): Promise<void> {
    await work().catch((error: unknown) => this.wrong.push(error));
  }
}

/** Null where there is nobody. */
async function askHealth(url: string) {
  try {
    const reply = await fetch(`${url}/health`, { headers: { connection: 'close' } });
    return { status: reply.status, body: await reply.text() };
  } catch {
    return null;
  }
}

async function expectedOf(url: string): Promise<readonly unknown[][]> {
  const answers = [];
  for (const text of TEXTS) answers.push(read(await askOnce(url, text)));
  return answers;
}

/** Resolves when so many requests more have been sent. */
async function untilAsked(load: Load, more: number): Promise<void> {
  const enough = load.answered + more;
  while (load.answered < enough) await wait(5);
}

void t.test('one instance after the other is stopped behind a load balancer', async (t) => {
  const home = t.testdir();
  const flags = ['--drain-delay-ms', '5000', '--shutdown-timeout-ms', '30000'];
  const first = await start(t, home, flags);
  const second = await start(t, home, flags);
  const load = new Load(await expectedOf(first.url));
  // What every load balancer does: it asks each instance whether it is ready, and takes those.
  const ready = new Set([first.url, second.url]);
  const told: string[] = [];
  const balancing = new AbortController();
  const watch = async ({ url }: Started) => {
    while (!balancing.signal.aborted) {
      const reply = await askHealth(url);
      if (reply?.status === 200) ready.add(url);
      else ready.delete(url);
      if (reply?.status === 503) told.push(reply.body);
      await wait(LOAD_BALANCER_MS);
    }
  };
  const balancer = Promise.all([first, second].map(watch));
  let turn = 0;
  const choose = () => [...ready][turn++ % ready.size] ?? 'http://nobody.is.ready';
  const clients = [
    ...Array.from({ length: KEEPING }, () => load.keep(choose)),
    ...Array.from({ length: CHANGING }, () => load.change(choose)),
  ];
  await untilAsked(load, 200);
  first.running.child.kill('SIGTERM');
  t.equal((await first.running.ended()).code, 0);
  await untilAsked(load, 200);
  load.end();
  await Promise.all(clients);
  balancing.abort();
  await balancer;
  t.comment(`${load.answered} requests`);
  t.strictSame(load.wrong, [], 'every request was answered, and right');
  t.match(told[0], /"code":"SHUTTING_DOWN"/, 'readiness told it');
});

void t.test('clients without a load balancer are told to leave, and lose nothing', async (t) => {
  const { running, url } = await start(t, t.testdir(), ['--drain-delay-ms', '3000']);
  const load = new Load(await expectedOf(url));
  let opened = 0;
  // Each has one connection, and no other place to go.
  const once = () => {
    let left = 1;
    return () => (left-- > 0 ? (opened++, url) : null);
  };
  const clients = Array.from({ length: KEEPING }, () => load.keep(once()));
  await untilAsked(load, 200);
  running.child.kill('SIGTERM');
  await Promise.all(clients);
  t.equal((await running.ended()).code, 0);
  t.comment(`${load.answered} requests`);
  t.equal(opened, KEEPING);
  t.strictSame(load.wrong, []);
});
