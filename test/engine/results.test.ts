import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import type { MaskQuery, Row } from '../../src/engine/protocol.js';
import { takeApart } from '../../src/engine/results.js';

const tokens = Int32Array.of(0, 4, 2);

void t.test('each question of each row gets its part', (t) => {
  const ids = Int32Array.of(31, 32);
  const rows: Row[] = [
    { tokens, masks: [{ kind: 'top', position: 1, k: 1 }], pooling: null },
    { tokens, masks: [], pooling: 'cls' },
    {
      tokens,
      masks: [
        { kind: 'targets', position: 1, ids },
        { kind: 'top', position: 1, k: 2 },
      ],
      pooling: 'mean',
    },
  ];
  const outputs = {
    topIds: Int32Array.of(10, 11, /**/ 20, 21, /**/ 30, 31),
    topScores: Float32Array.of(-1, -2, /**/ -3, -4, /**/ -5, -6),
    targetScores: Float32Array.of(-7, -8),
    pooled: Float32Array.of(1, 2, 3, /**/ 4, 5, 6),
  };
  t.strictSame(takeApart(rows, outputs, 2, 3), [
    {
      masks: [{ ids: Int32Array.of(10), logProbabilities: Float32Array.of(-1) }],
      pooled: null,
    },
    { masks: [], pooled: Float32Array.of(1, 2, 3) },
    {
      masks: [
        { ids, logProbabilities: Float32Array.of(-7, -8) },
        { ids: Int32Array.of(30, 31), logProbabilities: Float32Array.of(-5, -6) },
      ],
      pooled: Float32Array.of(4, 5, 6),
    },
  ]);
  t.end();
});

void t.test('the answer to a dummy question goes to nobody', (t) => {
  const outputs = {
    topIds: Int32Array.of(10),
    topScores: Float32Array.of(-1),
    targetScores: Float32Array.of(-2),
    pooled: Float32Array.of(1, 2),
  };
  t.strictSame(takeApart([{ tokens, masks: [], pooling: null }], outputs, 1, 2), [
    { masks: [], pooled: null },
  ]);
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
    pooling: fc.constantFrom('mean', 'cls', null),
  });
  const check = (rows: Row[]) => {
    const queries = rows.flatMap((row) => row.masks);
    const topK = Math.max(1, ...queries.map((query) => (query.kind === 'top' ? query.k : 0)));
    const targets = queries.flatMap((query) => (query.kind === 'top' ? [] : [...query.ids]));
    const pooled = rows.filter((row) => row.pooling !== null).length;
    // Every number is its own place in its output.
    const places = (length: number) => Array.from({ length }, (_, place) => place);
    const outputs = {
      topIds: Int32Array.from(places(queries.length * topK)),
      topScores: Float32Array.from(places(queries.length * topK)),
      targetScores: Float32Array.from(places(targets.length)),
      pooled: Float32Array.from(places(pooled * HIDDEN)),
    };
    const results = takeApart(rows, outputs, topK, HIDDEN);

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
    const vectors = results.flatMap((result) => [...(result.pooled ?? [])]);
    assert.deepEqual(vectors, places(pooled * HIDDEN));
    // Copied: a view would send the vectors of all rows along with each.
    assert(results.every((result) => result.pooled?.buffer !== outputs.pooled.buffer));
  };
  fc.assert(fc.property(fc.array(anyRow, { maxLength: 6 }), check), { numRuns: 100 });
  t.end();
});
