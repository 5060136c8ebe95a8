import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import t from 'tap';
import { batchTokens } from '../../src/batching/packing.js';
import type { Row } from '../../src/engine/protocol.js';
import { fail } from '../../src/errors.js';
import { limits, row } from './rows.js';
import { codeOf, namesIn, steady, testBench, type Caller } from './test-bench.js';

/** Tokens of the rows of one submit, and how many masks each has. */
type Shape = readonly { readonly tokens: number; readonly masks: number }[];

type Event =
  | { readonly kind: 'submit'; readonly shape: Shape; readonly withinMs?: number | undefined }
  | { readonly kind: 'abort'; readonly which: number }
  | { readonly kind: 'advance'; readonly ms: number }
  | { readonly kind: 'finish' | 'fail' | 'unavailable' | 'malformed' | 'dieIdle' | 'dieComputing' };

const anyShape: fc.Arbitrary<Shape> = fc.array(
  fc.record({ tokens: fc.integer({ min: 1, max: 32 }), masks: fc.integer({ min: 0, max: 3 }) }),
  { maxLength: 12 },
);

const submitEvent = fc
  .record({
    shape: anyShape,
    withinMs: fc.option(fc.integer({ min: 1, max: 90 }), { nil: undefined }),
  })
  .map((what): Event => ({ kind: 'submit', ...what }));
const advanceEvent = fc.integer({ min: 0, max: 6 }).map((ms): Event => ({ kind: 'advance', ms }));
const finishEvent = fc.constant<Event>({ kind: 'finish' });

const anyEvent: fc.Arbitrary<Event> = fc.oneof(
  { weight: 6, arbitrary: submitEvent },
  { weight: 4, arbitrary: finishEvent },
  { weight: 3, arbitrary: advanceEvent },
  { weight: 2, arbitrary: fc.nat(20).map((which): Event => ({ kind: 'abort', which })) },
  {
    weight: 4,
    arbitrary: fc
      .constantFrom('fail', 'unavailable', 'malformed', 'dieIdle', 'dieComputing')
      .map((kind): Event => ({ kind })),
  },
);

const REFUSALS = ['OVERLOADED', 'DEADLINE_UNREACHABLE', 'DEADLINE_PASSED'];

const options = { windowMs: 5, maxQueuedTokens: 300, measured: steady };

interface Visit {
  readonly caller: Caller;
  readonly client: AbortController;
  readonly rows: readonly Row[];
  readonly names: readonly number[];
  readonly withinMs: number | undefined;
}

/** A batcher whose every step is checked against what it promises. */
class Simulation {
  readonly bench = testBench(options);
  readonly visits: Visit[] = [];
  /** How often the engine died computing a row, failed, and how often it computed it to the end. */
  readonly deaths = new Map<Row, number>();
  readonly failures = new Map<Row, number>();
  readonly computed = new Map<Row, number>();
  #rows = 0;
  #seen = 0;

  async step(event: Event): Promise<void> {
    const { engine, clock } = this.bench;
    switch (event.kind) {
      case 'submit':
        this.#submit(event.shape, event.withinMs);
        break;
      case 'abort':
        this.visits[event.which]?.client.abort();
        break;
      case 'advance':
        clock.advance(event.ms);
        break;
      case 'finish':
        this.#count(this.computed);
        await engine.finish(1);
        break;
      case 'fail':
        this.#count(this.failures);
        await engine.fail(new Error('scripted'));
        break;
      case 'unavailable':
        await engine.fail(fail('ENGINE_UNAVAILABLE', { detail: 'scripted' }));
        break;
      case 'malformed':
        await engine.finishWith({ rows: [], inferenceMs: 1 });
        break;
      case 'dieIdle':
        await engine.die('idle');
        break;
      case 'dieComputing':
        this.#count(this.deaths);
        await engine.die('computing');
        break;
    }
    await turn();
    this.#check();
  }

