import { open } from 'node:fs/promises';
import { decodePieces, encodingOf } from './encoding.js';
import { Refusal, type Reading } from './found.js';

/** All bytes of a file that is no larger than allowed. */
export async function readBytes({ path, options }: Reading): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const { maxFileBytes } = options;
    if (size > maxFileBytes) {
      throw new Refusal(`it has ${size} bytes; at most ${maxFileBytes} are read (--max-file-mb)`);
    }
    const bytes = Buffer.alloc(size);
    let done = 0;
    while (done < size) {
      const { bytesRead } = await file.read(bytes, done, size - done, done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return bytes.subarray(0, done);
  } finally {
    await file.close();
  }
}

/**
 * All of a file as text.
 *
 * @param declared finds what the file says of its own encoding, in its first bytes as Latin-1
 */
export async function readText(
  reading: Reading,
  declared: (start: string) => string | undefined = () => undefined,
): Promise<string> {
  const bytes = await readBytes(reading);
  const encoding = encodingOf(bytes, {
    strictUtf8: reading.options.strictUtf8,
    declared: declared(Buffer.from(bytes.subarray(0, 1024)).toString('latin1')),
  });
  reading.onEncoding(encoding);
  let text = '';
  for await (const piece of decodePieces([bytes], encoding)) text += piece;
  return text;
}
