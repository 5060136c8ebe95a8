/** The forms that `mascarilla run` writes. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import t from 'tap';
import { bulk, linesOf, sentences } from './runs.js';

void t.test('entities: brat beside the texts, and a table', async (t) => {
  const folder = t.testdir({
    texts: {
      'a.txt': 'Se pautó ibuprofeno.\n',
      b: { 'c.txt': 'Tos.' },
      'bad.txt': Buffer.from([0xff]),
    },
  });
  const texts = join(folder, 'texts');
  const brat = join(folder, 'brat');
  const { code, stderr } = await bulk('ner', texts, brat);
  t.equal(code, 0, stderr);
  t.same(readdirSync(brat, { recursive: true }).toSorted(), [
    ...['a.ann', 'a.txt', 'b', 'b/c.ann', 'b/c.txt'],
  ]);
  t.equal(readFileSync(join(brat, 'a.txt'), 'utf8'), 'Se pautó ibuprofeno.\n');
  t.match(linesOf(`${brat}.errors.jsonl`), [{ id: 'bad', error: { code: 'RECORD_INVALID' } }]);
  const table = join(folder, 'table.csv');
  await bulk('ner', texts, table);
  const [header, ...rows] = readFileSync(table, 'utf8').trim().split('\r\n');
  t.equal(header, 'id,label,score,start,end,word,error');
  const annotated = ['a', 'b/c'].flatMap((id) =>
    readFileSync(join(brat, `${id}.ann`), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => [id, ...(line.split('\t')[1]?.split(' ') ?? [])].join()),
  );
  t.ok(annotated.length > 0, 'it finds something');
  const tabled = rows.map((row) => row.split(',')).filter(([, label]) => label !== '');
  t.same(
    tabled.map(([id, label, , start, end]) => [id, label, start, end].join()),
    annotated,
  );
  t.equal(rows.at(-1), 'bad,,,,,,RECORD_INVALID');
});

void t.test('vectors in Parquet are those in JSON', async (t) => {
  const input = sentences(t, 300);
  writeFileSync(input, `{"id":"bad"}\n${readFileSync(input, 'utf8')}`);
  const [json, parquet] = ['v.jsonl', 'v.parquet'].map((name) => join(input, '..', name));
  if (json === undefined || parquet === undefined) throw new Error('there are two');
  const { code, stderr } = await bulk('embed', input, parquet);
  t.equal(code, 0, stderr);
  await bulk('embed', input, json);
  const rows = await parquetReadObjects({ file: await asyncBufferFromFile(parquet) });
  t.equal(rows.length, 301);
  t.same(rows[0], { id: 'bad', embedding: null, truncated: false, error: 'RECORD_INVALID' });
  for (const [index, line] of linesOf(json).entries()) {
    const vector = line['embedding'] as number[] | undefined;
    t.equal(rows[index]?.['id'], line['id']);
    t.same(
      rows[index]?.['embedding'] ?? undefined,
      vector && Array.from(Float32Array.from(vector)),
    );
  }
  t.notOk(existsSync(`${parquet}.part`), 'what it was made from is gone');
});
