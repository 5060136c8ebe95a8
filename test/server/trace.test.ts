import fc from 'fast-check';
import t from 'tap';
import { readTraceId } from '../../src/server/trace.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';

void t.test('the example of the specification', (t) => {
  t.equal(readTraceId(`00-${TRACE}-${PARENT}-01`), TRACE);
  t.end();
});

void t.test('a later version may have more after the flags, this one may not', (t) => {
  t.equal(readTraceId(`cc-${TRACE}-${PARENT}-01-what-the-future-brings`), TRACE);
  t.equal(readTraceId(`cc-${TRACE}-${PARENT}-01`), TRACE);
  t.equal(readTraceId(`00-${TRACE}-${PARENT}-01-more`), undefined);
  t.end();
});

void t.test('what is invalid is ignored', (t) => {
  for (const header of [
    undefined,
    [`00-${TRACE}-${PARENT}-01`],
    '',
    `ff-${TRACE}-${PARENT}-01`,
    `00-${'0'.repeat(32)}-${PARENT}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `00-${TRACE.toUpperCase()}-${PARENT}-01`,
    `00-${TRACE.slice(1)}-${PARENT}-01`,
    `00-${TRACE}-${PARENT}`,
    `00-${TRACE}-${PARENT}-1`,
    `cc-${TRACE}-${PARENT}-01.more`,
    ` 00-${TRACE}-${PARENT}-01`,
    `00-${TRACE}-${PARENT}-01, 00-${TRACE}-${PARENT}-01`,
  ]) {
    t.equal(readTraceId(header), undefined, String(header));
  }
  t.end();
});

void t.test('whatever is sent, only 32 hexadecimal digits get into the log', (t) => {
  const hex = (length: number) =>
    fc.string({
      unit: fc.constantFrom(...Array.from('0123456789abcdef')),
      minLength: length,
      maxLength: length,
    });
  const valid = fc
    .tuple(hex(2), hex(32), hex(16), hex(2))
    .map(([version, trace, parent, flags]) => `${version}-${trace}-${parent}-${flags}`);
  fc.assert(
    fc.property(fc.oneof(valid, fc.string({ unit: 'binary' })), (header) => {
      const id = readTraceId(header);
      return id === undefined || (/^[0-9a-f]{32}$/.test(id) && header.includes(id));
    }),
  );
  t.end();
});
