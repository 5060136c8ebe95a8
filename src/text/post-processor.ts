import { isObject, listOf, Options, type Refuse } from './options.js';
import type { TokenId } from './vocabulary.js';

/** How spaces at the ends of a token are taken from its offsets (`process_offsets` of the crate). */
export interface Trim {
  /** Whether a single space at the start of a text was put there by the tokenizer. */
  readonly addsSpace: boolean;
}

/** What is done to the tokens of a text at last. */
export interface PostProcessor {
  readonly prefix: readonly TokenId[];
  readonly suffix: readonly TokenId[];
  readonly trims: readonly Trim[];
}

type IdOf = (token: string) => TokenId | undefined;

const NOTHING: PostProcessor = { prefix: [], suffix: [], trims: [] };

/** The post-processor of a tokenizer.json; refuses what does more (processors/*.rs). */
export function readPostProcessor(json: unknown, idOf: IdOf, refuse: Refuse): PostProcessor {
  if (json === null || json === undefined) return NOTHING;
  const options = new Options(json, 'post_processor', refuse);
  const processor = readType(options.string('type'), options, idOf, refuse);
  options.end();
  return processor;
}

function readType(type: string, options: Options, idOf: IdOf, refuse: Refuse): PostProcessor {
  switch (type) {
    case 'ByteLevel': {
      options.only('use_regex', true, false);
      return { ...NOTHING, trims: readTrims(options) };
    }
    case 'RobertaProcessing':
      return { ...readEnds(options, idOf), trims: readTrims(options) };
    case 'BertProcessing':
      return { ...readEnds(options, idOf), trims: [] };
    case 'TemplateProcessing':
      return readTemplate(options, idOf, refuse);
    case 'Sequence':
      return options
        .list('processors')
        .map((one) => readPostProcessor(one, idOf, refuse))
        .reduce(
          (before, next) => ({
            prefix: [...next.prefix, ...before.prefix],
            suffix: [...before.suffix, ...next.suffix],
            trims: [...before.trims, ...next.trims],
          }),
          NOTHING,
        );
    default:
      throw refuse(`its post_processor is of the unknown type ${type}`);
  }
}

function readTrims(options: Options): Trim[] {
  const addsSpace = options.boolean('add_prefix_space', true);
  return options.boolean('trim_offsets', true) ? [{ addsSpace }] : [];
}

function readEnds(options: Options, idOf: IdOf) {
  const read = (name: string): TokenId => {
    const value = options.take(name);
    const [token, id] = listOf(value);
    if (typeof token !== 'string' || typeof id !== 'number' || idOf(token) !== id) {
      throw options.refuse(name, value);
    }
    return id;
  };
  return { prefix: [read('cls')], suffix: [read('sep')] };
}

function readTemplate(options: Options, idOf: IdOf, refuse: Refuse): PostProcessor {
  const known = options.take('special_tokens');
  // For two texts at once, which are never given.
  options.take('pair');
  const items = options.list('single').map((item) => readItem(item, known, idOf, refuse));
  const text = items.indexOf(null);
  if (text < 0 || text !== items.lastIndexOf(null)) {
    throw refuse('its special tokens do not stand before and after a text');
  }
  const idsOf = (some: typeof items) => some.flatMap((ids) => ids ?? []);
  return { prefix: idsOf(items.slice(0, text)), suffix: idsOf(items.slice(text)), trims: [] };
}

/** The ids of a special token of a template; null for the place of the text. */
function readItem(
  item: unknown,
  known: unknown,
  idOf: IdOf,
  refuse: Refuse,
): readonly TokenId[] | null {
  const wrong = () => refuse(`its template has the item ${JSON.stringify(item)}`);
  if (!isObject(item)) throw wrong();
  const { Sequence: sequence, SpecialToken: special } = item;
  if (isObject(sequence) && sequence['id'] === 'A') return null;
  if (!isObject(special) || typeof special['id'] !== 'string' || !isObject(known)) throw wrong();
  const definition = known[special['id']];
  const { ids, tokens } = isObject(definition) ? definition : {};
  if (!Array.isArray(ids) || !Array.isArray(tokens) || ids.length !== tokens.length) throw wrong();
  return ids.map((id: unknown, index) => {
    const token: unknown = tokens[index];
    if (typeof id !== 'number' || typeof token !== 'string' || idOf(token) !== id) throw wrong();
    return id;
  });
}
