import * as fc from 'fast-check';
import t from 'tap';
import { idOf } from '../../src/server/lines/line.js';
import { LineSplitter } from '../../src/server/lines/splitter.js';

/** The lines of pieces of bytes, as texts; null for one that is too long. */
function split(pieces: readonly Buffer[], maxBytes = 1000): (string | null)[] {
  const splitter = new LineSplitter(maxBytes);
  const lines = [...pieces.flatMap((piece) => [...splitter.split(piece)]), ...splitter.end()];
  return lines.map((line) => line?.toString('utf8') ?? null);
}

const splitText = (text: string, maxBytes?: number) => split([Buffer.from(text)], maxBytes);

void t.test('a line ends with a line break, or with the end', (t) => {
  t.strictSame(splitText('a\nbc\n'), ['a', 'bc']);
  t.strictSame(splitText('a\nbc'), ['a', 'bc']);
  t.strictSame(splitText('\n\na\r\n'), ['', '', 'a\r'], 'empty ones count');
  t.strictSame(splitText(''), []);
  t.end();
});

void t.test('one that is too long is told by null, and the next one is whole', (t) => {
  t.strictSame(splitText('abc\nabcd\nab\n', 3), ['abc', null, 'ab']);
  t.strictSame(splitText('abcd', 3), [null]);
  t.strictSame(
    split(
      'abcdef\nab'.split('').map((letter) => Buffer.from(letter)),
      3,
    ),
    [null, 'ab'],
  );
  t.end();
});

void t.test('wherever the bytes are cut, the lines are the same', (t) => {
  const text = fc.string({ unit: fc.constantFrom('a', 'ñ', '\n', '🙂'), maxLength: 40 });
  const cuts = fc.array(fc.nat(80), { maxLength: 10 });
  fc.assert(
    fc.property(text, cuts, fc.integer({ min: 1, max: 12 }), (text, cuts, maxBytes) => {
      const bytes = Buffer.from(text);
      const places = [0, ...cuts.filter((cut) => cut < bytes.length), bytes.length];
      places.sort((a, b) => a - b);
      const pieces = places.map((from, index) => bytes.subarray(from, places[index + 1]));
      const lines = text.split('\n');
      if (lines.at(-1) === '') lines.pop();
      const expected = lines.map((line) => (Buffer.byteLength(line) > maxBytes ? null : line));
      t.strictSame(split(pieces, maxBytes), expected);
    }),
  );
  t.end();
});

void t.test(
  'the id of a line comes back where it is one, also of a line that is wrong otherwise',
  (t) => {
    for (const id of ['', 'a-1', '🙂'.repeat(256), 0, -7]) t.equal(idOf({ id, more: true }), id);
    for (const value of ['a', null, 7, [], {}]) t.equal(idOf(value), undefined);
    for (const id of ['x'.repeat(257), '🙂'.repeat(257), 1.5, Infinity, true, null, ['a']]) {
      t.equal(idOf({ id }), undefined, String(id).slice(0, 10));
    }
    t.end();
  },
);
