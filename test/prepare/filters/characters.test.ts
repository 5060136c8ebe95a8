import fc from 'fast-check';
import t from 'tap';
import { cleanCharacters } from '../../../src/prepare/filters/characters.js';

void t.test('one line of clean characters', (t) => {
  const cases: readonly (readonly [string, string])[] = [
    ['  Tos\ty\r\nfiebre\u00a0 alta ', 'Tos y fiebre alta'],
    ['nin\u0303o', 'niño'],
    ['hiper\u00adtensión\u200b', 'hipertensión'],
    ['a \u0007 b\u0000c\u009f', 'a bc'],
    ['a \u200b b', 'a b'],
    ['\ufeff1\u2028 2', '1 2'],
    ['roto \ud83d fin \ufffe', 'roto \ufffd fin \ufffd'],
    ['👩‍⚕️ 37 °C', '👩‍⚕️ 37 °C'],
  ];
  for (const [text, expected] of cases) t.equal(cleanCharacters(text), expected);
  t.end();
});

void t.test('cleaning twice changes nothing', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
      const once = cleanCharacters(text);
      t.equal(cleanCharacters(once), once);
      t.equal(once, once.normalize('NFC'));
    }),
  );
  t.end();
});
