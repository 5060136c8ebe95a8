import fc from 'fast-check';
import t from 'tap';
import { findCorpus } from '../../src/corpus/corpus.js';
import { readCsv } from '../../src/corpus/read-csv.js';
import { readJsonLines, readPlainLines } from '../../src/corpus/read-lines.js';
import type { CorpusFormat, CorpusRecord } from '../../src/corpus/record.js';
import { isInShard, nameOfShard, parseShard, type Shard } from '../../src/corpus/shard.js';

const columns = { text: 'text', id: 'id' };

/** Bytes in pieces of a few. */
async function* inPieces(content: string | Uint8Array, size = 7): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(content);
  for (let from = 0; from < bytes.length; from += size) {
    yield await Promise.resolve(bytes.subarray(from, from + size));
  }
}

async function all(records: AsyncIterable<CorpusRecord>): Promise<CorpusRecord[]> {
  const found: CorpusRecord[] = [];
  for await (const record of records) found.push(record);
  return found;
}

/** Id and text, or id and what is wrong. */
const told = (records: readonly CorpusRecord[]) =>
  records.map(({ id, content }) => [id, content.kind === 'text' ? content.text : content.detail]);

void t.test('JSON Lines: objects and strings', async (t) => {
  const lines = ['{"id":"a","text":"uno"}', '"dos"', '', '  ', '{"text":"tres","id":7}\r', '"á😀"'];
  const records = await all(readJsonLines(inPieces(lines.join('\n')), columns));
  t.same(told(records), [
    ['a', 'uno'],
    [2, 'dos'],
    [7, 'tres'],
    [6, 'á😀'],
  ]);
  t.same(
    records.map(({ number }) => number),
    [1, 2, 5, 6],
  );
  t.equal(records.at(-1)?.end, Buffer.byteLength(lines.join('\n')));
});

void t.test('a line that is wrong is a record, and is never quoted', async (t) => {
  const long = JSON.stringify('a'.repeat(1_000_000));
  const lines = ['{"text":', '{"id":"x","text":5}', '[1]', 'null', '{"nota":"b"}', long, '"ok"'];
  const bytes = Buffer.concat([Buffer.from(`${lines.join('\n')}\n`), Buffer.from([0xff, 10])]);
  const found = told(await all(readJsonLines(inPieces(bytes, 100_000), columns)));
  const none = 'it is no JSON string, and no object with a string `text`';
  t.same(found, [
    [1, 'it is not JSON'],
    ['x', none],
    [3, none],
    [4, none],
    [5, none],
    [6, 'it has more than 1000000 bytes'],
    [7, 'ok'],
    [8, 'it is not UTF-8'],
  ]);
  const other = await all(readJsonLines(inPieces('{"nota":"b"}'), { ...columns, text: 'nota' }));
  t.same(told(other), [[1, 'b']]);
});

void t.test('lines', async (t) => {
  t.same(told(await all(readPlainLines(inPieces('\ufeffuno\r\n\n dos')))), [
    [1, 'uno'],
    [3, ' dos'],
  ]);
});

const csv = (content: string, delimiter = ',', text = 'text') =>
  all(readCsv(inPieces(content), { name: 'a.csv', delimiter, columns: { ...columns, text } }));

void t.test('CSV: quotes, breaks within them, a byte order mark, other delimiters', async (t) => {
  const content = '\ufeffid,text\r\na,"uno, ""dos""\r\ntres"\r\nb,\r\n';
  t.same(told(await csv(content)), [
    ['a', 'uno, "dos"\r\ntres'],
    ['b', ''],
  ]);
  t.same(told(await csv('nota;x\n1,5 mg;y\n', ';', 'nota')), [[1, '1,5 mg']]);
});

