import t from 'tap';
import type { LabelledToken } from '../../src/tasks/entities.js';
import { findWords, groupWords, readTags } from '../../src/tasks/word-entities.js';

/** A token of the text for each piece, labelled: `amoxi/B-X cilina/O`. */
function read(text: string, labels: readonly string[], marked: string) {
  const characters = Array.from(text);
  let at = 0;
  const tokens = marked.split(' ').map((one, index): LabelledToken => {
    const slash = one.lastIndexOf('/');
    const [piece, label] = [Array.from(one.slice(0, slash)), one.slice(slash + 1)];
    while (/\s/.test(characters[at] ?? '')) at += 1;
    const [start, end] = [at, (at += piece.length)];
    const scores = Float64Array.from(labels, (each) => (each === label ? 1 : 0));
    return { index, piece: '', start, end, continues: false, scores };
  });
  return groupWords(tokens, labels, characters)
    .filter(({ entity_group: group }) => group !== 'O')
    .map(({ entity_group: group, word }) => `${group}: ${word}`);
}

const bio = ['O', 'B-X', 'I-X', 'B-Y', 'I-Y'];

void t.test('a word has the label of its first piece; punctuation is not glued to it', (t) => {
  t.same(read('amoxicilina, 1 g', bio, 'amoxi/B-X cilina/O ,/O 1/O g/O'), ['X: amoxicilina']);
  t.same(read('(PCR).', bio, '(/O PCR/B-X )./O'), ['X: PCR']);
  t.same(read('ácido fólico', bio, 'á/B-X cido/B-Y fólico/I-X'), ['X: ácido fólico']);
  t.same(read('IL-6 alta', bio, 'IL/B-X -/I-X 6/I-X alta/O'), ['X: IL-6']);
  t.same(read('🤒 a\u0301', bio, '🤒/O a/B-X \u0301/O'), ['X: a\u0301']);
  t.end();
});

void t.test('sequences that the scheme does not know are mended', (t) => {
  t.same(read('a b c', bio, 'a/I-X b/I-X c/O'), ['X: a b'], 'nothing was begun');
  t.same(read('a b c', bio, 'a/B-X b/I-Y c/I-Y'), ['X: a', 'Y: b c'], 'another type goes on');
  t.same(read('a b', bio, 'a/B-X b/B-X'), ['X: a', 'X: b'], 'two begin');
  const bilou = ['O', ...['B', 'I', 'L', 'U'].map((prefix) => `${prefix}-X`)];
  t.same(read('a b c d', bilou, 'a/B-X b/L-X c/U-X d/U-X'), ['X: a b', 'X: c', 'X: d']);
  t.same(read('a b c', bilou, 'a/L-X b/L-X c/I-X'), ['X: a', 'X: b', 'X: c'], 'ends alone');
  const bioes = ['O', ...['B', 'I', 'E', 'S'].map((prefix) => `${prefix}-X`)];
  t.same(read('a b c', bioes, 'a/B-X b/E-X c/I-X'), ['X: a b', 'X: c']);
  t.same(read('a b c', ['O', 'X'], 'a/X b/X c/O'), ['X: a b'], 'no scheme');
  t.end();
});

void t.test('types are compared by the sum of their labels', (t) => {
  const scores = Float64Array.of(0.4, 0.35, 0.25, 0, 0);
  const token = { index: 1, piece: '', start: 0, end: 3, continues: false, scores };
  t.same(groupWords([token], bio, Array.from('PCR')), [
    { entity_group: 'X', score: 0.6, word: 'PCR', start: 0, end: 3 },
  ]);
  t.end();
});

void t.test('a prefix counts only where its type begins or goes on', (t) => {
  t.same(readTags(['O', 'B-X', 'E-X', 'S-Fase', 'tipo-B']), [
    { type: 'O', position: 'goes on' },
    { type: 'X', position: 'begins' },
    { type: 'X', position: 'ends' },
    { type: 'S-Fase', position: 'goes on' },
    { type: 'tipo-B', position: 'goes on' },
  ]);
  t.end();
});

void t.test('words are letters and digits with their accents, and each other character', (t) => {
  const characters = Array.from('TGF-β1, á 37,5\n🤒');
  t.same(
    Array.from(findWords(characters), ({ start, end }) => characters.slice(start, end).join('')),
    ['TGF', '-', 'β1', ',', 'á', '37', ',', '5', '🤒'],
  );
  t.end();
});
