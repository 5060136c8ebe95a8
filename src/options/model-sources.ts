import type { Option } from './kinds.js';

/** A model that is to be served. */
export interface ModelSource {
  /** What requests call it; null where the model itself says that. */
  readonly name: string | null;
  /** A folder, or a model of the Hub. */
  readonly reference: string;
}

/** Names that are safe in a path and a line of a log: `base`, `owner/name`. */
const NAME = /^[A-Za-z0-9_][\w.-]{0,95}(?:\/[A-Za-z0-9_][\w.-]{0,95})?$/;

/** Each has engines of its own: more than anybody serves from one process. */
export const MOST_MODELS = 32;

/** `FOLDER`, `owner/name@revision`, `NAME=FOLDER`; several with commas between them. */
export function modelSources(
  byDefault: string,
  description: string,
): Option<readonly ModelSource[]> {
  const parse = (value: string) => {
    const sources = value.split(',').map(readSource);
    if (sources.some(({ reference }) => reference === '')) {
      throw new Error(
        `${value === '' ? 'it' : value} holds an empty one; models are FOLDER, owner/name or NAME=FOLDER, with commas between them`,
      );
    }
    const names = sources.flatMap(({ name }) => name ?? []);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) throw new Error(`two models are called ${twice}`);
    if (sources.length > MOST_MODELS) {
      throw new Error(`it names ${sources.length} models; ${MOST_MODELS} are allowed`);
    }
    return sources;
  };
  return { placeholder: '[NAME=]FOLDER|REPO,…', byDefault, description, parse };
}

/** What stands before the first `=` is a name only if it can be one: folders may hold a `=` too. */
function readSource(text: string): ModelSource {
  const at = text.indexOf('=');
  const name = text.slice(0, Math.max(0, at));
  return NAME.test(name)
    ? { name, reference: text.slice(at + 1) }
    : { name: null, reference: text };
}