void t.test(
  'CSV: rows of another width fail alone, what cannot be cut into rows ends it',
  async (t) => {
    t.same(told(await csv('text,id\nuno,a\ndos\ntres,c\n')), [
      ['a', 'uno'],
      [2, 'it has 1 columns, and the header 2'],
      ['c', 'tres'],
    ]);
    await t.rejects(csv('nota\nuno\n'), {
      code: 'DATA_INVALID',
      message: /line 1: it names no column/,
    });
    const secret = csv('text\nuno\n"secreto\n');
    await t.rejects(secret, {
      code: 'DATA_INVALID',
      message: /^a\.csv, line \d: it is no row of CSV/,
    });
    await secret.catch((error: unknown) => t.notMatch(String(error), 'secreto'));
  },
);

void t.test('what CSV writers write is read back', async (t) => {
  const cell = fc.string({ unit: fc.constantFrom('a', 'ñ', '😀', '"', ',', '\n', ' ') });
  const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(cell, cell)), async (rows) => {
      const content = rows.map(([id, text]) => `${quote(id)},${quote(text)}\n`).join('');
      t.same(told(await csv(`id,text\n${content}`)), rows);
    }),
  );
});

const options = { format: null, columns, delimiter: ',' };
const { signal } = new AbortController();

void t.test('a folder: files in their order, with folders in it', async (t) => {
  const folder = t.testdir({
    'b.txt': 'dos',
    'a.txt': '\ufeffuno',
    'notes.md': 'x',
    c: { 'd.txt': 'tres', 'e.txt': Buffer.from([0xff]) },
  });
  const corpus = await findCorpus(folder, options);
  t.match(corpus, { kind: 'folder', size: 4 });
  const records = await all(corpus.read(null, signal));
  t.same(told(records), [
    ['a', '\ufeffuno'],
    ['b', 'dos'],
    ['c/d', 'tres'],
    ['c/e', 'it is not UTF-8'],
  ]);
  t.ok(records.every(({ isFile }) => isFile));
});

void t.test('a file is what its name says, or what it is said to be', async (t) => {
  const folder = t.testdir({ 'a.jsonl': '"x"', 'a.csv': 'text\nx', 'a.txt': 'x', data: '"x"' });
  const read = async (name: string, format: CorpusFormat | null = null) =>
    told(
      await all((await findCorpus(`${folder}/${name}`, { ...options, format })).read(null, signal)),
    );
  for (const name of ['a.jsonl', 'a.csv', 'a.txt']) t.same(await read(name), [[1, 'x']], name);
  t.same(await read('data', 'jsonl'), [[1, 'x']]);
  t.same(await read('data', 'lines'), [[1, '"x"']]);
  await t.rejects(read('data'), { code: 'DATA_UNREADABLE', message: /its name tells no format/ });
  await t.rejects(read('none.txt'), { code: 'DATA_UNREADABLE' });
});

void t.test('parts', (t) => {
  t.strictSame(parseShard('3/16'), { index: 3, count: 16 });
  for (const text of ['4/4', '1', '/4', '1/0', '-1/4', '1/4/5'])
    t.throws(() => parseShard(text), text);
  t.equal(nameOfShard({ index: 3, count: 16 }), '00003-of-00016');
  t.end();
});

void t.test('every record is in exactly one part, and stays in it', (t) => {
  const key = fc.oneof(fc.integer({ min: 1 }), fc.string());
  fc.assert(
    fc.property(key, fc.integer({ min: 1, max: 20 }), (key, count) => {
      const parts = Array.from({ length: count }, (_, index): Shard => ({ index, count }));
      t.equal(parts.filter((shard) => isInShard(shard, key)).length, 1);
    }),
  );
  t.equal(isInShard({ index: 1, count: 4 }, 2), true, 'lines go round');
  t.equal(isInShard({ index: 0, count: 2 }, 'S0004-06142006000500002-3.txt'), false);
  t.end();
});

void t.test('parts of a file', async (t) => {
  const folder = t.testdir({ 'a.jsonl': '"1"\n"2"\n"3"\n"4"\n"5"\n' });
  const corpus = await findCorpus(`${folder}/a.jsonl`, options);
  t.same(told(await all(corpus.read({ index: 1, count: 2 }, signal))), [
    [2, '2'],
    [4, '4'],
  ]);
});
