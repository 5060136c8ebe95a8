import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { addAbortSignal, type Readable } from 'node:stream';
import { fail, messageOf } from '../errors.js';
import { readTexts, type Text, type TextFile } from '../evaluation/texts.js';

/** A file of texts that is there. */
export interface TextSource {
  readonly file: TextFile;
  /** Bytes; null where it cannot be known. */
  readonly size: number | null;
  readonly open: () => Readable;
}

/** Looks whether a file of texts is there, before anything long begins. DATA_UNREADABLE. */
export async function findTextFile(path: string): Promise<TextSource> {
  if (path === '-') {
    const file = { name: 'standard input', format: 'lines' } as const;
    return { file, size: null, open: () => process.stdin };
  }
  const found = await stat(path).catch((error: unknown) => {
    throw fail('DATA_UNREADABLE', { file: path, detail: messageOf(error) }, { cause: error });
  });
  if (found.isDirectory()) {
    throw fail('DATA_UNREADABLE', { file: path, detail: 'it is a folder; name a file' });
  }
  const format = extname(path).toLowerCase() === '.jsonl' ? 'jsonl' : 'lines';
  return {
    file: { name: path, format },
    // A pipe by name has no size.
    size: found.isFile() ? found.size : null,
    open: () => createReadStream(path),
  };
}

/** Its texts. Errors: DATA_UNREADABLE, DATA_INVALID; an abort is one of the first. */
export const textsOf = ({ file, open }: TextSource, signal?: AbortSignal): AsyncIterable<Text> =>
  readTexts(readChunks(signal === undefined ? open() : addAbortSignal(signal, open()), file), file);

/** The system can refuse to go on at any piece. */
async function* readChunks(stream: Readable, { name }: TextFile): AsyncGenerator<Uint8Array> {
  try {
    // Without an encoding set, a stream gives bytes.
    for await (const chunk of stream) yield chunk as Uint8Array;
  } catch (error) {
    throw fail('DATA_UNREADABLE', { file: name, detail: messageOf(error) }, { cause: error });
  }
}
