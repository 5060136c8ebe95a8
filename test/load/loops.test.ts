/** Closed and open loops, with senders that are functions. */
import { setTimeout as wait } from 'node:timers/promises';
import t from 'tap';
import { runClosedLoop } from '../../src/load/closed-loop.js';
import { runOpenLoop } from '../../src/load/open-loop.js';
import type { Outcome, Send } from '../../src/load/outcome.js';

const answered: Outcome = { kind: 'answered', told: null };

/** Counts what is in flight; each request takes some milliseconds. */
class Sender {
  readonly indices: number[] = [];
  most = 0;
  #flying = 0;

  constructor(
    readonly ms: number,
    readonly outcome: Outcome = answered,
  ) {}

  readonly send: Send = async (index) => {
    this.indices.push(index);
    this.most = Math.max(this.most, ++this.#flying);
    await wait(this.ms);
    this.#flying -= 1;
    return this.outcome;
  };
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

void t.test(
  'closed: so many requests, each once, and never more at once than clients',
  async (t) => {
    for (const clients of [1, 3, 8]) {
      const sender = new Sender(2);
      const { answered } = await runClosedLoop(sender.send, { clients, requests: 20 });
      t.equal(answered, 20);
      t.same(sender.indices, upTo(20));
      t.equal(sender.most, clients);
    }
  },
);

void t.test('closed: it ends after its time, and waits for the last answers', async (t) => {
  const sender = new Sender(10);
  const found = await runClosedLoop(sender.send, { clients: 2, seconds: 0.1 });
  t.equal(found.answered, sender.indices.length);
  t.ok(found.answered >= 2);
  t.ok(found.seconds >= 0.099, String(found.seconds));
});

void t.test('closed: refusals are counted, and not asked again without end', async (t) => {
  const sender = new Sender(0, { kind: 'refused', status: 429 });
  const found = await runClosedLoop(sender.send, { clients: 2, seconds: 0.25 });
  t.same(found.errors, { '429': sender.indices.length });
  t.equal(found.latencies, null);
  t.ok(sender.indices.length >= 2 && sender.indices.length <= 8, String(sender.indices.length));
});

void t.test('closed: a signal ends it', async (t) => {
  const abort = new AbortController();
  const sender = new Sender(1);
  const loop = runClosedLoop(sender.send, { clients: 2, signal: abort.signal });
  setTimeout(() => abort.abort(), 20);
  await t.rejects(loop, { name: 'AbortError' });
});

void t.test('open: everything that is due in its time is sent, and nothing else', async (t) => {
  const sender = new Sender(1);
  const due = [0, 1, 5, 5, 5, 20, 49.9, 50, 51, 1e9];
  const found = await runOpenLoop(sender.send, { arrivals: due, seconds: 0.05, most: 100 });
  t.equal(found.answered, 7);
  t.same(sender.indices, upTo(7));
  t.ok(found.seconds >= 0.0499, String(found.seconds));
});

void t.test('open: it does not wait for answers', async (t) => {
  const sender = new Sender(60);
  await runOpenLoop(sender.send, { arrivals: upTo(5), seconds: 1, most: 100 });
  t.equal(sender.most, 5);
});

void t.test('open: latency counts from when a request was due, not from its sending', async (t) => {
  const sender = new Sender(40);
  const found = await runOpenLoop(sender.send, { arrivals: [0, 0, 0, 0], seconds: 1, most: 1 });
  t.equal(sender.most, 1);
  // The last one waited for the three before it. Timers may fire a millisecond early.
  t.ok((found.latencies?.max ?? 0) >= 155, JSON.stringify(found.latencies));
  t.ok((found.latencies?.p50 ?? 0) >= 75, JSON.stringify(found.latencies));
});

void t.test('open: a signal ends its waiting for the next', async (t) => {
  const abort = new AbortController();
  const { signal } = abort;
  const sender = new Sender(1);
  const loop = runOpenLoop(sender.send, { arrivals: [0, 1e7], seconds: 1e6, most: 1, signal });
  setTimeout(() => abort.abort(), 20);
  await t.rejects(loop, { name: 'AbortError' });
  t.same(sender.indices, [0]);
});
