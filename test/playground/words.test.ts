import fc from 'fast-check';
import t from 'tap';
import {
  isMasked,
  join,
  masked,
  readToken,
  split,
  toggled,
  withSlot,
  type Piece,
} from '../../src/server/playground/words.js';

const MASK = '<mask>';
const wordsOf = (pieces: readonly Piece[]) =>
  pieces.flatMap((piece) => (piece.kind === 'word' ? [piece.text] : []));

void t.test('a text is its words and what lies between', (t) => {
  const pieces = split('Varón (58 años): creatinina de 1,4 mg/dl, dolor tóraco-abdominal.', MASK);
  t.same(wordsOf(pieces), [
    ...['Varón', '58', 'años', 'creatinina', 'de', '1,4', 'mg/dl', 'dolor', 'tóraco-abdominal'],
  ]);
  t.same(split('', MASK), []);
  t.end();
});

void t.test('masks are blanks, or as the model writes them', (t) => {
  for (const text of ['la ___ arterial', 'la _____ arterial', 'la <mask> arterial']) {
    const pieces = split(text, MASK);
    t.equal(pieces.filter(isMasked).length, 1, text);
    t.equal(join(pieces, MASK), 'la <mask> arterial');
  }
  t.equal(join(split('la [MASK].', '[MASK]'), '[MASK]'), 'la [MASK].');
  t.equal(split('a_b __', MASK).some(isMasked), false, 'two are no blank');
  t.end();
});

void t.test('any text without blanks comes back as it was', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      fc.pre(!text.includes('___'));
      t.equal(join(split(text, MASK), MASK), text);
    }),
  );
  t.end();
});

void t.test('a click hides a word, and gives it back', (t) => {
  const pieces = split('dolor torácico', MASK);
  const [word] = pieces;
  if (word?.kind !== 'word') throw new Error('the first piece is a word');
  t.equal(join(withSlot(pieces, 0, toggled(word)), MASK), '<mask> torácico');
  const hidden = { ...word, slot: masked };
  t.equal(toggled(hidden).state, 'written');
  t.equal(toggled({ ...hidden, text: '' }).state, 'masked', 'nothing was written in its place');
  t.end();
});

void t.test('what is put in is a word, or goes on with the one before', (t) => {
  const put = (token: string, spaced: boolean) =>
    join(
      withSlot(split('una ___ grave', MASK), 2, { state: 'filled', ...readToken(token, spaced) }),
      MASK,
    );
  t.equal(put(' lesión', true), 'una lesión grave', 'byte-level');
  t.equal(put('s', true), 'unas grave');
  t.equal(put('lesión', false), 'una lesión grave', 'WordPiece');
  t.equal(put('##s', false), 'unas grave');
  t.end();
});
