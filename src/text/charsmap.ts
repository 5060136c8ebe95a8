import { transform, type Aligned, type Change } from './aligned.js';
import type { Refuse } from './options.js';

/** Longer clusters of characters are looked up one character at a time. */
const LONGEST_CLUSTER_BYTES = 5;

/**
 * SentencePiece's own normalization (Precompiled), as it is stored in XLM-R and CamemBERT: a double
 * array over UTF-8 bytes, whose values are places in a list of replacements. See spm_precompiled
 * (src/lib.rs) and precompiled.rs of the tokenizers crate, whose ways are kept: the shortest entry
 * wins, and what is removed at the very start of a text shifts all that follows.
 */
export class Charsmap {
  readonly #units: Uint32Array;
  readonly #replacements: Uint8Array;

  /** @param base64 the number of bytes of the array (little-endian, 32 bits), the array, the replacements. */
  constructor(base64: string, refuse: Refuse) {
    const bytes = Buffer.from(base64, 'base64');
    const size = bytes.length < 4 ? 0 : bytes.readUInt32LE(0);
    if (size === 0 || size % 4 !== 0 || 4 + size > bytes.length) {
      throw refuse('its normalizer Precompiled has a damaged precompiled_charsmap');
    }
    this.#units = Uint32Array.from({ length: size / 4 }, (_, at) => bytes.readUInt32LE(4 + at * 4));
    this.#replacements = bytes.subarray(4 + size);
  }

  normalize(text: Aligned): Aligned {
    const changes: Change[] = [];
    let changed = false;
    for (const cluster of clustersOf(text.text)) {
      const characters = Array.from(cluster);
      const short = Buffer.byteLength(cluster) <= LONGEST_CLUSTER_BYTES;
      if (short && this.#push(changes, cluster, characters.length)) {
        changed = true;
        continue;
      }
      for (const character of characters) {
        if (this.#push(changes, character, 1)) changed = true;
        else changes.push([character, 0]);
      }
    }
    return changed ? transform(text, changes) : text;
  }

  /** Adds the replacement of `count` characters; false where they have none. */
  #push(changes: Change[], part: string, count: number): boolean {
    const found = this.#find(part);
    if (found !== null) pushReplacement(changes, count, Array.from(found));
    return found !== null;
  }

  /** The replacement of the shortest start of a text that has one. */
  #find(text: string): string | null {
    let at = offsetOf(this.#units[0] ?? 0);
    for (const byte of Buffer.from(text)) {
      if (byte === 0) return null;
      at ^= byte;
      const unit = this.#units[at] ?? 0;
      if ((unit & 0x8000_00ff) !== byte) return null;
      at ^= offsetOf(unit);
      if ((unit & 0x100) !== 0) return this.#read((this.#units[at] ?? 0) & 0x7fff_ffff);
    }
    return null;
  }

  #read(start: number): string {
    const end = this.#replacements.indexOf(0, start);
    const bytes = this.#replacements.subarray(start, end < 0 ? undefined : end);
    return new TextDecoder().decode(bytes);
  }
}

const offsetOf = (unit: number): number => (unit >>> 10) << ((unit & 0x200) >>> 6);

/** New characters in the place of `count` old ones. */
function pushReplacement(changes: Change[], count: number, characters: readonly string[]): void {
  const more = characters.length - count;
  for (const [index, character] of characters.entries()) {
    changes.push([character, index < count ? 0 : 1]);
  }
  const last = changes.pop();
  if (last !== undefined) changes.push([last[0], last[1] + Math.min(more, 0)]);
}

const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** What a reader takes for one character each: a letter with its marks, an emoji of many parts. */
function* clustersOf(text: string): Iterable<string> {
  // Before the combining marks, only a carriage return joins with what follows.
  if (/^[\0-\u02ff]*$/.test(text)) yield* text.match(/\r\n|[^]/g) ?? [];
  else for (const { segment } of segmenter.segment(text)) yield segment;
}
