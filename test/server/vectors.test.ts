import fc from 'fast-check';
import t from 'tap';
import { readVectorType, shapeOf, toFloats, toNpy } from '../../src/server/vectors.js';

void t.test('what a client accepts', (t) => {
  const cases: readonly (readonly [string | undefined, string])[] = [
    [undefined, 'application/json'],
    ['', 'application/json'],
    ['*/*', 'application/json'],
    ['application/*', 'application/json'],
    ['application/json, text/plain, */*', 'application/json'],
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'application/json'],
    ['application/octet-stream', 'application/octet-stream'],
    ['Application/Octet-Stream', 'application/octet-stream'],
    ['application/octet-stream, */*;q=0.1', 'application/octet-stream'],
    ['application/json;q=0.5, application/x-npy', 'application/x-npy'],
    ['application/x-npy;q=0', 'application/json'],
    ['image/png', 'application/json'],
    ['application/json;q=0', 'application/json'],
    ['nonsense', 'application/json'],
  ];
  for (const [accept, type] of cases) t.equal(readVectorType(accept), type, accept ?? 'nothing');
  t.end();
});

void t.test('no header can break it', (t) => {
  const part = fc.constantFrom(
    ...['application/', '*', '/', 'json', ';q=', ',', '"', '=', ' ', '0.'],
  );
  const header = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(part).map((parts) => parts.join('')),
  );
  fc.assert(fc.property(header, (accept) => readVectorType(accept).startsWith('application/')));
  t.end();
});

const matrix = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 70 }))
  .chain(([texts, size]) => {
    const vector = fc.array(fc.float({ noNaN: true }), { minLength: size, maxLength: size });
    return fc.array(vector, { minLength: texts, maxLength: texts });
  });

/** The values again, as a client reads them. */
function readFloats(bytes: Buffer): number[] {
  const count = bytes.length / 4;
  return Array.from({ length: count }, (_, index) => bytes.readFloatLE(index * 4));
}

void t.test('floats come back as they were, one vector after the other', (t) => {
  t.same(toFloats([[1], [-2]]), Buffer.from([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]));
  fc.assert(
    fc.property(matrix, (vectors) => {
      const [found, expected] = [readFloats(toFloats(vectors)), vectors.flat()];
      return found.length === expected.length && found.every((x, i) => Object.is(x, expected[i]));
    }),
  );
  t.end();
});

void t.test('a .npy file is what NumPy writes', (t) => {
  // numpy.save of numpy.array([[1, -2, 0.5]], dtype='<f4')
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (1, 3), }`;
  const expected = Buffer.concat([
    Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, 118, 0]),
    Buffer.from(`${header.padEnd(117)}\n`),
    toFloats([[1, -2, 0.5]]),
  ]);
  t.same(toNpy([[1, -2, 0.5]]), expected);
  fc.assert(
    fc.property(matrix, (vectors) => {
      const file = toNpy(vectors);
      const start = 10 + file.readUInt16LE(8);
      const literal = file.subarray(10, start).toString('latin1');
      const [texts, size] = shapeOf(vectors);
      return (
        start % 64 === 0 &&
        literal.endsWith('\n') &&
        literal.includes(`'shape': (${texts}, ${size}), }`) &&
        file.subarray(start).equals(toFloats(vectors))
      );
    }),
  );
  t.end();
});
