import { deflateRawSync } from 'node:zlib';
import t from 'tap';
import { writeZip, type WrittenEntry } from '../../checkpoint/zip-writer.js';
import { readFile, readParagraphs } from '../reading.js';

const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

const packed = (name: string, text: string): WrittenEntry => {
  const bytes = Buffer.from(text);
  return { name, bytes: deflateRawSync(bytes), method: 8, unpackedSize: bytes.length };
};

const relations = (main: string): WrittenEntry =>
  packed(
    '_rels/.rels',
    `<Relationships><Relationship Type="${RELATIONS}/officeDocument" Target="${main}"/></Relationships>`,
  );

const xml = (body: string): string =>
  `<?xml version="1.0"?><w:document xmlns:w="w" xmlns:mc="mc"><w:body>${body}</w:body></w:document>`;

const writeDocx = (body: string, main = 'word/document.xml'): Buffer =>
  writeZip([packed('[Content_Types].xml', '<Types/>'), relations(main), packed(main, xml(body))]);

const p = (text: string): string => `<w:p><w:pPr><w:b/></w:pPr><w:r><w:t>${text}</w:t></w:r></w:p>`;

void t.test('paragraphs, tables, and what is not read', async (t) => {
  const body = `${p('Caso clínico')}
    <w:p><w:r><w:t xml:space="preserve">Mujer de </w:t></w:r><w:r><w:t>46 años</w:t><w:tab/><w:t>con tos</w:t>
    <w:br/><w:t>y fiebre &lt;39</w:t></w:r></w:p>
    <w:p><w:r><w:t>Niega</w:t></w:r><w:del><w:r><w:delText>afirma</w:delText><w:t>mal</w:t></w:r></w:del>
    <w:ins><w:r><w:t xml:space="preserve"> dolor.</w:t><w:instrText>PAGE</w:instrText></w:r></w:ins></w:p>
    <w:tbl><w:tr><w:tc>${p('Hb')}</w:tc><w:tc>${p('12')}</w:tc></w:tr>
    <w:tr><w:tc>${p('Uno.')}${p('Dos.')}</w:tc><w:tc>${p('Tres.')}</w:tc></w:tr></w:tbl>
    <mc:AlternateContent><mc:Choice>${p('Cuadro')}</mc:Choice><mc:Fallback>${p('Cuadro')}</mc:Fallback></mc:AlternateContent>`;
  const expected = [
    'Caso clínico',
    'Mujer de 46 años con tos',
    'y fiebre <39',
    'Niega dolor.',
    'Hb 12',
    'Uno.',
    'Dos. Tres.',
    'Cuadro',
  ];
  t.same(await readParagraphs(t, 'a.docx', writeDocx(body)), expected);
  t.same(
    await readParagraphs(t, 'a.docx', writeDocx(body, '/word/document2.xml'.slice(1))),
    expected,
  );
});

void t.test('archives that swell, lie or are damaged are refused', async (t) => {
  const good = writeDocx(p('Tos.'));
  const spaces = ' '.repeat(5_000_000);
  const bomb = { ...packed('word/document.xml', xml(spaces + p('Tos.'))) };
  const main = relations('word/document.xml');
  const refusals: readonly (readonly [Uint8Array, RegExp])[] = [
    [writeZip([main, bomb]), /^it unpacks to \d+ bytes; at most 1000000/],
    [writeZip([main, { ...bomb, unpackedSize: 1000 }]), /^it is damaged/],
    [writeZip([main]), /^it is no document of Word/],
    [writeZip([]), /^it is no document of Word/],
    [writeZip([main, packed('word/document.xml', '<w:document>')]), /^it is damaged: its XML/],
    [good.subarray(0, good.length - 30), /^it is no .docx, or cut off/],
    [Buffer.from('Mujer de 46 años'), /^it is no .docx/],
    [Buffer.from('d0cf11e0a1b11ae1', 'hex'), /^it is protected by a password, or an older .doc/],
  ];
  for (const [bytes, message] of refusals) {
    await t.rejects(readFile(t, 'a.docx', bytes), { name: 'Refusal', message });
  }
  t.same(await readParagraphs(t, 'a.docx', good), ['Tos.']);
});