  /** Lets everything end that has begun; an engine that works gets there. */
  async drain(): Promise<void> {
    const closing = this.bench.batcher.close();
    while (this.bench.batcher.inFlight > 0) await this.step({ kind: 'finish' });
    await closing;
    this.#check();
    assert(this.visits.every(({ caller }) => caller.settled === 1));
  }

  #submit(shape: Shape, withinMs: number | undefined): void {
    const rows = shape.map(({ tokens, masks }) => row(tokens, (this.#rows += 1), masks));
    const names = rows.map((row) => row.tokens[0] ?? -1);
    const client = new AbortController();
    const caller = this.bench.submit(rows, { signal: client.signal, withinMs });
    this.visits.push({ caller, client, rows, names, withinMs });
  }

  #count(counts: Map<Row, number>): void {
    for (const row of this.bench.engine.running ?? []) counts.set(row, (counts.get(row) ?? 0) + 1);
  }

  #check(): void {
    const { engine, batcher, clock } = this.bench;
    batcher.assertConsistent();
    assert(batcher.queuedRows === 0 || batcher.inFlight > 0, 'an idle engine gets what waits');
    const limited = this.visits.filter((visit) => visit.withinMs !== undefined);
    const deadlines = limited.filter(({ caller }) => caller.settled === 0).length;
    const gathering = batcher.inFlight === 1 && batcher.queuedRows > 0 ? 1 : 0;
    assert.equal(clock.timers, deadlines + gathering);
    for (const batch of engine.batches.slice(this.#seen)) {
      assert(batch.length >= 1 && batch.length <= limits.rows);
      assert(batchTokens(batch, limits.padded) <= limits.tokens);
      assert(batch.reduce((sum, row) => sum + row.masks.length, 0) <= limits.masks);
      const blamed = batch.filter((row) => this.deaths.has(row) || this.failures.has(row));
      assert(blamed.length === 0 || batch.length === 1, 'a suspect travels alone');
    }
    this.#seen = engine.batches.length;
    for (const visit of this.visits) checkVisit(visit);
    for (const times of this.deaths.values()) assert(times <= 2, 'two tries at most');
    for (const times of this.failures.values()) assert(times <= 2, 'once in company, once alone');
    for (const times of this.computed.values()) assert.equal(times, 1, 'computed once');
  }
}

function checkVisit({ caller, client, names }: Visit): void {
  assert(caller.settled <= 1);
  if (caller.answers !== undefined) assert.deepEqual(namesIn(caller), names);
  else if (caller.settled === 1) assert(typeof codeOf(caller) === 'string');
  if (client.signal.aborted) assert.equal(caller.settled, 1, 'who has gone waits for nothing');
}

void t.test(
  'whatever happens in whatever order, every submit settles once and rightly',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyEvent, { maxLength: 60 }), async (events) => {
        const simulation = new Simulation();
        for (const event of events) await simulation.step(event);
        await simulation.drain();
        for (const { caller, client, rows } of simulation.visits) {
          const code = codeOf(caller);
          if (code === 'CLIENT_GONE') assert(client.signal.aborted);
          const refused = rows.some((row) => simulation.deaths.get(row) === 2);
          if (code === 'ROW_REFUSED') assert(refused);
          if (refused) assert(caller.answers === undefined);
        }
      }),
      { numRuns: 400 },
    );
  },
);

void t.test('with an engine that works, everybody who stays is answered', async () => {
  const quiet = fc.oneof(submitEvent, finishEvent, advanceEvent);
  await fc.assert(
    fc.asyncProperty(fc.array(quiet, { maxLength: 40 }), async (events) => {
      const simulation = new Simulation();
      for (const event of events) await simulation.step(event);
      await simulation.drain();
      for (const { caller, withinMs } of simulation.visits) {
        if (caller.answers !== undefined) continue;
        const codes = withinMs === undefined ? ['OVERLOADED'] : REFUSALS;
        assert(codes.includes(String(codeOf(caller))));
      }
    }),
    { numRuns: 200 },
  );
});

