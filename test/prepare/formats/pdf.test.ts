import t from 'tap';
import { readFile, readParagraphs } from '../reading.js';
import { writePdf, writePdfOf } from './pdf-file.js';

const page = [
  { y: 800, size: 16, text: 'Informe de alta' },
  { y: 770, text: 'Mujer de 46 años que ingresó por presentar una masa en el párpa-' },
  { y: 757, text: 'do izquierdo, acompañada de disminución de la agudeza visual.' },
  { y: 744, text: 'Niega fiebre.' },
  { y: 715, text: 'Se realizó tomografía (TC) y se indicó tratamiento antibiótico' },
  { y: 702, text: 'por vía oral, con buena evolución clínica a lo largo de toda la' },
  { y: 40, text: '1 / 2' },
];

void t.test('lines are put together to paragraphs, over pages too', async (t) => {
  const pdf = writePdf([
    page,
    [
      { y: 800, text: 'semana siguiente.' },
      { y: 40, text: '2 / 2' },
    ],
  ]);
  t.same(await readParagraphs(t, 'a.pdf', pdf), [
    'Informe de alta',
    'Mujer de 46 años que ingresó por presentar una masa en el párpado izquierdo, acompañada de disminución de la agudeza visual. Niega fiebre.',
    'Se realizó tomografía (TC) y se indicó tratamiento antibiótico por vía oral, con buena evolución clínica a lo largo de toda la semana siguiente.',
  ]);
});

void t.test('what is no whole PDF with text is refused', async (t) => {
  const pdf = writePdf([page]);
  const refusals: readonly (readonly [Uint8Array, RegExp])[] = [
    [pdf.subarray(0, pdf.length - 200), /^it is cut off/],
    [pdf.subarray(0, 600), /^it is cut off/],
    [Buffer.from('Mujer de 46 años'), /^it is no PDF/],
    [Buffer.from('%PDF-1.7\nMujer\n%%EOF'), /^it is a damaged PDF/],
    [writePdf([[]]), /^it holds no text/],
  ];
  for (const [bytes, message] of refusals) {
    await t.rejects(readFile(t, 'a.pdf', bytes), { name: 'Refusal', message });
  }
});

void t.test('a page that swells ends in a refusal or as empty, and not the process', async (t) => {
  const swelling = writePdfOf([Buffer.alloc(50_000_000, ' ')]);
  t.ok(swelling.length < 100_000);
  await t.rejects(readFile(t, 'a.pdf', swelling), { name: 'Refusal' });
});
