import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { layOut } from '../../src/engine/feeds.js';
import type { Row } from '../../src/engine/protocol.js';

const VOCABULARY = 100;

/** `<s> una <mask> </s>` asks for a mask and its mean; `<s> </s>` for its first token. */
const long: Row = {
  tokens: Int32Array.of(0, 7, 4, 2),
  masks: [
    { kind: 'top', position: 2, k: 3 },
    { kind: 'targets', position: 1, ids: Int32Array.of(9, 8) },
  ],
  pooling: 'mean',
  labels: false,
  states: false,
};
const short: Row = {
  tokens: Int32Array.of(0, 2),
  masks: [{ kind: 'targets', position: 1, ids: Int32Array.of(5) }],
  pooling: 'cls',
  labels: false,
  states: false,
};

void t.test('rows lie end to end, and the block says where', (t) => {
  const feeds = layOut([short, long], VOCABULARY);
  t.strictSame(feeds.tokens, Int32Array.of(0, 2, 0, 7, 4, 2));
  t.strictSame(feeds.positions, Int32Array.of(0, 1, 0, 1, 2, 3));
  t.strictSame(feeds.lengths, Int32Array.of(2, 4));
  t.strictSame(feeds.starts, Int32Array.of(0, 2));
  t.equal(feeds.longest, 4);
  // Past the end of the first row: any token will do, attention does not look there.
  t.strictSame(feeds.block, Int32Array.of(...[0, 1, 0, 0], ...[2, 3, 4, 5]));
  t.strictSame(feeds.slots, Int32Array.of(0, 1, 4, 5, 6, 7));
  t.end();
});

void t.test('questions point at their tokens, whatever row they are in', (t) => {
  const feeds = layOut([short, long], VOCABULARY);
  t.strictSame(feeds.maskTokens, Int32Array.of(1, 4, 3));
  t.equal(feeds.topK, 3);
  // Query 0 asks for 5, query 2 for 9 and 8: query × vocabulary + id.
  t.strictSame(feeds.targets, Int32Array.of(5, 209, 208));
  t.end();
});

void t.test('the most candidates asked for are computed for all', (t) => {
  const asking = (k: number): Row => ({ ...short, masks: [{ kind: 'top', position: 0, k }] });
  t.equal(layOut([asking(2), asking(9), asking(4)], VOCABULARY).topK, 9);
  t.end();
});

void t.test('pooling is a weight for each token', (t) => {
  const silent: Row = { ...long, pooling: null, labels: false, states: false };
  const feeds = layOut([short, silent, long], VOCABULARY);
  t.equal(feeds.pooled, 2);
  t.strictSame(
    feeds.pooling,
    Float32Array.of(
      ...[1, 0, /**/ 0, 0, 0, 0, /**/ 0, 0, 0, 0],
      ...[0, 0, /**/ 0, 0, 0, 0, /**/ 0.25, 0.25, 0.25, 0.25],
    ),
  );
  t.end();
});

void t.test('where nobody asks, one dummy question is computed', (t) => {
  const { maskTokens, topK, targets, pooling, pooled } = layOut(
    [{ tokens: Int32Array.of(0, 7, 2), masks: [], pooling: null, labels: false, states: false }],
    VOCABULARY,
  );
  t.strictSame(
    { maskTokens, topK, targets, pooling, pooled },
    {
      maskTokens: Int32Array.of(0),
      topK: 1,
      targets: Int32Array.of(0),
      pooling: new Float32Array(3),
      pooled: 1,
    },
  );
  t.end();
});

void t.test('slots lead into the block and the block leads back', (t) => {
  const lengths = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 8 });
  const check = (lengths: number[]) => {
    const rows = lengths.map((length): Row => ({
      tokens: new Int32Array(length),
      masks: [],
      pooling: null,
      labels: false,
      states: false,
    }));
    const { tokens, block, slots, longest } = layOut(rows, VOCABULARY);
    assert.equal(block.length, lengths.length * longest);
    assert(slots.every((slot, token) => block[slot] === token));
    assert(block.every((token) => token < tokens.length));
    // Each row fills its line of the block from the left.
    const used = lengths.flatMap((length, row) =>
      Array.from({ length }, (_, position) => row * longest + position),
    );
    assert.deepEqual([...slots], used);
  };
  fc.assert(fc.property(lengths, check), { numRuns: 100 });
  t.end();
});
