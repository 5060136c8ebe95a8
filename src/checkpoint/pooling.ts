import { describe, isRecord } from './json.js';
import { invalid, unsupported } from './refusals.js';

/**
 * How the token states of a text, special tokens included, become one vector: the names of
 * sentence-transformers (`Pooling.POOLING_MODES`).
 */
export const poolings = [
  /** The mean of all states. */
  'mean',
  /** The state of the first token. */
  'cls',
  /** For each dimension, the largest value of any state. */
  'max',
  /** The sum of all states, divided by the square root of their number. */
  'mean_sqrt_len_tokens',
  /** The mean, in which the first state counts once, the second twice, and so on. */
  'weightedmean',
  /** The state of the last token. */
  'lasttoken',
] as const;

export type Pooling = (typeof poolings)[number];

/** What older folders have in place of `pooling_mode`: a switch for each. */
const switches: ReadonlyMap<string, Pooling> = new Map([
  ['pooling_mode_cls_token', 'cls'],
  ['pooling_mode_max_tokens', 'max'],
  ['pooling_mode_mean_tokens', 'mean'],
  ['pooling_mode_mean_sqrt_len_tokens', 'mean_sqrt_len_tokens'],
  ['pooling_mode_weightedmean_tokens', 'weightedmean'],
  ['pooling_mode_lasttoken', 'lasttoken'],
]);

/** Both names of the vector's size, which no number depends on. */
const SIZES = ['word_embedding_dimension', 'embedding_dimension'];

/**
 * Reads the config.json of a Pooling module as sentence-transformers 6.2 does
 * (sentence_transformer/modules/pooling.py): `pooling_mode` counts where it is there, else the
 * switches; without any it is the mean.
 *
 * Errors: CHECKPOINT_CONFIG_INVALID, ARCHITECTURE_UNSUPPORTED for several modes at once, whose
 * vectors are put end to end, and for options that are not known.
 */
export function parsePooling(json: unknown, file: string): Pooling {
  if (!isRecord(json)) throw invalid(file, `it is ${describe(json)}, not an object`);
  const { pooling_mode: mode, include_prompt: prompt = true, ...others } = json;
  // What the prompt is and where it ends, only the client knows.
  if (prompt !== true) throw unsupported(file, 'include_prompt', describe(prompt), 'true');
  const switched = readSwitches(others, file);
  const names = mode === undefined ? switched : Array.isArray(mode) ? mode : [mode];
  if (names.length > 1) {
    const value = names.slice(0, poolings.length).map(describe).join(' and ');
    throw unsupported(file, 'pooling_mode', value, 'one of them alone');
  }
  const name: unknown = mode === undefined ? (switched[0] ?? 'mean') : names[0];
  const found = poolings.find((pooling) => pooling === name);
  if (found !== undefined) return found;
  throw unsupported(file, 'pooling_mode', describe(name), poolings.join(', '));
}

/** The modes that are switched on, in the file's order. */
function readSwitches(options: Readonly<Record<string, unknown>>, file: string): Pooling[] {
  const on: Pooling[] = [];
  for (const [name, value] of Object.entries(options)) {
    if (SIZES.includes(name)) continue;
    const pooling = switches.get(name);
    if (pooling === undefined) {
      const known = ['pooling_mode', ...switches.keys()].join(', ');
      throw unsupported(file, `the option ${describe(name)}`, describe(value), known);
    }
    if (typeof value !== 'boolean') {
      throw invalid(file, `${name} is ${describe(value)}, neither true nor false`);
    }
    if (value) on.push(pooling);
  }
  return on;
}
