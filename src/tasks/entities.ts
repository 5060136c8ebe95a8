/**
 * From label probabilities of tokens to entities, as the token-classification pipeline of
 * transformers does it; for the strategy `word`, which it does not have, see word-entities.ts. Source: transformers 5.23, pipelines/token_classification.py.
 */

export const aggregationStrategies = ['word', 'none', 'simple', 'first', 'average', 'max'] as const;
export type AggregationStrategy = (typeof aggregationStrategies)[number];

/** Those that make entities of tokens. */
export type Grouping = Exclude<AggregationStrategy, 'none'>;
export const groupings = aggregationStrategies.filter((one): one is Grouping => one !== 'none');

/** One token of a text with the probabilities of its labels. */
export interface LabelledToken {
  /** Position in the row, special tokens counted. */
  readonly index: number;
  /** The piece of the vocabulary. */
  readonly piece: string;
  /** Code points of the text, from `start` up to `end`. */
  readonly start: number;
  readonly end: number;
  /** Whether it goes on with the word of the token before it. */
  readonly continues: boolean;
  /** [labels] */
  readonly scores: Float64Array;
}

/** A token with its best label. */
export interface TokenEntity {
  readonly entity: string;
  readonly score: number;
  readonly index: number;
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

/** Neighbouring tokens of one label. */
export interface EntityGroup {
  readonly entity_group: string;
  readonly score: number;
  /** The text between `start` and `end`. */
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

/** A token or a word, with one label. */
interface Labelled {
  readonly label: string;
  readonly score: number;
  readonly start: number;
  readonly end: number;
}

/** Every token with its best label, in order. */
export function labelTokens(
  tokens: readonly LabelledToken[],
  labels: readonly string[],
): TokenEntity[] {
  return tokens.map(({ index, piece, start, end, scores }) => {
    const { label, score } = best(scores, labels);
    return { entity: label, score, index, word: piece, start, end };
  });
}

/** Groups of neighbouring tokens, or of words, with the same label; `read` gives a span's text. */
export function groupEntities(
  tokens: readonly LabelledToken[],
  labels: readonly string[],
  strategy: Exclude<AggregationStrategy, 'none' | 'word'>,
  read: (start: number, end: number) => string,
): EntityGroup[] {
  const units: readonly Labelled[] =
    strategy === 'simple'
      ? tokens.map(({ start, end, scores }) => ({ ...best(scores, labels), start, end }))
      : splitWords(tokens).map((word) => labelWord(word, labels, strategy));
  return splitGroups(units).map((group) => {
    const [first] = group;
    const last = group.at(-1) ?? first;
    const score = group.reduce((sum, unit) => sum + unit.score, 0) / group.length;
    const [start, end] = [first.start, last.end];
    return { entity_group: readTag(first.label).tag, score, word: read(start, end), start, end };
  });
}

type NonEmpty<Item> = readonly [Item, ...Item[]];

/** Starts a new part at every item for which `starts` holds. */
function split<Item>(
  items: readonly Item[],
  starts: (item: Item, previous: Item) => boolean,
): NonEmpty<Item>[] {
  const parts: [Item, ...Item[]][] = [];
  for (const item of items) {
    const part = parts.at(-1);
    const previous = part?.at(-1);
    if (part === undefined || previous === undefined || starts(item, previous)) parts.push([item]);
    else part.push(item);
  }
  return parts;
}

const splitWords = (tokens: readonly LabelledToken[]): NonEmpty<LabelledToken>[] =>
  split(tokens, ({ continues }) => !continues);

/** A group goes on while the tag is the same and no new entity begins. */
const splitGroups = (units: readonly Labelled[]): NonEmpty<Labelled>[] =>
  split(units, (unit, previous) => {
    const { begins, tag } = readTag(unit.label);
    return begins || tag !== readTag(previous.label).tag;
  });

/** `B-PROTEINAS` begins an entity; `I-PROTEINAS` and labels without a prefix go on with one. */
function readTag(label: string): { readonly begins: boolean; readonly tag: string } {
  const isPrefixed = label.startsWith('B-') || label.startsWith('I-');
  return { begins: label.startsWith('B-'), tag: isPrefixed ? label.slice(2) : label };
}

function labelWord(
  word: NonEmpty<LabelledToken>,
  labels: readonly string[],
  strategy: 'first' | 'average' | 'max',
): Labelled {
  const [first] = word;
  const last = word.at(-1) ?? first;
  return { ...best(chooseScores(word, strategy), labels), start: first.start, end: last.end };
}

function chooseScores(
  word: NonEmpty<LabelledToken>,
  strategy: 'first' | 'average' | 'max',
): Float64Array {
  const [{ scores }] = word;
  switch (strategy) {
    case 'first':
      return scores;
    case 'average':
      return scores.map(
        (_, label) =>
          word.reduce((sum, token) => sum + (token.scores[label] ?? 0), 0) / word.length,
      );
    case 'max':
      return word.reduce((most, token) =>
        Math.max(...token.scores) > Math.max(...most.scores) ? token : most,
      ).scores;
  }
}

/** The most probable label; of equals the first. */
function best(scores: Float64Array, labels: readonly string[]) {
  let index = 0;
  for (const [label, score] of scores.entries()) {
    if (score > (scores[index] ?? 0)) index = label;
  }
  return { label: labels[index] ?? '', score: scores[index] ?? 0 };
}
