import type { CorpusRecord } from '../corpus/record.js';

/** Several full batches, so that the last one, which may not be, costs little. */
const BLOCK_RECORDS = 256;
/** Of long texts fewer: what is in memory, and what is done again after a kill, stays small. */
const BLOCK_CHARACTERS = 65_536;

/** Cuts records into blocks; where one ends depends on what is in it, and on nothing else. */
export async function* intoBlocks(
  records: AsyncIterable<CorpusRecord>,
): AsyncGenerator<readonly CorpusRecord[]> {
  let block: CorpusRecord[] = [];
  let characters = 0;
  for await (const record of records) {
    block.push(record);
    characters += record.content.kind === 'text' ? record.content.text.length : 0;
    if (block.length < BLOCK_RECORDS && characters < BLOCK_CHARACTERS) continue;
    yield block;
    block = [];
    characters = 0;
  }
  if (block.length > 0) yield block;
}
