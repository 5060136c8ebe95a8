import * as fs from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fail, messageOf } from '../errors.js';
import { listFiles, resolveCommit } from './api.js';
import { chooseFiles } from './choice.js';
import type { Connection } from './connection.js';
import { fetchBlob } from './download.js';
import { codeOf, hasContent } from './files.js';
import type { RemoteFile } from './listing.js';
import { ModelFolder } from './model-folder.js';
import { findCached, type CachedModel } from './offline.js';
import { countPartial, type Desk } from './partial.js';
import type { ModelReference } from './reference.js';

export interface HubOptions {
  /** HF_ENDPOINT, without a slash at its end. */
  readonly endpoint: string;
  /** HF_TOKEN; null for none. */
  readonly token: string | null;
  /** HF_HUB_CACHE: a folder in the layout of huggingface_hub. */
  readonly cache: string;
  /** HF_HUB_OFFLINE: whether to use the cache alone. */
  readonly offline: boolean;
  /** Called with bytes as they come. */
  readonly progress?: (done: number, total: number) => void;
}

/** Everything outside of this room, so that tests can bring their own. */
export interface Surroundings
  extends Desk, Pick<Connection, 'fetch' | 'random' | 'sleep' | 'stallMs'> {}

/** Long for a network that works; a person would have given up. */
const STALL_MS = 30_000;

export const realSurroundings: Surroundings = {
  fetch: (...request) => fetch(...request),
  files: fs,
  now: () => Date.now(),
  random: () => Math.random(),
  sleep: (ms) => sleep(ms),
  stallMs: STALL_MS,
};

export interface Pulled extends CachedModel {
  /** Bytes that had to be fetched; 0 where all was in the cache. */
  readonly fetchedBytes: number;
}

/**
 * Brings a model from the Hub into the cache, or finds it there. Files that are there already,
 * with the right content, are not fetched again; those that were cut off are gone on with.
 *
 * Errors: HUB_*.
 */
export async function pullModel(
  reference: ModelReference,
  options: HubOptions,
  surroundings: Surroundings = realSurroundings,
): Promise<Pulled> {
  const folder = new ModelFolder(options.cache, reference.repo, surroundings.files);
  try {
    if (options.offline) {
      return { ...(await findCached(surroundings.files, folder, reference)), fetchedBytes: 0 };
    }
    return await new Pull(reference, folder, options, surroundings).run();
  } catch (error) {
    // Only what the system refuses: no space, no permission, no such disk.
    if (codeOf(error) === undefined) throw error;
    const detail = messageOf(error);
    throw fail('HUB_CACHE_NOT_WRITTEN', { folder: folder.path, detail }, { cause: error });
  }
}

/** One pull. A snapshot gets its files after all of them have come, and a revision comes last. */
class Pull {
  readonly #reference: ModelReference;
  readonly #folder: ModelFolder;
  readonly #desk: Desk;
  readonly #connection: Connection;
  readonly #progress: (done: number, total: number) => void;

  constructor(
    reference: ModelReference,
    folder: ModelFolder,
    { endpoint, token, progress }: HubOptions,
    { fetch, files, now, random, sleep, stallMs }: Surroundings,
  ) {
    this.#reference = reference;
    this.#folder = folder;
    this.#desk = { files, now, sleep };
    this.#connection = { endpoint, token, fetch, random, sleep, stallMs };
    this.#progress = progress ?? (() => undefined);
  }

  async run(): Promise<Pulled> {
    const { repo, revision } = this.#reference;
    const commit = await resolveCommit(this.#connection, this.#reference);
    const { files, missing } = chooseFiles(await listFiles(this.#connection, repo, commit));
    if (missing !== null) {
      throw fail('HUB_MODEL_INCOMPLETE', { subject: `${repo}@${revision}`, detail: missing });
    }
    const unlinked = await this.#without(files, ({ path }) => this.#folder.file(commit, path));
    const unfetched = await this.#without(unlinked, ({ digest }) => this.#folder.blob(digest));
    // Two files may have the same content.
    const absent = [...new Map(unfetched.map((file) => [file.digest.hex, file])).values()];
    const bytes = sizeOf(files);
    await this.#desk.files.mkdir(this.#folder.blobs, { recursive: true });
    await this.#checkSpace(absent);
    await this.#fetchAll(commit, absent, bytes);
    for (const { path, digest } of unlinked) await this.#folder.link(commit, path, digest);
    await this.#folder.writeRef(revision, commit);
    const folder = this.#folder.snapshot(commit);
    return { folder, commit, files: files.length, bytes, fetchedBytes: sizeOf(absent) };
  }

  /** The files whose content is not at their place. */
  async #without(
    files: readonly RemoteFile[],
    placeOf: (file: RemoteFile) => string,
  ): Promise<readonly RemoteFile[]> {
    const absent: RemoteFile[] = [];
    for (const file of files) {
      if (!(await hasContent(this.#desk.files, placeOf(file), file))) absent.push(file);
    }
    return absent;
  }

  /** Before the first byte: a disk that fills up harms others too. */
  async #checkSpace(absent: readonly RemoteFile[]): Promise<void> {
    const { files } = this.#desk;
    let needed = 0;
    for (const { size, digest } of absent) {
      needed += Math.max(0, size - (await countPartial(files, this.#folder.blob(digest))));
    }
    const { bavail, bsize, blocks } = await files.statfs(this.#folder.blobs);
    // Some network file systems do not tell their size.
    if (blocks === 0 || needed <= bavail * bsize) return;
    const detail = `${megabytes(needed)} are needed, ${megabytes(bavail * bsize)} are free`;
    throw fail('HUB_CACHE_NOT_WRITTEN', { folder: this.#folder.path, detail });
  }

  async #fetchAll(commit: string, absent: readonly RemoteFile[], total: number): Promise<void> {
    let done = total - sizeOf(absent);
    for (const file of absent) {
      await fetchBlob({
        connection: this.#connection,
        desk: this.#desk,
        repo: this.#reference.repo,
        commit,
        file,
        blob: this.#folder.blob(file.digest),
        progress: (bytes) => {
          this.#progress(done + bytes, total);
        },
      });
      done += file.size;
      this.#progress(done, total);
    }
  }
}

const sizeOf = (files: readonly RemoteFile[]): number =>
  files.reduce((sum, { size }) => sum + size, 0);

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
