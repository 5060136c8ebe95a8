import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import type { MaskQuery, Row } from '../../src/engine/protocol.js';
import { askedOutputs, takeApart } from '../../src/engine/results.js';

const tokens = Int32Array.of(0, 4, 2);

void t.test('each question of each row gets its part', (t) => {
  const ids = Int32Array.of(31, 32);
  const rows: Row[] = [
    {
      tokens,
      masks: [{ kind: 'top', position: 1, k: 1 }],
      pooling: null,
      labels: false,
      states: false,
    },
    { tokens, masks: [], pooling: 'cls', labels: false, states: false },
    { tokens, masks: [], pooling: 'max', labels: false, states: false },
    {
      tokens,
      masks: [
        { kind: 'targets', position: 1, ids },
        { kind: 'top', position: 1, k: 2 },
      ],
      pooling: 'mean',
      labels: false,
      states: false,
    },
  ];
  const outputs = {
    topIds: Int32Array.of(10, 11, /**/ 20, 21, /**/ 30, 31),
    topScores: Float32Array.of(-1, -2, /**/ -3, -4, /**/ -5, -6),
    targetScores: Float32Array.of(-7, -8),
    pooled: Float32Array.of(1, 2, 3, /**/ 4, 5, 6),
    maxPooled: Float32Array.of(7, 8, 9),
    labels: new Float32Array(0),
    states: new Float32Array(0),
  };
  t.strictSame(takeApart(rows, outputs, { topK: 2, hiddenSize: 3, labels: null }), [
    {
      masks: [{ ids: Int32Array.of(10), logProbabilities: Float32Array.of(-1) }],
      pooled: null,
      labels: null,
      states: null,
    },
    { masks: [], pooled: Float32Array.of(1, 2, 3), labels: null, states: null },
    { masks: [], pooled: Float32Array.of(7, 8, 9), labels: null, states: null },
    {
      masks: [
        { ids, logProbabilities: Float32Array.of(-7, -8) },
        { ids: Int32Array.of(30, 31), logProbabilities: Float32Array.of(-5, -6) },
      ],
      pooled: Float32Array.of(4, 5, 6),
      labels: null,
      states: null,
    },
  ]);
  t.end();
});

void t.test('each token, or each row, has its labels; only who asked gets them', (t) => {
  const rows: Row[] = [2, 1, 2].map((length, index) => ({
    tokens: new Int32Array(length),
    masks: [],
    pooling: null,
    labels: index !== 1,
    states: false,
  }));
  const empty = { topIds: new Int32Array(0), topScores: new Float32Array(0) };
  const pooled = { pooled: new Float32Array(0), maxPooled: new Float32Array(0) };
  const states = new Float32Array(0);
  const none = { ...empty, ...pooled, states, targetScores: new Float32Array(0) };
  const take = (per: 'token' | 'row', ...labels: number[]) =>
    takeApart(
      rows,
      { ...none, labels: Float32Array.from(labels) },
      { topK: 1, hiddenSize: 2, labels: { count: 2, per } },
    ).map((result) => result.labels && [...result.labels]);
  t.strictSame(take('token', 1, 2, 3, 4, 5, 6, 7, 8, 9, 10), [[1, 2, 3, 4], null, [7, 8, 9, 10]]);
  t.strictSame(take('row', 1, 2, 3, 4, 5, 6), [[1, 2], null, [5, 6]]);
  t.end();
});

void t.test('the states of each row that asked, and of no other', (t) => {
  const rows: Row[] = [2, 1, 3].map((length, index) => ({
    tokens: new Int32Array(length),
    masks: [],
    pooling: null,
    labels: false,
    states: index !== 1,
  }));
  const none = new Float32Array(0);
  const outputs = {
    ...{ topIds: new Int32Array(0), topScores: none, targetScores: none },
    ...{ pooled: none, maxPooled: none, labels: none },
    states: Float32Array.from({ length: 12 }, (_, place) => place),
  };
  const results = takeApart(rows, outputs, { topK: 1, hiddenSize: 2, labels: null });
  t.strictSame(
    results.map(({ states }) => states && [...states]),
    [[0, 1, 2, 3], null, [6, 7, 8, 9, 10, 11]],
  );
  t.ok(
    results.every(({ states }) => states?.buffer !== outputs.states.buffer),
    'copied',
  );
  t.end();
});

