import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import t, { type Test } from 'tap';
import { splitSentences } from '../../src/text/sentences.js';
import { fromRoot } from '../root.js';
import { sentences } from './sentences.js';

const split = (text: string): string[] => Array.from(splitSentences(text), (one) => one.text);

/** `|` stands where a sentence ends: the text is the same with spaces, or nothing, in its place. */
function check(t: Test, cases: readonly string[]): void {
  for (const marked of cases) {
    const wanted = marked.split('|').map((part) => part.trim());
    t.same(split(marked.replaceAll('|', '')), wanted, JSON.stringify(marked));
  }
}

void t.test('full stops, questions, exclamations and ellipses', (t) => {
  check(t, [
    'Paciente estable.| No refiere fiebre.',
    'Sin más',
    '¿Tiene fiebre?| ¡No!| Tampoco tos.',
    '¿Fiebre? no, desde ayer.| ¿Tos?| ¿Disnea?',
    '«¡Me duele!», dijo.| Y se fue.',
    'Dolor... de espalda.| Luego...| Mejoró.',
    'Dolor…| Luego mejoró (… y empeoró).',
    'Refirió «dolor».| Se trató (con éxito).| «Bien.» |Alta',
    'Todo normal.| ¿cómo sigue?',
    'Control.| 24 horas después, alta.| >65 años.| 🙂 Bien.',
    'Sin fiebre.|La paciente mejora.',
  ]);
  t.end();
});

void t.test('abbreviations', (t) => {
  check(t, [
    'Remitido por el Dr. García y la Dra. López.| Ingresa.',
    'DR. GARCÍA.| SRA. PÉREZ.',
    'Antiinflamatorios (p. ej. Ibuprofeno, p.ej. Naproxeno).| Evitar.',
    'Desde hace aprox. 3 meses.| Otro.',
    'Hb. 12,3 g/dl.| Hto. 36 %.',
    'Glucosa 120 mg/dl.| Creatinina 1,2 mg/dl. en ayunas.',
    'Amoxicilina 500 mg. cada 8 h. durante 7 d.| Alta.',
    'Toma 2 comp. 3 veces al día.| Bien.',
    'Se inicia tto. con corticoides i.v.| Mejora con el tto.| Alta.',
    'Tto. Paracetamol 1 g c/8 h.| Rev. En un mes.',
    'Vive en EE. UU. desde 2010, antes en EE.UU.| La familia, también.',
    'Tos, fiebre, etc.| Sin disnea, etc. y demás.',
    'Elevación del ST.| Bloqueo AV.| HTA.| Alergia a AINE.',
    'A las 8 a. m. y a las 9 p.m. tomó agua.',
    'Avda. América, n. 5, pág. 3, fig. 2, núm. 4.',
  ]);
  t.end();
});

void t.test('initials, and capitals that are none', (t) => {
  check(t, [
    'Autor: J. Pérez y Ana M. López.| Fin.',
    'Lo firma J. A. García, o J.A. García.',
    'Infección por E. coli y por S. Aureus.| Alta.',
    'Serología de hepatitis C.| Se pautó interferón.',
    'Déficit de vitamina D.| Mujer de 40 años.',
    'Child-Pugh A.| No encefalopatía.',
    'El factor V.| Grado III.| Otro.',
  ]);
  t.end();
});

void t.test('numbers: decimals, dates, hours, lists', (t) => {
  check(t, [
    'Temperatura de 37.5 ºC, o 37,5 ºC.| Leucocitos 12.400/mm3.',
    'El 12.05.2020 a las 10.30 h. acude.| El 3/4/21 vuelve.',
    'Ingresó en 2003.| Murió en 2005.',
    'La puntuación fue de 12.| El resto, normal.',
    '1. Hipertensión.| 2. Diabetes tipo 2.| 3.- Dislipemia.| a) Otra.| B. Otra más.',
    'Diagnósticos: 1. Hipertensión.| 2. Diabetes.',
    'pH 7,35.| pO2 60 mmHg.| mTOR.',
  ]);
  t.end();
});

