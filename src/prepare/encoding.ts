/**
 * The encoding of a text file: its byte order mark, UTF-8 where all of it is that, otherwise what
 * it says itself, otherwise windows-1252, in which older programs in Spain write.
 */
import { createReadStream } from 'node:fs';
import { TextDecoder } from 'node:util';
import { Refusal, type Reading } from './found.js';

const FALLBACK = 'windows-1252';

const BOMS: readonly (readonly [string, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

const BINARY = 'it is no text: it holds bytes that no text has';

export interface EncodingChoice {
  readonly strictUtf8: boolean;
  /** What a file says of itself, such as the `encoding` of XML; any label. */
  readonly declared?: string | undefined;
}

/** The encoding of a file that is read as a whole. */
export function encodingOf(bytes: Uint8Array, choice: EncodingChoice): string {
  const finder = new EncodingFinder();
  finder.add(bytes);
  return finder.find(choice);
}

/** Finds the encoding of a file with one piece of it in memory. */
export async function findEncoding({ path, options, onEncoding }: Reading): Promise<string> {
  const finder = new EncodingFinder();
  // Without an encoding set, a stream gives bytes.
  for await (const chunk of createReadStream(path)) finder.add(chunk as Uint8Array);
  const encoding = finder.find(options);
  onEncoding(encoding);
  return encoding;
}

/**
 * Decodes pieces, and at last what they leave over. It never fails, since the bytes were looked at
 * before. Without `stream` Node 20 reads windows-1252 as Latin-1, which lacks the quotation marks
 * and the euro: all goes through here.
 */
export async function* decodePieces(
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  encoding: string,
): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

/** Looks at all bytes of a file, in pieces. */
class EncodingFinder {
  readonly #utf8 = new TextDecoder('utf-8', { fatal: true });
  #start: Uint8Array = new Uint8Array(0);
  #isUtf8 = true;
  #isBinary = false;

  add(chunk: Uint8Array): void {
    if (this.#start.length < 3) {
      this.#start = Buffer.concat([this.#start, chunk.subarray(0, 3)]).subarray(0, 3);
    }
    this.#isBinary ||= chunk.includes(0);
    if (!this.#isUtf8) return;
    try {
      this.#utf8.decode(chunk, { stream: true });
    } catch {
      this.#isUtf8 = false;
    }
  }

  find({ strictUtf8, declared }: EncodingChoice): string {
    const [marked] =
      BOMS.find(([, bom]) => bom.every((byte, at) => this.#start[at] === byte)) ?? [];
    if (marked !== undefined && marked !== 'utf-8') return marked;
    // Only UTF-16 has bytes of zero.
    if (this.#isBinary) throw new Refusal(BINARY);
    if (this.#endsAsUtf8()) return 'utf-8';
    if (strictUtf8)
      throw new Refusal('it is not UTF-8. Save it as UTF-8, or leave --strict-utf8 out');
    return this.#declaredOf(declared);
  }

  #endsAsUtf8(): boolean {
    try {
      this.#utf8.decode();
      return this.#isUtf8;
    } catch {
      return false;
    }
  }

  /** What claims to be UTF-8 and is not is of the fallback. */
  #declaredOf(label: string | undefined): string {
    try {
      const { encoding } = new TextDecoder(label ?? FALLBACK);
      return encoding.startsWith('utf-') ? FALLBACK : encoding;
    } catch {
      return FALLBACK;
    }
  }
}
