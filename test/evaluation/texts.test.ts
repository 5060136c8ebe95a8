import fc from 'fast-check';
import t from 'tap';
import { readTexts, type Text, type TextFile } from '../../src/evaluation/texts.js';

const lines: TextFile = { name: 'file.txt', format: 'lines' };
const jsonl: TextFile = { name: 'file.jsonl', format: 'jsonl' };

/** A file in pieces of so many bytes. */
async function* inChunks(bytes: Uint8Array, size = 7): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) {
    yield await Promise.resolve(bytes.subarray(at, at + size));
  }
}

async function read(content: string | Uint8Array, file: TextFile, size = 7): Promise<Text[]> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const texts: Text[] = [];
  for await (const text of readTexts(inChunks(bytes, size), file)) texts.push(text);
  return texts;
}

const textsOf = async (content: string, file: TextFile) =>
  (await read(content, file)).map(({ text }) => text);

void t.test('a text a line, whatever ends it', async (t) => {
  const texts = ['Fiebre y tos.', ' Dolor  lumbar'];
  t.same(await textsOf('Fiebre y tos.\n Dolor  lumbar\n', lines), texts);
  t.same(await textsOf('Fiebre y tos.\r\n Dolor  lumbar', lines), texts);
  t.same(await textsOf('\uFEFFFiebre y tos.\n\n \t\n Dolor  lumbar\n\n', lines), texts);
  t.same(await textsOf('', lines), []);
  t.same(await textsOf('\n\n', lines), []);
});

void t.test('the `text` of an object a line', async (t) => {
  const content = '{"id":1,"text":"Fiebre\\ny tos"}\n\n{"text":" "}\n{"text":"Ñ"}';
  t.same(await textsOf(content, jsonl), ['Fiebre\ny tos', 'Ñ']);
});

void t.test('how far it has come, in bytes', async (t) => {
  t.same(await read('Ñu\n\nab\nc', lines), [
    { text: 'Ñu', end: 4 },
    { text: 'ab', end: 8 },
    { text: 'c', end: 9 },
  ]);
});

void t.test('what cannot be read is refused by its line, and not quoted', async (t) => {
  const cases: readonly (readonly [string | Uint8Array, TextFile, string])[] = [
    ['bien\n\nFulano', jsonl, 'file.jsonl, line 1: it is not JSON.'],
    ['{"text":"a"}\n["Fulano"]', jsonl, 'line 2: it is no JSON object with a string `text`.'],
    ['{"text":["Fulano"]}', jsonl, 'line 1: it is no JSON object with a string `text`.'],
    ['null', jsonl, 'line 1: it is no JSON object'],
    ['{"text":"Fulano \\ud83d"}', jsonl, 'line 1: its text holds a lone surrogate.'],
    [Buffer.from('a\nFulano \xf1', 'latin1'), lines, 'file.txt, line 2: it is not UTF-8.'],
  ];
  for (const [content, file, message] of cases) {
    const error: unknown = await read(content, file).catch((caught: unknown) => caught);
    t.match(error, { code: 'DATA_INVALID', message });
    t.notMatch((error as Error).message, 'Fulano');
  }
});

void t.test('a line has at most a million bytes', async (t) => {
  const most = 'a'.repeat(1_000_000);
  t.equal((await read(`${most}\n${most}`, lines, 65_536)).length, 2);
  await t.rejects(read(`a\n${most}a`, lines, 65_536), {
    code: 'DATA_INVALID',
    message: 'file.txt, line 2: it has more than 1000000 bytes. Put one text on each line.',
  });
});

void t.test('an endless line is refused before it is in memory', async (t) => {
  let given = 0;
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (;;) {
      given += 1;
      yield await Promise.resolve(new Uint8Array(65_536).fill(97));
    }
  }
  await t.rejects(readTexts(endless(), lines).next(), { code: 'DATA_INVALID' });
  t.equal(given, 16);
});

void t.test('chunks may end anywhere', async (t) => {
  const content = fc.array(fc.constantFrom('a', 'ñ', '\n', '\r\n', ' ', '🙂', '中'), {
    maxLength: 40,
  });
  await fc.assert(
    fc.asyncProperty(content, fc.integer({ min: 1, max: 9 }), async (parts, size) => {
      const file = parts.join('');
      const wanted = file.split('\n').map((line) => line.replace(/\r$/, ''));
      const found = await read(file, lines, size);
      t.same(
        found.map(({ text }) => text),
        wanted.filter((line) => line.trim() !== ''),
      );
      t.ok(found.every(({ end }) => end <= Buffer.byteLength(file)));
    }),
    { numRuns: 200 },
  );
});
