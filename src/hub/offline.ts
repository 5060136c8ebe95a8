import { sep } from 'node:path';
import { fail } from '../errors.js';
import { chooseFiles } from './choice.js';
import { orNull, type FileSystem } from './files.js';
import type { ModelFolder } from './model-folder.js';
import { isCommit, type ModelReference } from './reference.js';

/** A model that is in the cache. */
export interface CachedModel {
  /** The snapshot: a checkpoint in the layout of the Hub. */
  readonly folder: string;
  readonly commit: string;
  /** Number of files. */
  readonly files: number;
  readonly bytes: number;
}

/**
 * A model as it was last pulled, by this program or by the Hub's own tools, without the network.
 *
 * Errors: HUB_OFFLINE tells what is missing.
 */
export async function findCached(
  files: FileSystem,
  folder: ModelFolder,
  { repo, revision }: ModelReference,
): Promise<CachedModel> {
  const refuse = (detail: string) =>
    fail('HUB_OFFLINE', { subject: `${repo}@${revision}`, folder: folder.path, detail });
  const commit = isCommit(revision) ? revision : await folder.readRef(revision);
  if (commit === null) throw refuse(`it has never been pulled`);
  const names = await orNull(files.readdir(folder.snapshot(commit), { recursive: true }));
  if (names === null) throw refuse(`there is no snapshot of commit ${commit}`);
  const listing = names.map((name) => ({ path: name.replaceAll(sep, '/') }));
  const { files: chosen, missing } = chooseFiles(listing);
  if (missing !== null) throw refuse(`the snapshot has no ${missing}`);
  let bytes = 0;
  for (const { path } of chosen) {
    // A link outlives what it leads to.
    const found = await orNull(files.stat(folder.file(commit, path)));
    if (found === null) throw refuse(`the content of ${path} is not there`);
    bytes += found.size;
  }
  return { folder: folder.snapshot(commit), commit, files: chosen.length, bytes };
}
