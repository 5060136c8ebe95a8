import * as fs from 'node:fs/promises';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Test } from 'tap';
import {
  pullModel,
  realSurroundings,
  type HubOptions,
  type Pulled,
  type Surroundings,
} from '../../src/hub/pull.js';
import { parseReference } from '../../src/hub/reference.js';
import { blobName, COMMIT, REPO, type FakeHub, type Files } from './fake-hub.js';

/** Pauses that are remembered, and not made. */
export function quick(given: Partial<Surroundings> = {}) {
  const pauses: number[] = [];
  const surroundings: Surroundings = {
    ...realSurroundings,
    files: fs,
    random: () => 1,
    sleep: async (ms) => {
      pauses.push(ms);
      await new Promise((resolve) => setTimeout(resolve, 1));
    },
    stallMs: 2000,
    ...given,
  };
  return { surroundings, pauses };
}

/** Pulls from a fake Hub into a cache. */
export function pullFrom(
  hub: FakeHub,
  cache: string,
  surroundings: Surroundings,
  options: Partial<HubOptions> & { readonly model?: string } = {},
): Promise<Pulled> {
  const reference = parseReference(options.model ?? REPO);
  if (reference === null) throw new Error('no reference');
  const { endpoint } = hub;
  const all = { endpoint, token: null, cache, offline: false, ...options };
  return pullModel(reference, all, surroundings);
}

export const modelFolder = (cache: string): string => join(cache, 'models--owner--name');

/**
 * The cache holds nothing that is wrong: a blob has the content of its name, a link leads to a
 * blob, a revision to a snapshot with everything in it.
 */
export function checkCache(t: Test, cache: string, files: Files, when = ''): void {
  const folder = modelFolder(cache);
  const known = new Map(
    Object.entries(files).map(([name, content]) => [blobName(name, content), content]),
  );
  for (const name of list(join(folder, 'blobs'))) {
    if (name.endsWith('.incomplete')) continue;
    const expected = known.get(name);
    const found = readFileSync(join(folder, 'blobs', name));
    t.ok(expected?.equals(found), `${when}: the blob ${name}`);
  }
  const snapshot = join(folder, 'snapshots', COMMIT);
  for (const name of list(snapshot)) {
    t.ok(readFileSync(join(snapshot, name)).equals(files[name] ?? Buffer.of()), `${when}: ${name}`);
    t.match(readlinkSync(join(snapshot, name)), /^\.\.\/\.\.\/blobs\/[0-9a-f]+$/);
  }
  for (const name of list(join(folder, 'refs'))) {
    t.equal(readFileSync(join(folder, 'refs', name), 'utf8'), COMMIT, `${when}: ${name}`);
    t.ok(list(snapshot).includes('model.safetensors'), `${when}: the revision is whole`);
  }
}

/** Names in a folder, sorted; none where it is not there. */
export const list = (folder: string): string[] =>
  existsSync(folder) ? readdirSync(folder).toSorted() : [];
