import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import t from 'tap';
import { readBrat, writeBrat } from '../../src/corpus/brat.js';
import type { Mention } from '../../src/corpus/mention.js';
import { fromRoot } from '../root.js';

const invalid = (line: number, detail: string) => new Error(`line ${line}: ${detail}`);
const read = (content: string, length = 100) => readBrat(content, length, invalid);

void t.test('entities, and nothing else', (t) => {
  const content = [
    'T1\tPROTEINAS 10 18\tbeta-HCG',
    '#1\tAnnotatorNotes T1\t40940006',
    'T2\tDRUG 0 4;6 9\tpara mol\r',
    'R1\tDOSE Arg1:T1 Arg2:T2',
    'T3\tDRUG 20 25',
    '',
  ].join('\n');
  t.strictSame(read(content), [
    { label: 'PROTEINAS', spans: [{ start: 10, end: 18 }] },
    {
      label: 'DRUG',
      spans: [
        { start: 0, end: 4 },
        { start: 6, end: 9 },
      ],
    },
    { label: 'DRUG', spans: [{ start: 20, end: 25 }] },
  ]);
  t.strictSame(read(''), []);
  t.end();
});

void t.test('what is no entity is told by its line, without quoting it', (t) => {
  for (const line of ['T1', 'T1\tDRUG', 'T1\tDRUG 1', 'T1 DRUG 1 2 x', 'T1\tDRUG 1 2;3\tx']) {
    t.throws(() => read(`\n${line}`), { message: /^line 2: it is no entity such as T1, / }, line);
  }
  for (const offsets of ['4 4', '5 4', '0 4;3 6', '6 8;0 2']) {
    const message = 'line 1: its offsets do not ascend';
    t.throws(() => read(`T1\tDRUG ${offsets}\tx`), { message }, offsets);
  }
  const message = 'line 1: its offsets exceed the 5 characters of the text';
  t.throws(() => read('T1\tDRUG 1 6\tx', 5), { message });
  t.end();
});

void t.test('what is written is read back', (t) => {
  const text = 'á😀dolordetórax';
  const length = Array.from(text).length;
  const mention = fc
    .uniqueArray(fc.integer({ min: 0, max: length }), { minLength: 2, maxLength: 6 })
    .map((offsets): Mention => {
      const sorted = offsets.toSorted((a, b) => a - b);
      const spans = sorted.flatMap((start, index) => {
        const end = sorted[index + 1];
        return index % 2 === 0 && end !== undefined ? [{ start, end }] : [];
      });
      return { label: 'DRUG', spans };
    });
  fc.assert(
    fc.property(fc.array(mention), (mentions) => {
      t.strictSame(read(writeBrat(text, mentions), length), mentions);
    }),
  );
  t.end();
});

void t.test('an entity over a line break has a part on each line; its type is one word', (t) => {
  const mentions = [{ label: 'SÍNTOMA leve', spans: [{ start: 3, end: 12 }] }];
  t.equal(writeBrat('á😀 dolor \nde tórax', mentions), 'T1\tSÍNTOMA_leve 3 8;10 12\tdolor de\n');
  t.end();
});

void t.test('the published files: offsets are code points', (t) => {
  const folder = fromRoot('test/texts/pharmaconer-test');
  const names = readdirSync(folder).filter((name) => name.endsWith('.ann'));
  t.equal(names.length, 250);
  for (const name of names) {
    const content = readFileSync(`${folder}/${name}`, 'utf8');
    const text = readFileSync(`${folder}/${name.replace(/ann$/, 'txt')}`, 'utf8');
    const characters = Array.from(text);
    const lines = content.split('\n').filter((line) => line.startsWith('T'));
    for (const [index, { spans }] of read(content, characters.length).entries()) {
      const covered = spans
        .map(({ start, end }) => characters.slice(start, end).join(''))
        .join(' ');
      t.equal(covered, lines[index]?.split('\t')[2], `${name}, ${index}`);
    }
  }
  t.end();
});
