import t from 'tap';
import { loadLanguages } from '../../../src/prepare/filters/language.js';

void t.test('only what is certainly in another language is foreign', async (t) => {
  const isForeign = await loadLanguages();
  for (const text of [
    'We report a case of pulmonary embolism in a young woman with fever.',
    'Les résultats montrent une amélioration significative chez tous les patients.',
    'O paciente foi internado com febre e tosse há três dias no hospital.',
  ]) {
    t.equal(isForeign(text), true, text);
  }
  for (const text of [
    'Mujer de 46 años de edad quien ingresó al hospital por presentar una masa dolorosa.',
    'Sin asimetrías.',
    'Metformina 850 mg 1c/24h',
    // Too short to be certain.
    'No meningismo',
    'Follow-up',
    '',
  ]) {
    t.equal(isForeign(text), false, text);
  }
});