void t.test('lines, lists and headings', (t) => {
  check(t, [
    'ANTECEDENTES:\n|HTA\n|Diabetes tipo 2',
    'Tratamiento:\n|paracetamol 1 g',
    '- fiebre\n|- tos\n|• disnea\n|–disnea',
    '1) fiebre\n|2) tos\n|1. otra\n|a) más\n|1.- y más',
    'Paciente con dolor torácico de\ntres horas de evolución que\ncede en reposo.|\nNo fuma.',
    'Tratado en el hospital de\nMadrid por el Dr.\nGarcía, con amoxicilina,\nIbuprofeno y reposo.',
    'Dosis de\n20 mg.\ncada 8 h.|\nSin efecto.|\nno refiere tos',
    'Exploración física\n|Abdomen blando\r\n|Auscultación normal',
    'uno\n\n|dos\n \t\r\n|tres\f|cuatro',
    'Antecedentes. |- Alergia. |- HTA.',
  ]);
  t.end();
});

void t.test('addresses stay whole', (t) => {
  check(t, [
    'Correo: ana.Lopez@hospital.es, o www.hospital.Es/a.Html.| Fin.',
    'Ver https://example.org/informe.Pdf aquí.',
  ]);
  t.end();
});

void t.test('offsets are code points, and paragraphs are counted', (t) => {
  t.same(Array.from(splitSentences(' 🤒 Fiebre.  Mejora\u0301.\n\n \nÁlta. Fin.\n')), [
    { text: '🤒 Fiebre.', start: 1, end: 10, paragraph: 0 },
    { text: 'Mejora\u0301.', start: 12, end: 20, paragraph: 0 },
    { text: 'Álta.', start: 24, end: 29, paragraph: 1 },
    { text: 'Fin.', start: 30, end: 34, paragraph: 1 },
  ]);
  t.same(split(' \n '), []);
  t.end();
});

const documents = readFileSync(fromRoot('test/texts/documents.jsonl'), 'utf8')
  .trimEnd()
  .split('\n')
  // The file is ours: see README.md beside it.
  .map((line) => (JSON.parse(line) as { readonly text: string }).text);

void t.test('real cases have a sentence a line; most are found again without the lines', (t) => {
  let [found, wrong, lines] = [0, 0, 0];
  for (const document of documents) {
    const wanted = document.split('\n').map((line) => line.trim());
    // Where one ends without a full stop, nothing tells.
    const full = wanted.filter((line) => /[.?!]$/.test(line));
    const got = split(full.join(' '));
    lines += full.length;
    found += full.filter((line) => got.includes(line)).length;
    wrong += got.filter((one) => !full.includes(one)).length;
  }
  t.comment(`${found} of ${lines} sentences found, ${wrong} others`);
  t.ok(lines > 400);
  t.ok(found / lines > 0.95, `${found} of ${lines}`);
  t.ok(wrong / lines < 0.05, `${wrong} others`);
  t.end();
});

void t.test('sentences are in order, disjoint, exact, and leave nothing out', (t) => {
  const piece = fc.constantFrom(
    ...sentences,
    ...['.', '...', '?', '¿', '…', ' ', '\n', '\n\n', '\r\n', '\u0085', '\u2029', '\t', '- '],
    ...['🤒', 'a\u0301', '\u0301', '\uFEFF', '1.', 'Dr.', 'mg.', 'C.', 'A', 'b', ')', '«', 'www.'],
  );
  const anything = fc.oneof(
    fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join('')),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(anything, (text) => {
      const characters = Array.from(text);
      let at = 0;
      let paragraph = 0;
      for (const one of splitSentences(text)) {
        const between = characters.slice(at, one.start).join('');
        if (/\P{White_Space}/u.test(between)) throw new Error('something was left out');
        if (one.text !== characters.slice(one.start, one.end).join('')) throw new Error('inexact');
        if (!/^\P{White_Space}(?:[^]*\P{White_Space})?$/u.test(one.text)) throw new Error('spaces');
        if (one.paragraph !== paragraph && one.paragraph !== paragraph + 1) throw new Error('gap');
        ({ end: at, paragraph } = one);
      }
      return !/\P{White_Space}/u.test(characters.slice(at).join(''));
    }),
    { numRuns: 2000 },
  );
  t.end();
});
