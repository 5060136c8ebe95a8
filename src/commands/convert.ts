import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Config } from '../config.js';
import { fail } from '../errors.js';
import { convertInto, type CacheEvent } from '../package/cache.js';
import { agreementCheck } from './agreement.js';
import { describeAgreement } from './describe-agreement.js';
import { fileSize } from './numbers.js';
import { showProgress } from './progress.js';

/** `mascarilla convert CHECKPOINT FOLDER`: writes a package that `serve --models FOLDER` opens. */
export async function convertCommand(
  checkpoint: string,
  folder: string,
  config: Pick<Config, 'calibration' | 'minAgreement' | 'precision' | 'threads'>,
): Promise<void> {
  const { precision } = config;
  const target = resolve(folder);
  if (await stat(target).catch(() => null)) {
    const detail = 'it exists already; name a folder that does not';
    throw fail('CONFIG_INVALID', { option: folder, detail });
  }
  const { manifest } = await convertInto(resolve(checkpoint), target, {
    precision,
    progress: showProgress('converting the model'),
    agreement: agreementCheck(config),
    report: tell,
  });
  const bytes = manifest.files.reduce((sum, { size }) => sum + size, 0);
  const { agreement } = manifest;
  const compared = agreement === null ? '' : `; ${describeAgreement(agreement)}`;
  process.stdout.write(
    `${target}: ${manifest.source.name} in ${manifest.precision}, ${fileSize(bytes)}${compared}\n`,
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
