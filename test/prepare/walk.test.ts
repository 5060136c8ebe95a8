import { symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import t, { type Test } from 'tap';
import { checkPaths, walk } from '../../src/prepare/walk.js';

const text = 'Tos.';

async function walked(t: Test, paths: readonly string[], except: readonly string[] = []) {
  const found: string[] = [];
  for await (const entry of walk(paths, except)) {
    const what = entry.kind === 'file' ? entry.format : entry.kind === 'skipped' ? entry.what : '!';
    found.push(`${relative(t.testdirName, entry.path)}: ${what}`);
  }
  return found;
}

void t.test('files in the order of their names, folders with them', async (t) => {
  const folder = t.testdir({
    'b.txt': text,
    'Z.txt': text,
    a: { 'x.csv': text, 'out.jsonl': text, 'b.doc': text, deep: { LEEME: text, 'y.HTM': text } },
    'ñ.xml': text,
  });
  symlinkSync(folder, join(folder, 'a', 'circle'));
  symlinkSync('b.txt', join(folder, 'c.txt'));
  symlinkSync('nowhere', join(folder, 'd.txt'));
  t.same(await walked(t, [folder], [join(folder, 'a', 'out.jsonl')]), [
    'Z.txt: text',
    'a/b.doc: .doc',
    'a/circle: link',
    'a/deep/LEEME: no extension',
    'a/deep/y.HTM: html',
    'a/x.csv: csv',
    'b.txt: text',
    'c.txt: link',
    'd.txt: link',
    'ñ.xml: xml',
  ]);
  // A link that is named is meant.
  t.same(await walked(t, [join(folder, 'c.txt'), join(folder, 'b.txt')]), [
    'c.txt: text',
    'b.txt: text',
  ]);
});

void t.test('no file is read twice', async (t) => {
  const folder = t.testdir({ a: { 'x.txt': text }, 'ab.txt': text });
  const [a, x, ab] = [join(folder, 'a'), join(folder, 'a', 'x.txt'), join(folder, 'ab.txt')];
  t.same(await checkPaths([x, a, `${a}/`, ab]), [a, ab]);
  t.same(await checkPaths([x, x]), [x]);
  await t.rejects(checkPaths([join(folder, 'none')]), { code: 'DATA_UNREADABLE' });
});
