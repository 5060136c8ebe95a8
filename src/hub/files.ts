import { createHash, randomBytes } from 'node:crypto';
import type * as fs from 'node:fs/promises';
import type { Digest } from './listing.js';

/** What this room does with files; `node:fs/promises`, or in tests something that fails. */
export type FileSystem = Pick<
  typeof fs,
  | 'copyFile'
  | 'mkdir'
  | 'open'
  | 'readdir'
  | 'readFile'
  | 'rename'
  | 'rm'
  | 'stat'
  | 'statfs'
  | 'symlink'
  | 'utimes'
  | 'writeFile'
>;

/** Enough that reading costs little beside hashing, and small beside any model. */
const PIECE_BYTES = 2 ** 20;

/** The system's code of an error, such as `ENOENT`; undefined where it is not from the system. */
export const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'syscall' in error && 'code' in error ? error.code : undefined;

/** What `action` gives, or null where a file or folder is not there. */
export async function orNull<Value>(action: Promise<Value>): Promise<Value | null> {
  try {
    return await action;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/** A name that nobody else has. */
export const uniqueName = (): string => randomBytes(6).toString('hex');

/** Whether a file is there with exactly this content: it is read and hashed if its size fits. */
export async function hasContent(
  files: FileSystem,
  path: string,
  { size, digest }: { readonly size: number; readonly digest: Digest },
): Promise<boolean> {
  const handle = await orNull(files.open(path, 'r'));
  if (handle === null) return false;
  try {
    const found = await handle.stat();
    if (!found.isFile() || found.size !== size) return false;
    const hash = startHash(digest, size);
    const piece = new Uint8Array(PIECE_BYTES);
    for (let position = 0; ;) {
      const { bytesRead } = await handle.read(piece, 0, piece.length, position);
      if (bytesRead === 0) return hash.digest('hex') === digest.hex;
      hash.update(piece.subarray(0, bytesRead));
      position += bytesRead;
    }
  } finally {
    await handle.close();
  }
}

function startHash({ algorithm }: Digest, size: number) {
  if (algorithm === 'sha256') return createHash('sha256');
  return createHash('sha1').update(`blob ${size}\0`);
}
