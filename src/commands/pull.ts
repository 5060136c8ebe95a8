import { stat } from 'node:fs/promises';
import type { Config } from '../config.js';
import type { pullOptions } from '../options/commands.js';
import { fail } from '../errors.js';
import { pullModel, type Pulled } from '../hub/pull.js';
import { parseReference, type ModelReference } from '../hub/reference.js';
import { megabytes } from './numbers.js';
import { showProgress } from './progress.js';

type HubConfig = Pick<Config, (typeof pullOptions)[number]>;

/** `mascarilla pull REPO`: brings a model of the Hub into the cache and tells where it is. */
export async function pullCommand(text: string, config: HubConfig): Promise<void> {
  const reference = parseReference(text);
  if (reference === null) {
    const detail = 'it is no name of a model, such as owner/name or owner/name@revision';
    throw fail('CONFIG_INVALID', { option: JSON.stringify(text), detail });
  }
  const started = performance.now();
  const { folder, files, bytes, fetchedBytes } = await pull(reference, config);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(
    `${folder}: ${files} files, ${megabytes(bytes)}; ${megabytes(fetchedBytes)} fetched in ${seconds} s\n`,
  );
}

/** A folder with a model, and its name where that is not the folder's: the Hub names it by commit. */
export interface FoundModel {
  readonly folder: string;
  readonly name: string | null;
  /** Where on the Hub it comes from; null for a folder. */
  readonly hub: (ModelReference & { readonly commit: string }) | null;
}

/** What names a model: a folder, or else a model of the Hub, which is pulled first. */
export async function findModel(model: string, config: HubConfig): Promise<FoundModel> {
  const found = await stat(model).catch(() => null);
  const reference = found?.isDirectory() === true ? null : parseReference(model);
  // What is neither is refused by whoever opens it, with the reason.
  if (reference === null) return { folder: model, name: null, hub: null };
  const { folder, commit } = await pull(reference, config);
  return { folder, name: reference.repo, hub: { ...reference, commit } };
}

function pull(reference: ModelReference, config: HubConfig): Promise<Pulled> {
  return pullModel(reference, {
    endpoint: config.hfEndpoint,
    token: config.hfToken,
    cache: config.hfHubCache,
    offline: config.hfHubOffline,
    progress: showProgress(`pulling ${reference.repo}`),
  });
}
