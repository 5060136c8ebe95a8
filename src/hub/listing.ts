import { fail } from '../errors.js';

/**
 * What git or LFS promises of a file's content. Git names a file by the SHA-1 of `blob SIZE\0` and
 * its bytes (git-scm.com, "Git Objects"), LFS by the SHA-256 of its bytes.
 */
export interface Digest {
  readonly algorithm: 'git-sha1' | 'sha256';
  /** Lower-case hexadecimal. */
  readonly hex: string;
}

/** A file of a repository at a commit. */
export interface RemoteFile {
  /** From the repository's root, with slashes; no part of it is `..`. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly digest: Digest;
}

/** The Hub's own limit of one file is 500 GB; a larger number is a mistake, or meant to do harm. */
const MAX_FILE_BYTES = 500e9;
const MAX_PATH_LENGTH = 1024;
const MAX_PRINTED_LENGTH = 100;

/**
 * The files in one page of the Hub's listing; folders and other things are left out.
 *
 * Errors: HUB_ANSWER_INVALID.
 */
export function parseListing(page: unknown, endpoint: string): readonly RemoteFile[] {
  const refuse = (detail: string) => fail('HUB_ANSWER_INVALID', { endpoint, detail });
  if (!Array.isArray(page)) throw refuse('the listing is not a list');
  // What JSON holds is unknown until it is looked at.
  return (page as readonly unknown[]).flatMap((entry) => {
    if (!isRecord(entry)) throw refuse('the listing holds something that is no object');
    const { type, path } = entry;
    if (typeof path !== 'string' || !isSafePath(path)) {
      throw refuse(`the listing has the path ${print(path)}, which lies outside the repository`);
    }
    return type === 'file' ? [parseFile(entry, path, refuse)] : [];
  });
}

function parseFile(
  entry: Readonly<Record<string, unknown>>,
  path: string,
  refuse: (detail: string) => Error,
): RemoteFile {
  const { lfs } = entry;
  const { oid: hex, size } = isRecord(lfs) ? lfs : entry;
  const algorithm = isRecord(lfs) ? 'sha256' : 'git-sha1';
  if (typeof size !== 'number' || !Number.isInteger(size) || size < 0 || size > MAX_FILE_BYTES) {
    throw refuse(`the size of ${print(path)} is ${print(size)}`);
  }
  const pattern = algorithm === 'sha256' ? /^[0-9a-f]{64}$/ : /^[0-9a-f]{40}$/;
  if (typeof hex !== 'string' || !pattern.test(hex)) {
    throw refuse(`the hash of ${print(path)} is ${print(hex)}`);
  }
  return { path, size, digest: { algorithm, hex } };
}

/** Relative, and without parts that lead out of the folder it is put in. */
function isSafePath(path: string): boolean {
  if (path.length > MAX_PATH_LENGTH || path.includes('\0')) return false;
  return path.split(/[/\\]/).every((part) => part !== '' && part !== '.' && part !== '..');
}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A foreign value for a message: quoted, without control characters, and cut. */
export function print(value: unknown): string {
  // Not String() of a list: JSON may nest lists deeper than the stack is.
  if (typeof value === 'object' && value !== null) return 'no plain value';
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > MAX_PRINTED_LENGTH ? `${text.slice(0, MAX_PRINTED_LENGTH)}…` : text;
}
