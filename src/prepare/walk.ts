import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join, resolve, sep } from 'node:path';
import { fail, messageOf } from '../errors.js';
import { formatOf, type Format } from './formats.js';

/** A file to read, or why a name is passed over. */
export type Entry =
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly format: Format;
      readonly bytes: number;
    }
  /** What it is: an extension that is not read, a link, a device. */
  | { readonly kind: 'skipped'; readonly path: string; readonly what: string }
  | { readonly kind: 'unreadable'; readonly path: string; readonly detail: string };

/** Looks whether the arguments are there, and drops those that lie in another. DATA_UNREADABLE. */
export async function checkPaths(paths: readonly string[]): Promise<string[]> {
  for (const path of paths) {
    await stat(path).catch((error: unknown) => {
      throw fail('DATA_UNREADABLE', { file: path, detail: messageOf(error) }, { cause: error });
    });
  }
  const places = paths.map((path) => resolve(path));
  return paths.filter((_, index) => {
    const place = places[index] ?? '';
    return !places.some(
      (other, at) => (other === place && at < index) || (other !== place && isInside(place, other)),
    );
  });
}

const isInside = (place: string, folder: string): boolean =>
  place.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);

/**
 * All files below the arguments, in the order of the arguments and then of their names. Links in
 * folders are not followed: one may lead around in a circle, or out of the folder.
 *
 * @param except files that are not to be read, as absolute paths: what the command itself writes
 */
export async function* walk(
  paths: readonly string[],
  except: readonly string[] = [],
): AsyncGenerator<Entry> {
  for (const path of paths) {
    if ((await stat(path)).isDirectory()) yield* walkFolder(path, except);
    else yield await describeFile(path);
  }
}

async function* walkFolder(folder: string, except: readonly string[]): AsyncGenerator<Entry> {
  let entries: Dirent[];
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    yield unreadable(folder, error);
    return;
  }
  // By code units: the same on every machine, whatever its language.
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (except.includes(resolve(path))) continue;
    if (entry.isDirectory()) yield* walkFolder(path, except);
    else if (entry.isSymbolicLink()) yield { kind: 'skipped', path, what: 'link' };
    else yield await describeFile(path);
  }
}

async function describeFile(path: string): Promise<Entry> {
  try {
    const found = await stat(path);
    const format = formatOf(path);
    if (!found.isFile()) return { kind: 'skipped', path, what: 'special file' };
    if (format === null) return { kind: 'skipped', path, what: extensionOf(path) };
    return { kind: 'file', path, format, bytes: found.size };
  } catch (error) {
    return unreadable(path, error);
  }
}

const extensionOf = (path: string): string =>
  extname(basename(path)).toLowerCase() || 'no extension';

function unreadable(path: string, error: unknown): Entry {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'Error';
  return { kind: 'unreadable', path, detail: `the system does not give it (${code})` };
}
