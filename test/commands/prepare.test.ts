import { readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { run, Running } from './cli.js';

const caso = 'Mujer de 46 años de edad que ingresó por presentar una masa dolorosa en el párpado.';
const calor = 'Ayer fiebre \u{1f321} de 39 °C.';
const varon = 'Varón de 60 años que niega fiebre y tos desde hace más de tres semanas.';
const english = 'We report a case of pulmonary embolism in a young woman with fever.';

/** A folder with files of several kinds, good and bad. */
function mixedFolder(t: Test): string {
  const folder = t.testdir({
    '1.txt': `${caso}\nSin alergias.\nColpocefalia.\n12 / 140 / 3,5\n`,
    '2.jsonl': [
      JSON.stringify({ id: 'a', text: `${calor} \nNiega fiebre.` }),
      JSON.stringify({ id: 'a', text: 'Otro texto.' }),
      JSON.stringify({ id: 'b', text: english }),
      'nada',
      JSON.stringify({ id: 'c', text: 'Tos.' }),
    ].join('\n'),
    '3.csv': Buffer.from('id;text\n9;"Ni\xf1o con tos; sin fiebre."\n', 'latin1'),
    '4.html': `<p>${caso}</p><p>Sin <b>alergias.</b></p>`,
    '5.xml': '<collection><document>',
    '6.txt': Buffer.from([0, 1, 2, 3]),
    '7.doc': 'x',
    deeper: { '8.txt': `${english}\n\n${varon}` },
  });
  symlinkSync(folder, join(folder, 'deeper', 'circle'));
  return folder;
}

const readLines = (text: string): readonly unknown[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));

void t.test('a folder of mixed files', async (t) => {
  const folder = mixedFolder(t);
  const report = join(folder, 'report.json');
  const { code, stdout, stderr } = await run(['prepare', folder, '--report', report]);
  t.equal(code, 0, stderr);
  const at = (name: string) => join(folder, name);
  const end = caso.length;
  t.same(readLines(stdout), [
    {
      id: at('1.txt'),
      source: at('1.txt'),
      text: `${caso}\nSin alergias.`,
      sentences: [
        { start: 0, end },
        { start: end + 1, end: end + 14 },
      ],
    },
    {
      id: 'a',
      source: at('2.jsonl'),
      text: `${calor}\nNiega fiebre.`,
      // Code points, of which the thermometer is one.
      sentences: [
        { start: 0, end: 23 },
        { start: 24, end: 37 },
      ],
    },
    {
      id: `${at('2.jsonl')}#2`,
      source: at('2.jsonl'),
      text: 'Otro texto.',
      sentences: [{ start: 0, end: 11 }],
    },
    {
      id: '9',
      source: at('3.csv'),
      text: 'Niño con tos; sin fiebre.',
      sentences: [{ start: 0, end: 25 }],
    },
    {
      id: at('deeper/8.txt'),
      source: at('deeper/8.txt'),
      text: varon,
      sentences: [{ start: 0, end: varon.length }],
    },
  ]);
  t.same(JSON.parse(readFileSync(report, 'utf8')), {
    files: {
      read: 5,
      unreadable: 2,
      skipped: { '.doc': 1, link: 1 },
      encodings: { 'utf-8': 4, 'windows-1252': 1 },
    },
    records: { unreadable: 1 },
    documents: {
      found: 8,
      written: 5,
      dropped: { notSpanish: 1, empty: 1, duplicate: 1 },
    },
    sentences: {
      found: 13,
      written: 7,
      dropped: { tooShort: 2, tooLong: 0, illFormed: 1, notSpanish: 1, duplicate: 2 },
    },
    unreadableFiles: [
      {
        source: at('5.xml'),
        detail: 'around line 1, it is no well-formed XML, or uses entities of its own',
      },
      { source: at('6.txt'), detail: 'it is no text: it holds bytes that no text has' },
    ],
    unreadableRecords: [{ source: at('2.jsonl'), number: 4, detail: 'it is not JSON' }],
  });
  t.match(stderr, 'files      5 read; unreadable: 2; passed over: .doc 1, link 1; encodings:');
  t.match(stderr, 'documents  5 of 8 written; dropped: not Spanish 1, empty 1, duplicate 1\n');
  t.match(stderr, /6\.txt"?: it is no text/);
});

void t.test('sentences, each once, the same however many files are read at a time', async (t) => {
  const folder = mixedFolder(t);
  const outputs = [];
  for (const jobs of ['1', '3']) {
    const output = join(t.testdirName, `${jobs}.out`);
    const args = ['--unit', 'sentence', '--unique', 'sentence', '--jobs', jobs];
    const { code, stdout } = await run(['prepare', folder, '--output', output, ...args]);
    t.match({ code, stdout }, { code: 0, stdout: '' });
    outputs.push(readFileSync(output, 'utf8'));
  }
  t.equal(outputs[0], outputs[1]);
  const source = join(folder, '2.jsonl');
  t.match(readLines(outputs[0] ?? ''), [
    { text: caso },
    { text: 'Sin alergias.' },
    { id: 'a#1', source, document: 'a', text: calor },
    { id: 'a#2', source, document: 'a', text: 'Niega fiebre.' },
    { text: 'Otro texto.' },
    { id: '9#1', document: '9', text: 'Niño con tos; sin fiebre.' },
    { text: varon },
  ]);
});

void t.test('what is written is not read, and appears when it is whole', async (t) => {
  const folder = t.testdir({ 'a.txt': 'Niega fiebre.' });
  const output = join(folder, 'out.jsonl');
  for (let again = 0; again < 2; again++) {
    const { stderr } = await run(['prepare', folder, '--output', output]);
    t.match(stderr, 'files      1 read; encodings: utf-8 1\n');
  }
  t.same(readdirSync(folder), ['a.txt', 'out.jsonl']);
});

void t.test('nothing is left behind by what fails', async (t) => {
  const folder = t.testdir({ 'a.txt': Buffer.from([0]), 'b.doc': 'x' });
  const output = join(folder, 'out.jsonl');
  const empty = await run(['prepare', folder, '--output', output]);
  t.match(empty, { code: 1, stderr: /a\.txt"?: it is no text[^]*No file of .* could be read/ });
  t.same(readdirSync(folder), ['a.txt', 'b.doc']);

  const nowhere = await run(['prepare', join(folder, 'none')]);
  t.match(nowhere, { code: 1, stderr: /none cannot be read/ });
  const closed = await run(['prepare', folder, '--output', join(folder, 'no', 'out.jsonl')]);
  t.match(closed, { code: 1, stderr: /out\.jsonl cannot be written/ });
  const wrong = await run(['prepare', folder, '--unit', 'word']);
  t.match(wrong, { code: 1, stderr: /word is none of document, sentence/ });
});

void t.test('a signal ends it', async (t) => {
  const line = `${JSON.stringify({ text: caso })}\n`;
  const folder = t.testdir({ 'a.jsonl': line.repeat(300_000) });
  const running = new Running(['prepare', folder, '--unique', 'none']);
  await running.until(/"sentences"/);
  running.child.kill('SIGTERM');
  const { code, stderr } = await running.ended();
  t.equal(code, 143);
  t.match(stderr, 'mascarilla: interrupted before all files were read; nothing is kept.\n');
});
