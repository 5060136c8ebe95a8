import t from 'tap';
import { findFault, type SentenceLimits } from '../../../src/prepare/filters/sentence.js';

const limits: SentenceLimits = { minWords: 2, maxWords: 6, minLetters: 0.4 };

void t.test('what a sentence is dropped for', (t) => {
  const cases: readonly (readonly [string, ReturnType<typeof findFault>])[] = [
    ['Sin alergias.', null],
    ['TA: 110/70 mmHg', null],
    ['Colpocefalia.', 'tooShort'],
    ['- Tos .', 'tooShort'],
    ['uno dos tres cuatro cinco seis siete', 'tooLong'],
    ['12 140 3,5 a 7', 'illFormed'],
    ['Capítulo 1 ........................ 12', 'illFormed'],
    ['El ni\ufffdo tose', 'illFormed'],
    ['exploraciÃ³n normal', 'illFormed'],
    [`clave ${'a'.repeat(101)}`, 'illFormed'],
  ];
  for (const [sentence, fault] of cases) t.equal(findFault(sentence, limits), fault, sentence);
  t.end();
});
