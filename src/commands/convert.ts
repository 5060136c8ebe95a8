import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { printable } from '../checkpoint/json.js';
import type { Config, ModelConfig } from '../config.js';
import { fail } from '../errors.js';
import { convertInto, type CacheEvent } from '../package/cache.js';
import { isPackage } from '../package/package.js';
import { agreementCheck } from './agreement.js';
import { describeAgreement } from './describe-agreement.js';
import { interruptible } from './interruptible.js';
import { fileSize } from './numbers.js';
import { showProgress } from './progress.js';
import { findModel, type FoundModel } from './pull.js';

/**
 * `mascarilla convert MODEL FOLDER`: writes a package that `serve --models FOLDER` opens. A first
 * signal ends it, and leaves nothing behind.
 */
export async function convertCommand(config: ModelConfig, folder: string): Promise<void> {
  const target = resolve(folder);
  if (await stat(target).catch(() => null)) {
    const detail = 'it exists already; name a folder that does not';
    throw fail('CONFIG_INVALID', { option: folder, detail });
  }
  const found = await findModel(config.model, config);
  if (await isPackage(found.folder)) {
    const detail = 'it is a package already; name the checkpoint that it was converted from';
    throw fail('CONFIG_INVALID', { option: found.folder, detail });
  }
  await interruptible(
    (signal) => convertModel(found, target, config, signal),
    'before the end of the conversion; nothing was written',
  );
}

async function convertModel(
  { folder, name }: FoundModel,
  target: string,
  config: Config,
  signal: AbortSignal,
): Promise<void> {
  const { manifest } = await convertInto(resolve(folder), target, {
    ...{ name, signal, precision: config.precision },
    progress: showProgress('converting the model'),
    agreement: agreementCheck(config, signal),
    report: tell,
  });
  const bytes = manifest.files.reduce((sum, { size }) => sum + size, 0);
  const { agreement } = manifest;
  const compared = agreement === null ? '' : `; ${describeAgreement(agreement)}`;
  process.stdout.write(
    `${target}: ${printable(manifest.source.name)} in ${manifest.precision}, ${fileSize(bytes)}${compared}\n`,
  );
}

function tell(event: CacheEvent): void {
  if (event.kind === 'waiting') {
    process.stderr.write(`waiting: it is converted by ${event.who}\n`);
  }
  if (event.kind === 'comparing') {
    process.stderr.write(`comparing ${event.precision} with fp32\n`);
  }
}
