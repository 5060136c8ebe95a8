import { readBytePairEncoding, readWordPiece } from './library-model.js';
import type { Model } from './model.js';
import { isObject, Options, type JsonObject, type Refuse } from './options.js';
import { Unigram } from './unigram.js';

/** The model of a tokenizer.json; refuses what would not give the same tokens (models/*.rs). */
export function readModel(json: unknown, refuse: Refuse): Model {
  if (!isObject(json)) throw refuse('its "model" is not an object');
  const type = typeof json['type'] === 'string' ? json['type'] : guessType(json);
  const options = new Options({ ...json, type }, 'model', refuse);
  options.take('type');
  const model = readType(type, json, options, refuse);
  options.end();
  return model;
}

/** Older files do not name the type. */
function guessType(json: JsonObject): string {
  if ('merges' in json) return 'BPE';
  if (Array.isArray(json['vocab'])) return 'Unigram';
  return 'continuing_subword_prefix' in json ? 'WordPiece' : 'without a name';
}

function readType(type: string, json: JsonObject, options: Options, refuse: Refuse): Model {
  switch (type) {
    case 'BPE':
      return readBytePairEncoding(json, options, refuse);
    case 'WordPiece':
      return readWordPiece({ ...json, type }, options, refuse);
    case 'Unigram':
      // Of ways that score the same the library takes another one than the crate.
      return new Unigram(options, refuse);
    default:
      throw refuse(`its model is of the unknown type ${type}`);
  }
}
