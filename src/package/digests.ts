import { mkdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { hashFile, readSmallFile, type FileDigest } from '../checkpoint/files.js';
import { uniqueName } from './holders.js';

/**
 * Digests of a checkpoint's files, so that half a gigabyte is not hashed at every start only to
 * find its package. A file is known again by its path, size, inode, and the times of its last change,
 * as git's index does it ("Racy Git", Documentation/technical/racy-git.adoc): a file that was changed
 * just before it was hashed is not remembered, as a second change could bear the same time.
 *
 * What is remembered decides only which package is opened, and that is verified by its own hashes.
 */
const Known = Type.Object({
  /** Of a stat, in decimal: 64 bits do not fit into a JSON number. */
  stamp: Type.String({ maxLength: 200 }),
  size: Type.Integer({ minimum: 0 }),
  sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
});

const DigestFile = Type.Object({
  version: Type.Literal(1),
  /** By real path, in the order in which they were hashed. */
  files: Type.Array(Type.Tuple([Type.String(), Known])),
});

type Known = Static<typeof Known>;

const validator = Compile(DigestFile);

/** Two seconds is the coarsest time that a file system keeps (FAT). */
const RACY_MS = 2000;

/** Some hundred checkpoints; the oldest are forgotten. */
const MAX_FILES = 1000;
const MAX_BYTES = 2_000_000;

interface Stamp {
  readonly text: string;
  /** Of the last change, in milliseconds since 1970. */
  readonly changedMs: number;
}

/** Digests that are known in this process, and in a file for others. Opening and saving never fail. */
export class Digests {
  readonly #path: string | null;
  /** By real path. A process need not doubt what it has just hashed itself, but others should. */
  readonly #saved: Map<string, Known>;
  readonly #ofNow = new Map<string, Known>();
  readonly #now: () => number;
  #changed = false;

  private constructor(path: string | null, saved: Map<string, Known>, now: () => number) {
    this.#path = path;
    this.#saved = saved;
    this.#now = now;
  }

  static async open(path: string, now: () => number = Date.now): Promise<Digests> {
    return new Digests(path, new Map(await readKnown(path).catch(() => [])), now);
  }

  /** Knows nothing yet, and forgets all with the process. */
  static ofNow(): Digests {
    return new Digests(null, new Map(), Date.now);
  }

  /** The digest of a file, hashed now if it is not known. Errors: CHECKPOINT_MISSING. */
  async digest(path: string): Promise<FileDigest> {
    const real = await realpath(path).catch(() => path);
    const before = await stampOf(real);
    const known = this.#ofNow.get(real) ?? this.#saved.get(real);
    if (known !== undefined && known.stamp === before?.text) {
      return { size: known.size, sha256: known.sha256 };
    }
    const hashedMs = this.#now();
    const found = await hashFile(path);
    const after = await stampOf(real);
    if (before !== null && before.text === after?.text) {
      this.#remember(real, { stamp: before.text, ...found }, hashedMs - before.changedMs);
    }
    return found;
  }

  #remember(path: string, known: Known, ageMs: number): void {
    this.#ofNow.set(path, known);
    if (ageMs <= RACY_MS) return;
    this.#saved.delete(path);
    this.#saved.set(path, known);
    this.#changed = true;
  }

  /** Writes what is new; two processes that do so at once cost one of them a hash later. */
  async save(): Promise<void> {
    if (this.#path === null || !this.#changed) return;
    const partial = `${this.#path}.${uniqueName()}.partial`;
    const files = [...this.#saved].slice(-MAX_FILES);
    try {
      await mkdir(dirname(this.#path), { recursive: true });
      await writeFile(partial, JSON.stringify({ version: 1, files }), { flag: 'wx' });
      await rename(partial, this.#path);
      this.#changed = false;
    } catch {
      // A home that cannot be written, or is full: it is hashed again next time.
      await rm(partial, { force: true }).catch(() => undefined);
    }
  }
}

async function readKnown(path: string): Promise<[string, Known][]> {
  const bytes = await readSmallFile(path, MAX_BYTES);
  const json: unknown = bytes === null ? null : JSON.parse(new TextDecoder().decode(bytes));
  return validator.Check(json) ? json.files : [];
}

async function stampOf(path: string): Promise<Stamp | null> {
  const found = await stat(path, { bigint: true }).catch(() => null);
  if (found === null) return null;
  const { size, mtimeNs, ctimeNs, ino, dev } = found;
  const changedMs = Number(mtimeNs > ctimeNs ? mtimeNs : ctimeNs) / 1e6;
  return { text: [size, mtimeNs, ctimeNs, ino, dev].join(' '), changedMs };
}
