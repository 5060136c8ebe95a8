import { createHash } from 'node:crypto';
import { open, stat, type FileHandle } from 'node:fs/promises';

import { fail, messageOf, type ServiceError } from '../errors.js';

/** `fs.read` takes a signed 32-bit length, so a large tensor is read in several goes. */
const MAX_READ_BYTES = 2 ** 30;

/** Enough that reading costs little beside hashing, and small beside any model. */
const HASH_CHUNK_BYTES = 2 ** 20;

/** How a Git LFS pointer begins, and its size: git-lfs/git-lfs, docs/spec.md. */
const LFS_POINTER_START = 'version https://git-lfs.github.com/spec/';
const LFS_POINTER_MAX_BYTES = 1024;

/** The part of a FileHandle that reading needs, so that tests can give fewer bytes at a time. */
export interface PositionalReader {
  read(
    buffer: Uint8Array,
    offset: number,
    length: number,
    position: number,
  ): Promise<{ readonly bytesRead: number }>;
}

/** A regular file, open for reading. */
export interface OpenFile {
  readonly path: string;
  /** Bytes, when it was opened. */
  readonly size: number;
  readonly handle: FileHandle;
}

/** Digest of a file's content. */
export interface FileDigest {
  /** Bytes. */
  readonly size: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

/** The error for a file or folder that the system will not open or read. */
export function unreadable(path: string, error: unknown): ServiceError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const details: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file or folder',
    ENOTDIR: 'it is not a folder, or lies in something that is none',
    EACCES: 'this user may not read it',
    EPERM: 'this user may not read it',
  };
  const detail = typeof code === 'string' ? details[code] : undefined;
  return fail(
    'CHECKPOINT_MISSING',
    { file: path, detail: detail ?? messageOf(error) },
    { cause: error },
  );
}

/**
 * Opens a regular file; symbolic links are followed, as the Hub's cache consists of them.
 *
 * Errors: CHECKPOINT_MISSING where there is none, where it cannot be opened, and where a Git LFS
 * pointer lies in its place.
 */
export async function openFile(path: string): Promise<OpenFile> {
  // Before opening: to open a named pipe would wait for its writer.
  const found = await stat(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  if (!found.isFile()) {
    throw fail('CHECKPOINT_MISSING', { file: path, detail: 'it is not a regular file' });
  }
  const handle = await open(path, 'r').catch((error: unknown) => {
    throw unreadable(path, error);
  });
  try {
    const file: OpenFile = { path, size: (await handle.stat()).size, handle };
    await refuseLfsPointer(file);
    return file;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** A clone without git-lfs has pointers of some hundred bytes where the large files should be. */
async function refuseLfsPointer(file: OpenFile): Promise<void> {
  if (file.size > LFS_POINTER_MAX_BYTES || file.size < LFS_POINTER_START.length) return;
  const start = Buffer.alloc(LFS_POINTER_START.length);
  await readAt(file.handle, file.path, 0, start);
  if (start.toString('latin1') !== LFS_POINTER_START) return;
  throw fail('CHECKPOINT_MISSING', {
    file: file.path,
    detail: 'it is a Git LFS pointer, not the file itself. Run `git lfs pull` in its folder',
  });
}

/**
 * Fills `target` with the file's bytes from `position`.
 *
 * Errors: CHECKPOINT_MISSING where the file ends before that, as it does when somebody replaces
 * it by a shorter one in place.
 */
export async function readAt(
  reader: PositionalReader,
  path: string,
  position: number,
  target: Uint8Array,
): Promise<void> {
  let filled = 0;
  while (filled < target.byteLength) {
    const length = Math.min(target.byteLength - filled, MAX_READ_BYTES);
    const { bytesRead } = await reader.read(target, filled, length, position + filled);
    if (bytesRead === 0) {
      const detail = `it ends at byte ${position + filled} while it is being read; it was longer when it was opened`;
      throw fail('CHECKPOINT_MISSING', { file: path, detail });
    }
    filled += bytesRead;
  }
}

/** The bytes of a small file; null where it has more than `limit`, which is then not read. */
export async function readSmallFile(path: string, limit: number): Promise<Uint8Array | null> {
  const file = await openFile(path);
  try {
    if (file.size > limit) return null;
    const bytes = new Uint8Array(file.size);
    await readAt(file.handle, path, 0, bytes);
    return bytes;
  } finally {
    await file.handle.close();
  }
}

/**
 * The value in a JSON file of at most `limit` bytes.
 *
 * @param refuse makes the error for a file that is too large, not UTF-8 or not JSON
 */
export async function readJsonFile(
  path: string,
  limit: number,
  refuse: (detail: string) => ServiceError,
): Promise<unknown> {
  const bytes = await readSmallFile(path, limit);
  if (bytes === null) throw refuse(`it has more than ${limit} bytes`);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw refuse(`it is not JSON in UTF-8 (${messageOf(error)})`);
  }
}

/** Gives the digest of the file at a path. */
export type HashFile = (path: string) => Promise<FileDigest>;

/** Hashes a file of any size, a piece at a time. */
export async function hashFile(path: string): Promise<FileDigest> {
  const { handle } = await openFile(path);
  try {
    const hash = createHash('sha256');
    const piece = new Uint8Array(HASH_CHUNK_BYTES);
    let size = 0;
    for (;;) {
      const { bytesRead } = await handle.read(piece, 0, piece.length, size);
      if (bytesRead === 0) return { size, sha256: hash.digest('hex') };
      hash.update(piece.subarray(0, bytesRead));
      size += bytesRead;
    }
  } finally {
    await handle.close();
  }
}
