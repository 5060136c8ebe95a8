/**
 * Mixed load from many clients, some of which hang up, while engines are killed: what became of
 * every request. An answer is compared with the one that its request gets when nothing happens.
 */
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { Connection, type Answer } from './connection.js';
import { describeRequests, judge, type Ask } from './chaos-requests.js';

export interface ChaosOptions {
  readonly url: string;
  /** Process ids of the engines that run just now. */
  readonly engines: () => readonly number[];
  readonly clients: number;
  readonly seconds: number;
  /** Milliseconds between a kill and the next, on average. */
  readonly killEveryMs: number;
  /** Uniform from 0 up to, but not including, 1. */
  readonly random: () => number;
}

/** What became of the requests. Every one that was sent, and whose client stayed, is in one list. */
export interface Account {
  sent: number;
  right: number;
  /** 429 or 503, with a time to try again. */
  refused: number;
  /** The engine died of it twice: it was there at two kills. */
  blamed: number;
  hungUp: number;
  readonly kills: Record<string, number>;
  /** In words: no answer; another request's; one more than was asked for; anything else. */
  readonly lost: string[];
  readonly crossed: string[];
  readonly duplicated: string[];
  readonly wrong: string[];
}

const SIGNALS = ['SIGKILL', 'SIGSEGV', 'SIGABRT', 'SIGSTOP'] as const;

/** An answer that takes longer will not come. */
const LOST_MS = 60_000;

const HANGING_UP = 0.1;

export async function runChaos(options: ChaosOptions): Promise<Account> {
  const chaos = new Chaos(options, await describeRequests(options.url));
  return chaos.run();
}

class Chaos {
  readonly #options: ChaosOptions;
  readonly #asks: readonly Ask[];
  readonly #account: Account = {
    ...{ sent: 0, right: 0, refused: 0, blamed: 0, hungUp: 0, kills: {} },
    ...{ lost: [], crossed: [], duplicated: [], wrong: [] },
  };
  #over = false;

  constructor(options: ChaosOptions, asks: readonly Ask[]) {
    this.#options = options;
    this.#asks = asks;
  }

  async run(): Promise<Account> {
    const { clients, seconds } = this.#options;
    // One in two keeps its connection.
    const running = Array.from({ length: clients }, (_, index) => this.#client(index % 2 === 0));
    const killing = this.#kill();
    await wait(1000 * seconds);
    this.#over = true;
    await Promise.all([...running, killing]);
    await this.#askAllAgain();
    return this.#account;
  }

  #isOver(): boolean {
    return this.#over;
  }

  async #kill(): Promise<void> {
    const { engines, killEveryMs, random } = this.#options;
    for (let count = 0; !this.#isOver(); count += 1) {
      await wait(killEveryMs * (0.5 + random()));
      const pid = this.#pick(engines());
      const signal = SIGNALS[count % SIGNALS.length];
      if (this.#isOver() || pid === undefined || signal === undefined) continue;
      process.kill(pid, signal);
      this.#account.kills[signal] = (this.#account.kills[signal] ?? 0) + 1;
    }
  }

  async #client(keeps: boolean): Promise<void> {
    let connection: Connection | null = null;
    while (!this.#isOver()) {
      const ask = this.#pick(this.#asks);
      if (ask === undefined) return;
      if (this.#options.random() < HANGING_UP) {
        await this.#hangUp(ask);
        continue;
      }
      connection ??= await Connection.open(this.#options.url);
      const worked = await this.#askOn(connection, ask);
      if (keeps && worked) continue;
      this.#close(connection);
      connection = null;
    }
    if (connection !== null) this.#close(connection);
  }

  /** @returns whether the connection can be used again */
  async #askOn(connection: Connection, ask: Ask): Promise<boolean> {
    this.#account.sent += 1;
    const timer = new AbortController();
    try {
      const late = wait(LOST_MS, null, { signal: timer.signal });
      late.catch(() => undefined);
      const answer = await Promise.race([connection.post(ask.path, ask.body), late]);
      if (answer === null) throw new Error('no answer');
      await this.#settle(ask, answer);
      return true;
    } catch (error) {
      const what = `${ask.path}: ${String(error)}`;
      (what.includes('nobody asked') ? this.#account.duplicated : this.#account.lost).push(what);
      return false;
    } finally {
      timer.abort();
    }
  }

  async #settle(ask: Ask, answer: Answer): Promise<void> {
    const verdict = judge(ask, answer, this.#asks);
    if (verdict === 'crossed' || verdict === 'wrong') {
      this.#account[verdict].push(`${ask.path}: ${answer.head} ${JSON.stringify(answer.body)}`);
      return;
    }
    this.#account[verdict] += 1;
    if (verdict === 'refused') await wait(50 + 200 * this.#options.random());
  }

  #close(connection: Connection): void {
    const rest = connection.close();
    if (rest !== '') this.#account.duplicated.push(rest);
  }

  /** Sends a request, or a part of it, and leaves. */
  async #hangUp({ path, body }: Ask): Promise<void> {
    const { url, random } = this.#options;
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    const text = JSON.stringify(body);
    const request =
      `POST ${path} HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n` +
      `content-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
    socket.write(random() < 0.5 ? request : request.slice(0, -5));
    await wait(30 * random());
    socket.destroy();
    this.#account.hungUp += 1;
  }

  /** Once it is ready again, everything is answered as before. */
  async #askAllAgain(): Promise<void> {
    const { url } = this.#options;
    const latest = performance.now() + LOST_MS;
    while ((await fetch(`${url}/health`)).status !== 200 && performance.now() < latest)
      await wait(50);
    const connection = await Connection.open(url);
    for (const ask of this.#asks) await this.#askOn(connection, ask);
    this.#close(connection);
  }

  #pick<Item>(items: readonly Item[]): Item | undefined {
    return items[Math.floor(items.length * this.#options.random())];
  }
}
