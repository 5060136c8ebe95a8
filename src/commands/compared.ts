import { printable } from '../checkpoint/json.js';
import type { ModelConfig } from '../config.js';
import { fail } from '../errors.js';
import { precisions, type Precision } from '../graph/precision.js';
import { createLogger } from '../log.js';
import { loadModel, type Loaded } from './load.js';
import { showProgress } from './progress.js';

/** Another model, or the same one, to measure on the same texts. */
export interface Comparison {
  /** Null for the model itself. */
  readonly model: string | null;
  /** Null for the one of --precision. */
  readonly precision: Precision | null;
}

/** Of a flag: a colon in the last part of a path or a name begins a precision. */
export function parseComparison(value: string): Comparison | null {
  if (value === 'none') return null;
  const [, model = value, suffix = null] = /^(.*):([^:/\\]*)$/.exec(value) ?? [];
  const precision = precisions.find((one) => one === suffix) ?? null;
  if (precision === null && suffix !== null) {
    throw new Error(`${suffix} is none of ${precisions.join(', ')}`);
  }
  if (model === '' && precision === null) throw new Error('it is empty');
  return { model: model === '' ? null : model, precision };
}

/** Loads a model and those to compare it with, one after the other, and ends all of them after. */
export async function withCompared(
  config: ModelConfig,
  others: readonly Comparison[],
  use: (loaded: readonly Loaded[]) => Promise<void>,
): Promise<void> {
  const loaded: Loaded[] = [];
  try {
    loaded.push(await load(config));
    for (const other of others) loaded.push(await loadOther(config, other));
    await use(loaded);
  } finally {
    for (const { close } of loaded) await close();
  }
}

const load = (config: ModelConfig): Promise<Loaded> => {
  const source = { name: null, reference: config.model };
  return loadModel(source, config, createLogger('error'), showProgress('converting the model'));
};

/** CONFIG_INVALID where a package has another precision than was asked: it has the one it has. */
async function loadOther(config: ModelConfig, { model, precision }: Comparison): Promise<Loaded> {
  const named = { model: model ?? config.model, precision: precision ?? config.precision };
  const loaded = await load({ ...config, ...named });
  const { name, manifest } = loaded.serving.model;
  if (precision === null || manifest.precision === precision) return loaded;
  await loaded.close();
  const detail = `${printable(name)} is a package in ${manifest.precision}; name its checkpoint to have it in ${precision}`;
  throw fail('CONFIG_INVALID', { option: '--compare', detail });
}