void t.test('only what a row asks for is fetched', (t) => {
  const silent: Row = { tokens, masks: [], pooling: null, labels: false, states: false };
  const top = { kind: 'top', position: 1, k: 1 } as const;
  const targets = { kind: 'targets', position: 1, ids: Int32Array.of(5) } as const;
  const asked = (...rows: Partial<Row>[]) =>
    askedOutputs(rows.map((row) => ({ ...silent, ...row })));
  t.same(asked({}), []);
  t.same(asked({ masks: [top] }), ['topIds', 'topScores']);
  t.same(asked({ masks: [targets] }), ['targetScores']);
  t.same(asked({ pooling: 'cls' }, { pooling: 'max' }), ['pooled', 'maxPooled']);
  t.same(asked({ labels: true }, {}), ['labels']);
  t.same(asked({ states: true }, { pooling: 'lasttoken' }), ['pooled', 'states']);
  t.end();
});

void t.test('the answer to a dummy question goes to nobody', (t) => {
  const outputs = {
    topIds: Int32Array.of(10),
    topScores: Float32Array.of(-1),
    targetScores: Float32Array.of(-2),
    pooled: Float32Array.of(1, 2),
    maxPooled: Float32Array.of(3, 4),
    labels: new Float32Array(0),
    states: new Float32Array(0),
  };
  t.strictSame(
    takeApart([{ tokens, masks: [], pooling: null, labels: false, states: false }], outputs, {
      topK: 1,
      hiddenSize: 2,
      labels: null,
    }),
    [{ masks: [], pooled: null, labels: null, states: null }],
  );
  t.end();
});

void t.test('nothing is lost, mixed up or shared', (t) => {
  const HIDDEN = 2;
  const anyQuery: fc.Arbitrary<MaskQuery> = fc.oneof(
    fc.integer({ min: 1, max: 4 }).map((k): MaskQuery => ({ kind: 'top', position: 1, k })),
    fc
      .array(fc.nat(50), { maxLength: 3 })
      .map((ids): MaskQuery => ({ kind: 'targets', position: 1, ids: Int32Array.from(ids) })),
  );
  const anyRow: fc.Arbitrary<Row> = fc.record({
    tokens: fc.constant(tokens),
    masks: fc.array(anyQuery, { maxLength: 3 }),
    pooling: fc.constantFrom('mean', 'max', null),
    labels: fc.constant(false),
    states: fc.constant(false),
  });
  const check = (rows: Row[]) => {
    const queries = rows.flatMap((row) => row.masks);
    const topK = Math.max(1, ...queries.map((query) => (query.kind === 'top' ? query.k : 0)));
    const targets = queries.flatMap((query) => (query.kind === 'top' ? [] : [...query.ids]));
    const sums = rows.filter((row) => row.pooling === 'mean').length;
    const maxima = rows.filter((row) => row.pooling === 'max').length;
    // Every number is its own place in its output.
    const places = (length: number) => Array.from({ length }, (_, place) => place);
    const outputs = {
      topIds: Int32Array.from(places(queries.length * topK)),
      topScores: Float32Array.from(places(queries.length * topK)),
      targetScores: Float32Array.from(places(targets.length)),
      pooled: Float32Array.from(places(sums * HIDDEN)),
      maxPooled: Float32Array.from(places(maxima * HIDDEN)),
      labels: new Float32Array(0),
      states: new Float32Array(0),
    };
    const results = takeApart(rows, outputs, { topK, hiddenSize: HIDDEN, labels: null });

    const answers = results.flatMap((result) => result.masks);
    const ofKind = (kind: MaskQuery['kind']) =>
      answers.filter((_, index) => queries[index]?.kind === kind);
    assert.deepEqual(
      results.map((result) => result.masks.length),
      rows.map((row) => row.masks.length),
    );
    for (const [index, query] of queries.entries()) {
      if (query.kind !== 'top') continue;
      const expected = places(query.k).map((place) => index * topK + place);
      assert.deepEqual([...(answers[index]?.ids ?? [])], expected);
      assert.deepEqual([...(answers[index]?.logProbabilities ?? [])], expected);
    }
    const scored = ofKind('targets').flatMap((answer) => [...answer.logProbabilities]);
    assert.deepEqual(scored, places(targets.length));
    const vectorsOf = (kind: Row['pooling']) =>
      results.flatMap((result, index) =>
        rows[index]?.pooling === kind ? [...(result.pooled ?? [])] : [],
      );
    assert.deepEqual(vectorsOf('mean'), places(sums * HIDDEN));
    assert.deepEqual(vectorsOf('max'), places(maxima * HIDDEN));
    // Copied: a view would send the vectors of all rows along with each.
    assert(results.every((result) => result.pooled?.buffer !== outputs.pooled.buffer));
    assert(results.every((result) => result.pooled?.buffer !== outputs.maxPooled.buffer));
  };
  fc.assert(fc.property(fc.array(anyRow, { maxLength: 6 }), check), { numRuns: 100 });
  t.end();
});
