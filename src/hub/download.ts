import { constants, type FileHandle } from 'node:fs/promises';
import { fail } from '../errors.js';
import { ask, type Answer, type Connection } from './connection.js';
import { hasContent } from './files.js';
import type { RemoteFile } from './listing.js';
import { giveUpPartial, holdPartial, removeLeftovers, takePartial, type Desk } from './partial.js';
import { Passing, withRetries } from './retries.js';

/** Where a file comes from, and where it goes. */
export interface Transfer {
  readonly connection: Connection;
  readonly desk: Desk;
  readonly repo: string;
  readonly commit: string;
  readonly file: RemoteFile;
  /** Path of the blob. */
  readonly blob: string;
  /** Called with the bytes that are there, those of an earlier attempt included. */
  readonly progress: (bytes: number) => void;
}

/** A connection that breaks after less than this has not come further: it counts as a failure. */
const PROGRESS_BYTES = 2 ** 20;

/**
 * Fetches a file into the cache: goes on from what an earlier attempt has left, checks size and
 * hash, and then gives it its name. A file with a wrong hash is fetched once more from its start.
 *
 * Errors: HUB_*; those of the file system as they are.
 */
export async function fetchBlob(transfer: Transfer): Promise<void> {
  const { desk, blob, file, repo } = transfer;
  const arrived = () => hasContent(desk.files, blob, file);
  for (let attempts = 1; attempts <= 2; attempts++) {
    const partial = await takePartial(desk, blob, arrived);
    if (partial === null || (await fetchInto(transfer, partial))) return;
  }
  throw fail('HUB_FILE_DAMAGED', { file: file.path, repo });
}

/** Whether the whole came right; a wrong one is removed. */
async function fetchInto(transfer: Transfer, partial: string): Promise<boolean> {
  const { desk, blob, file } = transfer;
  const release = holdPartial(desk, partial);
  try {
    await fill(transfer, partial);
    if (await hasContent(desk.files, partial, file)) {
      await desk.files.rename(partial, blob);
      await removeLeftovers(desk, blob);
      return true;
    }
    await desk.files.rm(partial, { force: true });
    return false;
  } catch (error) {
    await giveUpPartial(desk, partial, blob, error);
    throw error;
  } finally {
    release();
  }
}

async function fill(transfer: Transfer, partial: string): Promise<void> {
  const { connection, desk, file } = transfer;
  const handle = await desk.files.open(partial, constants.O_RDWR | constants.O_CREAT);
  try {
    let { size: position } = await handle.stat();
    let counted = position;
    const attempt = async () => {
      // Complete already, or an empty file.
      if (position >= file.size) return;
      const fitted = await askForRest(transfer, position, async (piece, at) => {
        await writeAll(handle, piece, at);
        position = at + piece.byteLength;
        transfer.progress(Math.min(position, file.size));
      });
      if (fitted && position >= file.size) return;
      const detail = fitted
        ? `${file.path} ended after ${position} of ${file.size} bytes`
        : `another part of ${file.path} came than was asked for`;
      // A server that cannot give the rest can give the whole.
      if (!fitted) position = 0;
      throw new Passing(fail('HUB_UNREACHABLE', { endpoint: connection.endpoint, detail }));
    };
    await withRetries(connection, attempt, () => {
      const further = position - counted >= PROGRESS_BYTES;
      if (further) counted = position;
      return further;
    });
    // On the disk, not in its cache: the name will promise that the content is there.
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Asks for the bytes from a position on; `write` is told where each piece belongs.
 *
 * @returns false where the answer is another part than was asked for
 */
async function askForRest(
  { connection, repo, commit, file }: Transfer,
  position: number,
  write: (piece: Uint8Array, at: number) => Promise<void>,
): Promise<boolean> {
  const { endpoint } = connection;
  const path = file.path.split('/').map(encodeURIComponent).join('/');
  const url = new URL(`${endpoint}/${repo}/resolve/${commit}/${path}`);
  // No If-Range: a file at a commit does not change, the partial file is named by the hash of the
  // whole, and the hosts that have large files use entity tags of their own.
  const headers: Readonly<Record<string, string>> =
    position > 0 ? { range: `bytes=${position}-` } : {};
  const subject = `${file.path} of ${repo}`;
  return ask(connection, { url, subject, headers }, async (answer) => {
    let at = startOf(answer, position, file);
    if (at === null) return false;
    for await (const piece of answer.pieces) {
      await write(piece, at);
      at += piece.byteLength;
      // More than was promised: the check of the size will tell, and the rest need not come.
      if (at > file.size) break;
    }
    return true;
  });
}

/** Where the bytes of an answer begin: at the position, or at 0 where a server gives the whole. */
function startOf(
  { status, headers }: Answer,
  position: number,
  { size }: RemoteFile,
): number | null {
  if (status === 200) return 0;
  const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers.get('content-range') ?? '');
  const [, start, total] = range ?? [];
  const fits = Number(start) === position && (total === '*' || Number(total) === size);
  return fits ? position : null;
}

async function writeAll(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let at = 0; at < bytes.byteLength;) {
    const { bytesWritten } = await handle.write(bytes, at, bytes.byteLength - at, position + at);
    at += bytesWritten;
  }
}
