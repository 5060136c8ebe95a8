import t from 'tap';
import { readFile, readParagraphs } from '../reading.js';

void t.test('lines are paragraphs, but for those that a page broke', async (t) => {
  const text = [
    'Paciente de 45 años sin antecedentes de interés que acude a',
    'urgencias por fiebre.',
    '',
    'Antecedentes:',
    'hipertensión',
    'diabetes',
    'Se inició tratamiento con amoxicilina durante siete días completos',
    'Evolución favorable.',
  ];
  const expected = [
    'Paciente de 45 años sin antecedentes de interés que acude a urgencias por fiebre.',
    'Antecedentes:',
    'hipertensión',
    'diabetes',
    'Se inició tratamiento con amoxicilina durante siete días completos',
    'Evolución favorable.',
  ];
  t.same(await readParagraphs(t, 'a.txt', text.join('\n')), expected);
  t.same(await readParagraphs(t, 'b.TXT', text.join('\r\n')), expected);
});

void t.test('encodings', async (t) => {
  const text = 'Peso: 70 kg – «estable», coste 5 €';
  const encodings: readonly (readonly [string, Buffer])[] = [
    ['utf-8', Buffer.from(text)],
    ['utf-8', Buffer.from(`\ufeff${text}`)],
    ['utf-16le', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['utf-16be', Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
    ['windows-1252', Buffer.from('Peso: 70 kg \x96 \xabestable\xbb, coste 5 \x80', 'latin1')],
  ];
  for (const [encoding, bytes] of encodings) {
    const read = await readFile(t, 'a.txt', bytes);
    t.match(read, { encoding, found: [{ id: null, number: null, paragraphs: [text] }] }, encoding);
  }
  const strict = readFile(t, 'a.txt', Buffer.from('Ni\xf1o', 'latin1'), { strictUtf8: true });
  await t.rejects(strict, { message: /^it is not UTF-8/ });
  // The last character is cut off.
  const cut = await readFile(t, 'a.txt', Buffer.from('Niñ').subarray(0, 3));
  t.equal(cut.encoding, 'windows-1252');
});

void t.test('what is no text, or too large, is refused', async (t) => {
  const binary = Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0]);
  await t.rejects(readFile(t, 'a.txt', binary), { name: 'Refusal', message: /^it is no text/ });
  await t.rejects(readFile(t, 'a.txt', 'x'.repeat(11), { maxFileBytes: 10 }), {
    message: /^it has 11 bytes; at most 10/,
  });
  t.same(await readParagraphs(t, 'a.txt', ''), []);
});
