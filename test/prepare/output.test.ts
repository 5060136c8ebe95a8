import fc from 'fast-check';
import t from 'tap';
import { Names } from '../../src/prepare/names.js';
import { writeDocument } from '../../src/prepare/output.js';
import { dropSeen } from '../../src/prepare/unique.js';

interface Written {
  readonly text: string;
  readonly sentences: readonly { readonly start: number; readonly end: number }[];
}

void t.test('offsets cut the sentences out of the text, in code points', (t) => {
  const sentence = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 });
  const paragraph = fc.array(sentence, { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(fc.array(paragraph, { maxLength: 4 }), (paragraphs) => {
      const line = writeDocument({ id: 'a', source: 'b', paragraphs }, 'document');
      t.equal(line.indexOf('\n'), line.length - 1, 'one line');
      // It was written just before.
      const { text, sentences } = JSON.parse(line) as Written;
      const characters = Array.from(text);
      t.same(
        sentences.map(({ start, end }) => characters.slice(start, end).join('')),
        paragraphs.flat(),
      );
    }),
  );
  t.end();
});

void t.test('a line for each sentence', (t) => {
  const document = { id: 'a', source: 'b.txt', paragraphs: [['Uno.', 'Dos.'], ['Tres.']] };
  t.same(
    writeDocument(document, 'sentence').trimEnd().split('\n'),
    ['Uno.', 'Dos.', 'Tres.'].map((text, index) =>
      JSON.stringify({ id: `a#${index + 1}`, source: 'b.txt', document: 'a', text }),
    ),
  );
  t.end();
});

void t.test('a name is given once', (t) => {
  const names = new Names();
  const given = [
    names.give('a', 'x.jsonl', 1),
    names.give('a', 'x.jsonl', 2),
    names.give(null, 'x.jsonl', 3),
    names.give('x.jsonl#4', 'x.jsonl', 5),
    names.give(null, 'x.jsonl', 4),
    names.give(null, 'y.txt', null),
  ];
  t.same(given, ['a', 'x.jsonl#2', 'x.jsonl#3', 'x.jsonl#4', 'x.jsonl#4~2', 'y.txt']);
  t.end();
});

void t.test('what was seen before is left out', (t) => {
  const first = [['Uno.', 'Dos.'], ['Tres.']];
  const same = [['Uno.'], ['Dos.', 'Tres.']];
  const partly = [['Uno.'], ['Cuatro.', 'Cuatro.']];
  const seen = (unit: 'document' | 'sentence' | 'none') =>
    [first, same, partly].map(dropSeen(unit));
  t.same(seen('document'), [first, [], partly]);
  t.same(seen('sentence'), [first, [], [['Cuatro.']]]);
  t.same(seen('none'), [first, same, partly]);
  t.end();
});
