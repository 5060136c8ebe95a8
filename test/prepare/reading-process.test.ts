import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { Batch, CleaningOptions } from '../../src/prepare/protocol.js';
import { ReadingProcess, type Caps } from '../../src/prepare/reading-process.js';
import { readingOptions } from './reading.js';

const options: CleaningOptions = {
  ...readingOptions,
  maxFileBytes: 100_000_000,
  ...{ minWords: 1, maxWords: 100, minLetters: 0, spanishOnly: false },
};

const caps: Caps = { timeoutMs: 60_000, memoryMb: 1024 };

/** Reads files one after the other with one process, as lists of batches. */
async function readAll(t: Test, caps: Caps, contents: readonly string[]): Promise<Batch[][]> {
  const folder = t.testdir();
  const reader = new ReadingProcess(caps);
  t.teardown(() => reader.close());
  const all: Batch[][] = [];
  for (const [index, content] of contents.entries()) {
    const path = join(folder, `${index}.jsonl`);
    writeFileSync(path, content);
    const batches: Batch[] = [];
    for await (const batch of reader.read({ kind: 'read', path, format: 'jsonl', options })) {
      batches.push(batch);
    }
    all.push(batches);
  }
  return all;
}

const good = '{"id":"a","text":"Tos y fiebre."}';

const read = [
  {
    documents: [{ id: 'a', number: 1, paragraphs: [['Tos y fiebre.']] }],
    encoding: 'utf-8',
    next: null,
  },
];

void t.test('a long file comes in batches, which end with it', async (t) => {
  const [batches = []] = await readAll(t, caps, [`${good}\n`.repeat(600)]);
  t.same(
    batches.map(({ documents, next }) => [documents.length, next]),
    [
      [256, 'more'],
      [256, 'more'],
      [88, null],
    ],
  );
});

void t.test('a file that takes too much memory is refused, and the next one read', async (t) => {
  // Sixteen million characters, as small objects: each of them takes fifty bytes.
  const swelling = `{"a":[${'{},'.repeat(5_300_000)}{}]}`;
  const [swollen, after] = await readAll(t, { ...caps, memoryMb: 256 }, [swelling, good]);
  t.match(swollen, [
    { documents: [], next: { refused: 'it takes more than 256 MB (--memory-mb)' } },
  ]);
  t.match(after, read);
});

void t.test('a file that takes too long is refused', async (t) => {
  // No process starts in a millisecond.
  const refused = [{ next: { refused: 'it takes longer than 0.001 s (--timeout-s)' } }];
  t.match(await readAll(t, { ...caps, timeoutMs: 1 }, [good, good]), [refused, refused]);
});

void t.test('a process that is killed refuses its file only', async (t) => {
  const reader = new ReadingProcess(caps);
  t.teardown(() => reader.close());
  const path = join(t.testdir({ 'a.jsonl': `${good}\n`.repeat(300) }), 'a.jsonl');
  const file = { kind: 'read', path, format: 'jsonl', options } as const;
  const batches: Batch[] = [];
  for await (const batch of reader.read(file)) {
    batches.push(batch);
    if (batches.length === 1) reader.close();
  }
  t.match(batches, [{ next: 'more' }, { next: { refused: /^the process that reads it/ } }]);
  for await (const batch of reader.read(file)) t.equal(batch.documents.length > 0, true);
});
