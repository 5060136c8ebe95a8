import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Config } from '../config.js';
import { fail } from '../errors.js';
import { convertInto } from '../package/cache.js';
import { openPackage } from '../package/package.js';
import { showProgress } from './progress.js';

/** `mascarilla convert CHECKPOINT FOLDER`: writes a package that `serve --models FOLDER` opens. */
export async function convertCommand(
  checkpoint: string,
  folder: string,
  { precision }: Pick<Config, 'precision'>,
): Promise<void> {
  const target = resolve(folder);
  if (await stat(target).catch(() => null)) {
    const detail = 'it exists already; name a folder that does not';
    throw fail('CONFIG_INVALID', { option: folder, detail });
  }
  await convertInto(resolve(checkpoint), target, {
    precision,
    progress: showProgress('converting the model'),
  });
  const { manifest } = await openPackage(target);
  const bytes = manifest.files.reduce((sum, { size }) => sum + size, 0);
  process.stdout.write(
    `${target}: ${manifest.source.name} in ${manifest.precision}, ${(bytes / 1e6).toFixed(1)} MB\n`,
  );
}
