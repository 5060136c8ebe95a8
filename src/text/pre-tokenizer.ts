import { expand, prepend, replace, split, type Aligned, type Behaviour } from './aligned.js';
import { toByteCharacters } from './bytes.js';
import { escapePattern, readPattern } from './normalizer.js';
import { Options, type Refuse } from './options.js';
import { PUNCTUATION, WHITE_SPACE } from './unicode.js';

/** Splits a text into the parts that the model sees one by one. */
export type PreTokenizer = (text: Aligned) => readonly Aligned[];

/** GPT-2's words; `\s` of Oniguruma is Unicode's white space. */
const BYTE_LEVEL_WORDS =
  /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;

/** What is no word of the pre-tokenizer Whitespace: `\w+|[^\w\s]+`. */
const WORDS =
  /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]+|[^\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}\p{White_Space}]+/gu;

const NUMERIC = /\p{N}/gu;

/** The pre-tokenizer of a tokenizer.json; refuses what would not give the same parts (pre_tokenizers/*.rs). */
export function readPreTokenizer(json: unknown, refuse: Refuse): PreTokenizer {
  if (json === null || json === undefined) return (text) => [text];
  const options = new Options(json, 'pre_tokenizer', refuse);
  const preTokenizer = readType(options.string('type'), options, refuse);
  options.end();
  return preTokenizer;
}

function readType(type: string, options: Options, refuse: Refuse): PreTokenizer {
  switch (type) {
    case 'Sequence':
      return inOrder(options.list('pretokenizers').map((one) => readPreTokenizer(one, refuse)));
    case 'ByteLevel':
      return readByteLevel(options);
    case 'BertPreTokenizer':
      return inOrder([
        (text) => split(text, WHITE_SPACE, 'removed'),
        (text) => split(text, PUNCTUATION, 'isolated'),
      ]);
    case 'Whitespace':
      return (text) => split(text, WORDS, 'isolated').filter((part) => !isSpaces(part));
    case 'WhitespaceSplit':
      return (text) => split(text, WHITE_SPACE, 'removed');
    case 'Metaspace':
      return readMetaspace(options);
    case 'Punctuation': {
      const behaviour = readBehaviour(options, 'Isolated');
      return (text) => split(text, PUNCTUATION, behaviour);
    }
    case 'Digits': {
      const behaviour = options.boolean('individual_digits') ? 'isolated' : 'contiguous';
      return (text) => split(text, NUMERIC, behaviour);
    }
    case 'Split':
      return readSplit(options, refuse);
    case 'CharDelimiterSplit': {
      const pattern = new RegExp(escapePattern(options.string('delimiter')), 'gu');
      return (text) => split(text, pattern, 'removed');
    }
    default:
      throw refuse(`its pre_tokenizer is of the unknown type ${type}`);
  }
}

const inOrder =
  (preTokenizers: readonly PreTokenizer[]): PreTokenizer =>
  (text) =>
    preTokenizers.reduce<readonly Aligned[]>((parts, next) => parts.flatMap(next), [text]);

const isSpaces = ({ text }: Aligned): boolean => /^\p{White_Space}+$/u.test(text);

function readByteLevel(options: Options): PreTokenizer {
  const addsSpace = options.boolean('add_prefix_space');
  const splits = options.boolean('use_regex', true);
  // Means something to a post_processor of this type only.
  options.only('trim_offsets', true, false);
  return (text) => {
    const spaced = addsSpace && !text.text.startsWith(' ') ? prepend(text, ' ') : text;
    const words = splits ? split(spaced, BYTE_LEVEL_WORDS, 'isolated') : [spaced];
    return words.map((word) => expand(word, toByteCharacters));
  };
}

function readMetaspace(options: Options): PreTokenizer {
  const { replacement, scheme, splits } = readMetaspaceOptions(options);
  const pattern = new RegExp(escapePattern(replacement), 'gu');
  return (text) => {
    const replaced = replace(text, / /g, replacement);
    const wanted = scheme === 'always' || (scheme === 'first' && text.starts[0] === 0);
    const spaced =
      wanted && !replaced.text.startsWith(replacement) ? prepend(replaced, replacement) : replaced;
    return splits ? split(spaced, pattern, 'merged_with_next') : [spaced];
  };
}

/** The options of Metaspace, as pre-tokenizer and as decoder. */
export function readMetaspaceOptions(options: Options) {
  const replacement = options.string('replacement');
  if (Array.from(replacement).length !== 1) throw options.refuse('replacement', replacement);
  // Older files have add_prefix_space in its place, and both forms of the replacement.
  const prefix = options.boolean('add_prefix_space', true);
  options.only('str_rep', replacement);
  const scheme = options.string('prepend_scheme', prefix ? 'always' : 'never');
  const known = ['always', 'first', 'never'].includes(scheme);
  if (!known || (!prefix && scheme !== 'never')) throw options.refuse('prepend_scheme', scheme);
  return { replacement, scheme, splits: options.boolean('split', true) };
}

function readSplit(options: Options, refuse: Refuse): PreTokenizer {
  const pattern = readPattern(options, refuse);
  const behaviour = readBehaviour(options);
  options.only('invert', false);
  return (text) => split(text, pattern, behaviour);
}

const BEHAVIOURS: ReadonlyMap<string, Behaviour> = new Map([
  ['Removed', 'removed'],
  ['Isolated', 'isolated'],
  ['Contiguous', 'contiguous'],
  ['MergedWithPrevious', 'merged_with_previous'],
  ['MergedWithNext', 'merged_with_next'],
]);

function readBehaviour(options: Options, otherwise?: string): Behaviour {
  const name = options.string('behavior', otherwise);
  const behaviour = BEHAVIOURS.get(name);
  if (behaviour === undefined) throw options.refuse('behavior', name);
  return behaviour;
}