for (const [fault, code] of [
  ['die', 'ROW_REFUSED'],
  ['fail', 'ENGINE_FAILED'],
] as const) {
  void t.test(
    `rows of which the engine has to ${fault} are refused; nobody else suffers`,
    async () => {
      const anySubmits = fc.array(fc.tuple(anyShape, fc.nat(4)), { maxLength: 12 });
      await fc.assert(
        fc.asyncProperty(anySubmits, async (submits) => {
          const { engine, batcher, submit } = testBench({ maxQueuedTokens: Infinity });
          const killers = new Set<Row>();
          const callers = submits.map(([shape, dice]) => {
            const rows = shape.map(({ tokens, masks }) => row(tokens, 0, masks));
            const killer = dice === 0 ? rows.at(-1) : undefined;
            if (killer !== undefined) killers.add(killer);
            return { caller: submit(rows), refused: killer !== undefined };
          });
          while (engine.running !== undefined) {
            const bad = engine.running.some((row) => killers.has(row));
            if (!bad) await engine.finish();
            else await (fault === 'die' ? engine.die() : engine.fail(new Error('no memory')));
            batcher.assertConsistent();
          }
          await batcher.close();
          await turn();
          for (const { caller, refused } of callers) {
            assert.equal(codeOf(caller), refused ? code : undefined);
            assert.equal(caller.settled, 1);
          }
        }),
        { numRuns: 200 },
      );
    },
  );
}

void t.test('while no cost is known, the first in goes first', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyShape, { minLength: 1, maxLength: 20 }), async (shapes) => {
      const { engine, submit } = testBench({ windowMs: 0, maxQueuedTokens: Infinity });
      const arrivals: Row[] = [];
      const gone = new Set<Row>();
      for (const shape of shapes) {
        const rows = shape.map(({ tokens, masks }) => row(tokens, 0, masks));
        arrivals.push(...rows);
        submit(rows);
        await engine.finish();
      }
      while (engine.running !== undefined) await engine.finish();
      for (const batch of engine.batches) {
        const oldest = arrivals.find((row) => !gone.has(row));
        assert.equal(batch[0], oldest, 'the oldest leads every batch');
        for (const row of batch) gone.add(row);
      }
      assert.equal(gone.size, arrivals.length);
    }),
    { numRuns: 200 },
  );
});

void t.test('nobody starves: a row that is due is passed by nobody who comes later', async () => {
  const anyVisit = fc.record({ shape: anyShape, gapMs: fc.integer({ min: 0, max: 20 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(anyVisit, { maxLength: 20 }), async (visits) => {
      const { engine, clock, submit } = testBench({ ...options, maxQueuedTokens: Infinity });
      const due = new Map<Row, number>();
      for (const { shape, gapMs } of visits) {
        const rows = shape.map(({ tokens, masks }) => row(tokens, 0, masks));
        let tokens = 0;
        for (const one of rows) due.set(one, clock.now() + (tokens += one.tokens.length));
        submit(rows);
        clock.advance(gapMs);
      }
      const waiting = new Set(due.keys());
      for (const batch of engine.batches) for (const row of batch) waiting.delete(row);
      let seen = engine.batches.length;
      while (engine.running !== undefined) {
        await engine.finish(1);
        for (const batch of engine.batches.slice(seen)) {
          const first = Math.min(...Array.from(waiting, (row) => due.get(row) ?? NaN));
          const [leader] = batch;
          assert(leader !== undefined && Math.abs((due.get(leader) ?? NaN) - first) < 1e-6);
          for (const row of batch) waiting.delete(row);
        }
        seen = engine.batches.length;
      }
      assert.equal(waiting.size, 0);
    }),
    { numRuns: 200 },
  );
});
