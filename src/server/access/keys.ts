import { createHash, timingSafeEqual } from 'node:crypto';

/** A key that clients may use: its digest alone is kept. */
interface ApiKey {
  /** For the log and the rate limit; several keys can have the same, as while one replaces another. */
  readonly name: string;
  /** SHA-256, 32 bytes. */
  readonly digest: Buffer;
}

/** Every request is compared with all of them. */
export const MOST_KEYS = 1000;

/** Guessing one of fewer characters is no work at all. */
const LEAST_CHARACTERS = 16;

/** What can stand in an `authorization` header as a bearer token (RFC 6750, section 2.1). */
const KEY = /^[A-Za-z0-9._~+/-]+=*$/;

const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;

const DIGEST = /^[0-9a-f]{64}$/i;

/** The keys of a service. */
export class ApiKeys {
  readonly #keys: readonly ApiKey[];

  private constructor(keys: readonly ApiKey[]) {
    this.#keys = keys;
  }

  get count(): number {
    return this.#keys.length;
  }

  /**
   * Reads a file of keys: on each line `key` or `name:key`, where the key can be given as
   * `sha256:` and the hexadecimal digits of its digest; empty lines and those that begin with `#`
   * do not count. Throws an Error that tells the line, and never quotes it.
   */
  static parse(text: string): ApiKeys {
    const keys: ApiKey[] = [];
    const seen = new Map<string, number>();
    for (const { name, line, isDigest, key } of entriesOf(text)) {
      const digest = isDigest ? Buffer.from(key, 'hex') : digestOf(key);
      const other = seen.get(digest.toString('hex'));
      if (other !== undefined) throw new Error(`line ${line} has the key of line ${other}`);
      seen.set(digest.toString('hex'), line);
      keys.push({ name, digest });
    }
    if (keys.length === 0) throw new Error(NO_KEY);
    if (keys.length > MOST_KEYS) {
      throw new Error(`it has ${keys.length} keys; ${MOST_KEYS} are allowed`);
    }
    return new ApiKeys(keys);
  }

  /** The name of a key; null for one that is unknown. Takes the same time whatever is given. */
  identify(given: string): string | null {
    const digest = digestOf(given);
    let found: string | null = null;
    for (const key of this.#keys) {
      if (timingSafeEqual(key.digest, digest)) found = key.name;
    }
    return found;
  }
}

/**
 * Reads the file of a client, which has one key to send: a line as in a service's file, but not a
 * digest. Throws an Error that tells the line, and never quotes it.
 */
export function parseOnlyKey(text: string): string {
  const [entry, another] = entriesOf(text);
  if (entry === undefined) throw new Error(NO_KEY);
  if (another !== undefined)
    throw new Error('it has several keys; put the one to send into a file');
  if (entry.isDigest) {
    throw new Error(
      `line ${entry.line} has the digest of a key, which lets nobody in; give the key`,
    );
  }
  return entry.key;
}

const NO_KEY = 'it has no key';

/** A line that counts. */
interface Entry {
  readonly line: number;
  readonly name: string;
  /** Whether `key` is the hexadecimal digits of its digest. */
  readonly isDigest: boolean;
  readonly key: string;
}

const entriesOf = (text: string): Entry[] =>
  text.split(/\r?\n/).flatMap((line, index) => {
    const entry = line.trim();
    return entry === '' || entry.startsWith('#') ? [] : [parseLine(entry, index + 1)];
  });

function parseLine(entry: string, line: number): Entry {
  const parts = entry.split(':');
  const isDigest = parts.at(-2) === 'sha256';
  const names = parts.slice(0, isDigest ? -2 : -1);
  const [name = `line-${line}`] = names;
  if (names.length > 1 || !NAME.test(name)) {
    throw new Error(
      `line ${line} is neither a key nor name:key, with a name of up to 64 letters, digits and _ . -`,
    );
  }
  const key = parts.at(-1) ?? '';
  if (isDigest && !DIGEST.test(key)) {
    throw new Error(`line ${line} has no 64 hexadecimal digits after sha256:`);
  }
  if (!isDigest && !(KEY.test(key) && key.length >= LEAST_CHARACTERS)) {
    throw new Error(
      `line ${line} has a key that is not ${LEAST_CHARACTERS} or more of letters, digits and . _ ~ + / - =`,
    );
  }
  return { line, name, isDigest, key };
}

const digestOf = (key: string): Buffer => createHash('sha256').update(key).digest();
