import { fromByteCharacters } from './bytes.js';
import { Options, type Refuse } from './options.js';
import { readMetaspaceOptions } from './pre-tokenizer.js';

/** Makes a text of pieces. */
export type Decoder = (pieces: readonly string[]) => string;

/** The decoder of a tokenizer.json; refuses the types that no encoder model has (decoders/*.rs). */
export function readDecoder(json: unknown, refuse: Refuse): Decoder {
  if (json === null || json === undefined) return (pieces) => pieces.join(' ');
  const options = new Options(json, 'decoder', refuse);
  const decoder = readType(options.string('type'), options, refuse);
  options.end();
  return decoder;
}

function readType(type: string, options: Options, refuse: Refuse): Decoder {
  switch (type) {
    case 'ByteLevel':
      // They are for the other parts of this type.
      for (const name of ['add_prefix_space', 'trim_offsets', 'use_regex']) {
        options.expect(name, true, false);
      }
      return fromByteCharacters;
    case 'WordPiece':
      return readWordPiece(options);
    case 'Metaspace':
      return readMetaspace(options);
    default:
      throw refuse(`its decoder is of the unknown type ${type}`);
  }
}

function readWordPiece(options: Options): Decoder {
  const prefix = options.string('prefix', '##');
  const cleans = options.boolean('cleanup', true);
  return (pieces) =>
    pieces
      .map((piece, index) => {
        const joined = index > 0 && piece.startsWith(prefix);
        const text = joined ? piece.slice(prefix.length) : index > 0 ? ` ${piece}` : piece;
        return cleans ? cleanUp(text) : text;
      })
      .join('');
}

/** Spaces before punctuation and English endings, in the crate's order (decoders/wordpiece.rs). */
const cleanUp = (text: string): string =>
  text
    .replaceAll(' .', '.')
    .replaceAll(' ?', '?')
    .replaceAll(' !', '!')
    .replaceAll(' ,', ',')
    .replaceAll(" ' ", "'")
    .replaceAll(" n't", "n't")
    .replaceAll(" 'm", "'m")
    .replaceAll(' do not', " don't")
    .replaceAll(" 's", "'s")
    .replaceAll(" 've", "'ve")
    .replaceAll(" 're", "'re");

function readMetaspace(options: Options): Decoder {
  const { replacement, scheme } = readMetaspaceOptions(options);
  return (pieces) =>
    pieces
      .map((piece, index) =>
        // Nothing else can be meant by a space at the very start.
        piece.replaceAll(replacement, index === 0 && scheme !== 'never' ? '' : ' '),
      )
      .join('');
}
