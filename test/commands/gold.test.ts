import { join } from 'node:path';
import t from 'tap';
import { findGold, readGold, type ReadGold } from '../../src/commands/gold.js';

async function read(path: string): Promise<ReadGold[]> {
  const texts: ReadGold[] = [];
  for await (const text of readGold(await findGold(path))) texts.push(text);
  return texts;
}

void t.test('brat’s files, in folders within folders too', async (t) => {
  const folder = t.testdir({
    'b.txt': 'Tos y fiebre',
    'b.ann': 'T1\tS 6 12\tfiebre\n',
    a: { 'c.txt': '\ufeffñ', 'c.ann': 'T1\tS 1 2\tñ\n' },
    'notes.conll': 'ignored',
  });
  t.strictSame(await read(folder), [
    { text: '\ufeffñ', mentions: [{ label: 'S', spans: [{ start: 1, end: 2 }] }], end: 5 },
    { text: 'Tos y fiebre', mentions: [{ label: 'S', spans: [{ start: 6, end: 12 }] }], end: 17 },
  ]);
});

void t.test('files of CoNLL, one or a folder', async (t) => {
  const folder = t.testdir({
    'a.conll': 'Tos B-S\n\nFiebre B-S\n',
    'b.bio': 'Mal O\n',
    'c.md': '#',
  });
  const texts = (found: readonly ReadGold[]) => found.map(({ text, end }) => ({ text, end }));
  const sentences = [
    { text: 'Tos', end: 20 },
    { text: 'Fiebre', end: 20 },
  ];
  t.strictSame(texts(await read(join(folder, 'a.conll'))), sentences);
  t.strictSame(texts(await read(folder)), [...sentences, { text: 'Mal', end: 26 }]);
});

void t.test('what is no gold standard', async (t) => {
  const folder = t.testdir({
    empty: {},
    bare: { 'a.txt': 'a', 'a.ann': '', 'b.txt': 'b' },
    alone: { 'a.ann': '' },
    long: { 'a.txt': 'abc', 'a.ann': 'T1\tD 0 9\tx\n' },
    'latin.conll': Buffer.from('Tós O', 'latin1'),
  });
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ['none', 'DATA_UNREADABLE', /none cannot be read: ENOENT/],
    ['empty', 'GOLD_INVALID', /empty is no gold standard: it has neither \.ann files nor/],
    ['bare', 'GOLD_INVALID', /b\.txt is no gold standard: there is no \.ann file beside it\.$/],
    ['alone', 'DATA_UNREADABLE', /a\.txt cannot be read: ENOENT/],
    ['long', 'DATA_INVALID', /a\.ann, line 1: its offsets exceed the 3 characters of the text\.$/],
    ['latin.conll', 'GOLD_INVALID', /latin\.conll is no gold standard: it is not UTF-8\.$/],
  ];
  for (const [name, code, message] of cases) {
    await t.rejects(read(join(folder, name)), { code, message }, name);
  }
});
