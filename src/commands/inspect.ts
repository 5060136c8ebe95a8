import type { ModelConfig } from '../config.js';
import { inspectModel } from './inspect-model.js';
import { describeInspection } from './inspect-page.js';
import type { inspectOwnOptions } from './inspect-options.js';
import type { Parsed } from './options.js';
import { findModel } from './pull.js';

/** Columns of a page where nobody tells them, and the widest: longer lines are hard to read. */
const WIDTH = 100;

/**
 * `mascarilla inspect MODEL`: what a model is, without converting it. The exit code is 1 for one
 * that cannot be served.
 */
export async function inspectCommand(
  config: ModelConfig,
  { json }: Parsed<typeof inspectOwnOptions>,
): Promise<void> {
  const inspection = await inspectModel(await findModel(config.model, config), config);
  // A pipe has no columns; the types of Node do not say so.
  const columns = (process.stdout.columns as number | undefined) ?? WIDTH;
  process.stdout.write(
    json
      ? `${JSON.stringify(inspection, null, 2)}\n`
      : describeInspection(inspection, Math.min(columns, WIDTH)),
  );
  if (!inspection.servable) process.exitCode = 1;
}
