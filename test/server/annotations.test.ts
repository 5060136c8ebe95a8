import fc from 'fast-check';
import t from 'tap';
import { fail } from '../../src/errors.js';
import { toBioc, toBrat } from '../../src/server/annotations.js';

const entity = (entity_group: string, start: number, end: number) => ({
  ...{ entity_group, start, end },
  word: '',
  score: 0.5,
});

/** Reads a .ann file as brat does: parts of an annotation are joined by spaces. */
function readBrat(file: string, text: string) {
  const characters = Array.from(text);
  return file
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const [, id, type, places = '', covered] =
        /^(T\d+)\t([^\s]+) (\d+ \d+(?:;\d+ \d+)*)\t([^\n\r\t]*)$/.exec(line) ?? [];
      const parts = places.split(';').map((place) => place.split(' ').map(Number));
      const expected = parts.map(([start, end]) => characters.slice(start, end).join('')).join(' ');
      if (covered !== expected) throw new Error(`${line} is not what the text has: ${expected}`);
      return { id, type, start: parts[0]?.[0], end: parts.at(-1)?.[1] };
    });
}

void t.test('brat', (t) => {
  const text = '🤒 PCR y ácido  \nclavulánico.';
  const file = toBrat(text, [entity('PROTEINAS', 2, 5), entity('MI TIPO', 8, 27)]);
  t.equal(file, 'T1\tPROTEINAS 2 5\tPCR\nT2\tMI_TIPO 8 13;16 27\tácido clavulánico\n');
  t.same(readBrat(file, text), [
    { id: 'T1', type: 'PROTEINAS', start: 2, end: 5 },
    { id: 'T2', type: 'MI_TIPO', start: 8, end: 27 },
  ]);
  t.equal(toBrat(text, []), '');
  t.end();
});

void t.test('whatever the text, brat can read the file', (t) => {
  const characters = fc.array(fc.constantFrom('a', '🤒', ' ', '\n', '\r\n', '\u0301', 'ñ'), {
    minLength: 1,
    maxLength: 20,
  });
  fc.assert(
    fc.property(characters, fc.nat(20), fc.nat(20), (pieces, at, length) => {
      const text = pieces.join('');
      const count = Array.from(text).length;
      // Entities begin and end with a word.
      const start = at % count;
      const end = Math.min(count, start + 1 + length);
      const inside = Array.from(text).slice(start, end);
      fc.pre(/^[^\s]/u.test(inside[0] ?? '') && /^[^\s]/u.test(inside.at(-1) ?? ''));
      const [read] = readBrat(toBrat(text, [entity('X', start, end)]), text);
      return read?.start === start && read.end === end;
    }),
  );
  t.end();
});

void t.test('BioC: annotations are where they say, and errors in the documents', (t) => {
  const text = '🤒 PCR alta';
  const collection = toBioc(
    'm',
    [text, ''],
    [[entity('PROTEINAS', 2, 5)], fail('INPUT_EMPTY', { input: 1 })],
  );
  const [document, failed] = collection.documents;
  t.same(document, {
    id: '0',
    infons: {},
    passages: [
      {
        offset: 0,
        infons: {},
        text,
        sentences: [],
        annotations: [
          {
            id: 'T1',
            infons: { type: 'PROTEINAS', score: '0.5' },
            text: 'PCR',
            locations: [{ offset: 2, length: 3 }],
          },
        ],
        relations: [],
      },
    ],
    relations: [],
  });
  t.match(failed, { id: '1', infons: { code: 'INPUT_EMPTY' }, passages: [] });
  t.end();
});
