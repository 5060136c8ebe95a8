import { dirname, join, relative } from 'node:path';
import { codeOf, orNull, uniqueName, type FileSystem } from './files.js';
import type { Digest } from './listing.js';
import { isCommit } from './reference.js';

/** How systems, file systems and their mounts say that they have no symbolic links. */
const NO_LINKS: readonly unknown[] = [
  ...['EPERM', 'EACCES', 'EINVAL', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP'],
];

/**
 * The folder of one model in the cache of the Hub's own tools, as huggingface_hub lays it out
 * (its guide "Understand caching"):
 *
 *     models--owner--name/blobs/HASH             contents, named by what git or LFS calls them
 *                         refs/REVISION          the commit that a branch or a tag stood for
 *                         snapshots/COMMIT/FILE  links into blobs
 *
 * Whatever appears in it appears whole: it is made under another name and then renamed.
 */
export class ModelFolder {
  readonly path: string;
  readonly #files: FileSystem;

  constructor(cache: string, repo: string, files: FileSystem) {
    this.path = join(cache, ['models', ...repo.split('/')].join('--'));
    this.#files = files;
  }

  get blobs(): string {
    return join(this.path, 'blobs');
  }

  blob({ hex }: Digest): string {
    return join(this.blobs, hex);
  }

  snapshot(commit: string): string {
    return join(this.path, 'snapshots', commit);
  }

  /** A file of a snapshot; its name in the repository has slashes. */
  file(commit: string, name: string): string {
    return join(this.snapshot(commit), ...name.split('/'));
  }

  /** The commit that a revision stood for when it was last pulled; null where it never was. */
  async readRef(revision: string): Promise<string | null> {
    const text = await orNull(this.#files.readFile(this.#ref(revision), 'utf8'));
    const commit = text?.trim() ?? '';
    return isCommit(commit) ? commit : null;
  }

  async writeRef(revision: string, commit: string): Promise<void> {
    if (revision === commit || (await this.readRef(revision)) === commit) return;
    await this.#put(this.#ref(revision), (path) => this.#files.writeFile(path, commit));
  }

  /** Puts a blob under its name into a snapshot: as a link, or as a copy where there are none. */
  async link(commit: string, name: string, digest: Digest): Promise<void> {
    const place = this.file(commit, name);
    const blob = this.blob(digest);
    await this.#put(place, async (path) => {
      try {
        await this.#files.symlink(relative(dirname(place), blob), path);
      } catch (error) {
        if (!NO_LINKS.includes(codeOf(error))) throw error;
        await this.#files.copyFile(blob, path);
      }
    });
  }

  /** Makes a file or link at the top, where no tool looks, and renames it to its place. */
  async #put(place: string, make: (path: string) => Promise<void>): Promise<void> {
    await this.#files.mkdir(dirname(place), { recursive: true });
    const partial = join(this.path, `${uniqueName()}.incomplete`);
    try {
      await make(partial);
      await this.#files.rename(partial, place);
    } catch (error) {
      await this.#files.rm(partial, { force: true }).catch(() => undefined);
      throw error;
    }
  }

  #ref(revision: string): string {
    return join(this.path, 'refs', ...revision.split('/'));
  }
}
