import t from 'tap';
import { cleanDocument } from '../../src/prepare/clean.js';

const limits = { minWords: 2, maxWords: 20, minLetters: 0.4 };

/** Stands in for the detector. */
const isForeign = (text: string) => text.includes('the ');

const clean = (...paragraphs: string[]) =>
  cleanDocument({ kind: 'document', id: 'a', number: 1, paragraphs }, limits, isForeign);

void t.test('sentences are dropped, each for one reason; paragraphs stay apart', (t) => {
  t.same(clean('Niega  fiebre. Tos. El niño mejora.', ' \u200b', '12 / 4 3,5', 'Alta médica.'), {
    id: 'a',
    number: 1,
    paragraphs: [['Niega fiebre.', 'El niño mejora.'], ['Alta médica.']],
    foreign: false,
    dropped: { tooShort: 1, illFormed: 1 },
  });
  t.end();
});

void t.test('a foreign paragraph goes with its short sentences', (t) => {
  const { paragraphs, dropped } = clean(
    'Of the cases two died. No fever.',
    'Se describen dos casos de embolia pulmonar en varones jóvenes.',
  );
  t.same(paragraphs, [['Se describen dos casos de embolia pulmonar en varones jóvenes.']]);
  t.same(dropped, { notSpanish: 2 });
  t.end();
});

void t.test('a document that is mostly foreign goes as a whole', (t) => {
  t.match(clean('Of the cases two died, and the others were lost.', 'Niega fiebre.'), {
    paragraphs: [],
    foreign: true,
    dropped: {},
  });
  t.match(clean(), { paragraphs: [], foreign: false });
  t.end();
});
