import { fail } from '../errors.js';
import { describe, isRecord } from './json.js';

/** Where the parts of a model lie, as modules.json of a sentence-transformers folder says. */
export interface SentenceModules {
  /** The folder of config.json, tokenizer and weights; empty for the checkpoint's own. */
  readonly transformer: string;
  /** The folder of the pooling's config.json. */
  readonly pooling: string;
  /** The folders of what scales vectors to length 1, which may not be there; none: not scaled. */
  readonly normalize: readonly string[];
}

/** Published lists have two to four. */
const MOST_MODULES = 16;

/**
 * The classes by their last name: older folders have `sentence_transformers.models.Pooling`, newer
 * ones `sentence_transformers.sentence_transformer.modules.pooling.Pooling`. No two classes of the library share one of these names.
 */
const CLASS = /^sentence_transformers\.(?:[A-Za-z_]+\.)*(Transformer|Pooling|Normalize|Dropout)$/;

type ModuleKind = 'Transformer' | 'Pooling' | 'Normalize' | 'Dropout';

interface Module {
  readonly kind: ModuleKind;
  readonly path: string;
}

/** Older versions did not put the transformer into the folder itself. */
const TRANSFORMER_PATHS = ['', '0_Transformer'];

/** As `save` names them; nothing that leads out of the folder. */
const MODULE_PATH = /^\d{1,3}_[A-Za-z]+$/;

/**
 * Reads modules.json: a transformer, then a pooling, then perhaps normalising.
 *
 * Errors: CHECKPOINT_CONFIG_INVALID, and ARCHITECTURE_UNSUPPORTED for any other module, such as
 * Dense, and any other order.
 */
export function parseModules(json: unknown, file: string): SentenceModules {
  const invalid = (detail: string) => fail('CHECKPOINT_CONFIG_INVALID', { file, detail });
  if (!Array.isArray(json)) throw invalid(`it is ${describe(json)}, not a list`);
  if (json.length > MOST_MODULES) {
    throw invalid(`it lists ${json.length} modules; at most ${MOST_MODULES} are read`);
  }
  // `Array.isArray` makes it a list of `any`.
  const modules = (json as readonly unknown[])
    .map((entry) => readModule(entry, file))
    // Does nothing once a model is trained.
    .filter(({ kind }) => kind !== 'Dropout');
  const [transformer, pooling, ...rest] = modules;
  const ordered = transformer?.kind === 'Transformer' && pooling?.kind === 'Pooling';
  if (!ordered || rest.some(({ kind }) => kind !== 'Normalize')) {
    const value = modules.map(({ kind }) => kind).join(', ') || 'empty';
    const supported = 'Transformer, Pooling, and then Normalize or nothing';
    throw fail('ARCHITECTURE_UNSUPPORTED', { file, option: 'the list', value, supported });
  }
  return {
    transformer: transformer.path,
    pooling: pooling.path,
    normalize: rest.map(({ path }) => path),
  };
}

function readModule(entry: unknown, file: string): Module {
  const { type, path } = isRecord(entry) ? entry : {};
  const [, name] = typeof type === 'string' ? (CLASS.exec(type) ?? []) : [];
  if (name === undefined) {
    const supported = 'Transformer, Pooling and Normalize of sentence_transformers';
    const value = describe(type);
    throw fail('ARCHITECTURE_UNSUPPORTED', { file, option: 'type', value, supported });
  }
  // The expression has these names only.
  const kind = name as ModuleKind;
  const isTransformer = kind === 'Transformer';
  const fits = (text: string) =>
    isTransformer ? TRANSFORMER_PATHS.includes(text) : MODULE_PATH.test(text);
  if (typeof path === 'string' && fits(path)) return { kind, path };
  const supported = isTransformer ? `the folder itself, ${TRANSFORMER_PATHS[1]}` : `1_${kind}`;
  const option = `the path of ${kind}`;
  throw fail('ARCHITECTURE_UNSUPPORTED', { file, option, value: describe(path), supported });
}
