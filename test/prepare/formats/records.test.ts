import t from 'tap';
import { MAX_RECORD_CHARACTERS } from '../../../src/prepare/records.js';
import { readFile } from '../reading.js';

void t.test('JSONL: an object a line; a line that is none does not hide the others', async (t) => {
  const lines = [
    '\ufeff{"id":"a","text":"Tos."}',
    '',
    '{"id":7,"text":"Uno.\\nDos."}\r',
    '{"id":"c","text":5}',
    '{"text":"Sin nombre."}',
    'no JSON',
    '["text"]',
    '{"__proto__":{"text":"x"}}',
  ];
  const { found, encoding } = await readFile(t, 'a.jsonl', lines.join('\n'));
  t.equal(encoding, 'utf-8');
  const noText = { kind: 'unreadable', detail: 'it is no JSON object with a string text' };
  t.same(found, [
    { kind: 'document', id: 'a', number: 1, paragraphs: ['Tos.'] },
    { kind: 'document', id: '7', number: 3, paragraphs: ['Uno.', 'Dos.'] },
    { ...noText, number: 4 },
    { kind: 'document', id: null, number: 5, paragraphs: ['Sin nombre.'] },
    { kind: 'unreadable', number: 6, detail: 'it is not JSON' },
    { ...noText, number: 7 },
    { ...noText, number: 8 },
  ]);
});

void t.test('JSONL: other fields; a line of 50 MB is let go', async (t) => {
  const long = `{"nota":"${'a'.repeat(50_000_000)}"}`;
  const content = `${long}\n{"nota":"Tos.","clave":"k"}\n${long}`;
  const { found } = await readFile(t, 'a.jsonl', content, { textField: 'nota', idField: 'clave' });
  const detail = `it has more than ${MAX_RECORD_CHARACTERS} characters`;
  t.same(found, [
    { kind: 'unreadable', number: 1, detail },
    { kind: 'document', id: 'k', number: 2, paragraphs: ['Tos.'] },
    { kind: 'unreadable', number: 3, detail },
  ]);
});

void t.test('CSV: the header tells the delimiter; quoted fields hold anything', async (t) => {
  const expected = [
    { kind: 'document', id: '1', number: 1, paragraphs: ['Tos, fiebre; y "dolor".'] },
    { kind: 'document', id: null, number: 2, paragraphs: ['Uno.', 'Dos.'] },
  ];
  for (const delimiter of [',', ';', '\t', '|']) {
    const rows = [
      ['\ufeffid', '"text"', 'otra'],
      ['1', '"Tos, fiebre; y ""dolor""."', 'x'],
      ['', '"Uno.\r\nDos."', 'y'],
    ];
    const content = rows.map((row) => row.join(delimiter)).join('\r\n');
    const name = delimiter === '\t' ? 'a.tsv' : 'a.csv';
    t.same((await readFile(t, name, content)).found, expected, delimiter);
  }
});

void t.test('CSV: a record with other columns is unreadable: its text was cut', async (t) => {
  const { found } = await readFile(t, 'a.csv', 'id,text\n1,Tos, fiebre.\n2\n3,Dolor.\n');
  const detail = 'it has not as many columns as the first line';
  t.same(found, [
    { kind: 'unreadable', number: 1, detail },
    { kind: 'unreadable', number: 2, detail },
    { kind: 'document', id: '3', number: 3, paragraphs: ['Dolor.'] },
  ]);
});

void t.test('CSV: what is no table is refused, without a word of it', async (t) => {
  const refusals: readonly (readonly [string, RegExp])[] = [
    ['Paciente Pérez,con tos\n', /names no column text/],
    ['', /names no column text/],
    ['id,text\n1,"Tos.\n2,Fiebre.\n', /quotation mark is never closed/],
  ];
  for (const [content, message] of refusals) {
    await t.rejects(readFile(t, 'a.csv', content), { name: 'Refusal', message });
    await t.rejects(readFile(t, 'a.csv', content), { message: /^(?!.*(Pérez|Tos))/ });
  }
  const long = `text\n"${'a'.repeat(MAX_RECORD_CHARACTERS + 10)}"\n`;
  await t.rejects(readFile(t, 'a.csv', long), { message: /it has more than/ });
});

void t.test('CSV in windows-1252, as spreadsheets write it', async (t) => {
  const bytes = Buffer.from('id;text\r\n1;Ni\xf1o con tos\r\n', 'latin1');
  t.match(await readFile(t, 'a.csv', bytes), {
    encoding: 'windows-1252',
    found: [{ id: '1', paragraphs: ['Niño con tos'] }],
  });
});
