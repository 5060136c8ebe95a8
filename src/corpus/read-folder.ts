import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, messageOf } from '../errors.js';
import { decodeUtf8, MAX_LINE_BYTES } from './lines.js';
import { invalid, type Content, type CorpusRecord } from './record.js';

/**
 * Names of the `.txt` files of a folder and of all folders in it, in the order of their code units.
 * DATA_UNREADABLE.
 */
export async function listTexts(folder: string): Promise<readonly string[]> {
  try {
    const names = await readdir(folder, { recursive: true });
    return names.filter((name) => name.endsWith('.txt')).toSorted();
  } catch (error) {
    throw fail('DATA_UNREADABLE', { file: folder, detail: messageOf(error) }, { cause: error });
  }
}

/** Each file as one text; its id is its name in the folder, without `.txt`. */
export async function* readFolder(
  folder: string,
  names: readonly string[],
  isWanted: (name: string) => boolean,
): AsyncGenerator<CorpusRecord> {
  for (const [index, name] of names.entries()) {
    if (!isWanted(name)) continue;
    const content = await readContent(join(folder, name));
    // Bytes are not known before all files have been looked at: their number stands for them.
    yield {
      number: index + 1,
      id: name.replace(/\.txt$/, ''),
      isFile: true,
      content,
      end: index + 1,
    };
  }
}

async function readContent(path: string): Promise<Content> {
  try {
    const { size } = await stat(path);
    if (size > MAX_LINE_BYTES) return invalid(`it has more than ${MAX_LINE_BYTES} bytes`);
    const text = decodeUtf8(await readFile(path), true);
    return text === null ? invalid('it is not UTF-8') : { kind: 'text', text };
  } catch (error) {
    return invalid(`it cannot be read: ${messageOf(error)}`);
  }
}
