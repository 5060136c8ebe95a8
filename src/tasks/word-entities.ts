/**
 * Entities of whole words, as models for entities are trained and measured: a word has the label of
 * its first piece, and punctuation around words is not theirs.
 */
import type { EntityGroup, LabelledToken } from './entities.js';

/**
 * Tokens of a window where words are asked for and no window is: models for entities learn from
 * sentences and paragraphs, and few find as much in longer texts. The other strategies see as much
 * at once as in the reference.
 */
export const WORD_WINDOW = 160;

/** What a label of a scheme (BIO, BILOU, BIOES, IOBES) says beside its type. */
type Position = 'begins' | 'goes on' | 'ends' | 'alone';

interface Tag {
  readonly type: string;
  readonly position: Position;
}

const POSITIONS: Readonly<Record<string, Position>> = {
  B: 'begins',
  I: 'goes on',
  M: 'goes on',
  E: 'ends',
  L: 'ends',
  S: 'alone',
  U: 'alone',
};

/** Labels as type and position. A prefix counts only where its type also begins or goes on. */
export function readTags(labels: readonly string[]): Tag[] {
  const types = new Set(labels.flatMap((label) => /^[BI]-(.+)$/s.exec(label)?.[1] ?? []));
  return labels.map((label) => {
    const [, prefix = '', type = ''] = /^([BIMELSU])-(.+)$/s.exec(label) ?? [];
    const position = POSITIONS[prefix];
    if (position === undefined || !types.has(type)) return { type: label, position: 'goes on' };
    return { type, position };
  });
}

interface Span {
  readonly start: number;
  readonly end: number;
}

interface LabelledWord extends Span, Tag {
  readonly score: number;
}

/**
 * Groups of neighbouring words of one type. Types are compared by the sum of their labels'
 * probabilities; a group ends where the scheme says so, and one that only goes on is begun.
 *
 * @param characters the text's code points
 */
export function groupWords(
  tokens: readonly LabelledToken[],
  labels: readonly string[],
  characters: readonly string[],
): EntityGroup[] {
  const tags = readTags(labels);
  const groups: LabelledWord[][] = [];
  for (const { span, token } of firstTokens(findWords(characters), tokens)) {
    const word = { ...span, ...decide(token.scores, tags) };
    const group = groups.at(-1);
    const before = group?.at(-1);
    if (group !== undefined && before !== undefined && goesOn(before, word)) group.push(word);
    else groups.push([word]);
  }
  return groups.map((group) => {
    const [start, end] = [group[0]?.start ?? 0, group.at(-1)?.end ?? 0];
    const score = group.reduce((sum, word) => sum + word.score, 0) / group.length;
    const word = characters.slice(start, end).join('');
    return { entity_group: group[0]?.type ?? '', score, word, start, end };
  });
}

function goesOn(before: LabelledWord, word: LabelledWord): boolean {
  const isClosed = before.position === 'ends' || before.position === 'alone';
  const isOpened = word.position === 'begins' || word.position === 'alone';
  return before.type === word.type && !isClosed && !isOpened;
}

/** The type of most probability, and the position that is most probable within it. */
function decide(scores: Float64Array, tags: readonly Tag[]): Tag & { readonly score: number } {
  const sums = new Map<string, number>();
  for (const [index, { type }] of tags.entries()) {
    sums.set(type, (sums.get(type) ?? 0) + (scores[index] ?? 0));
  }
  let type = tags[0]?.type ?? '';
  for (const [one, sum] of sums) if (sum > (sums.get(type) ?? 0)) type = one;
  let best = -1;
  for (const [index, tag] of tags.entries()) {
    if (tag.type === type && (best < 0 || (scores[index] ?? 0) > (scores[best] ?? 0))) best = index;
  }
  // Sums of rounded probabilities can be a little more than 1.
  const score = Math.min(1, sums.get(type) ?? 0);
  return { type, position: tags[best]?.position ?? 'goes on', score };
}

/** The token in which each word begins; words that have none, such as lone accents, are left out. */
function* firstTokens(
  words: Iterable<Span>,
  tokens: readonly LabelledToken[],
): Generator<{ readonly span: Span; readonly token: LabelledToken }> {
  let next = 0;
  for (const span of words) {
    while (next < tokens.length && (tokens[next]?.end ?? 0) <= span.start) next += 1;
    const token = tokens[next];
    if (token !== undefined && token.start < span.end) yield { span, token };
  }
}

const isInner = (character: string): boolean => /^[\p{L}\p{M}\p{N}]$/u.test(character);

/**
 * The words of a text, in code points: letters, digits and their accents, and each other character
 * that is no white space.
 */
export function* findWords(characters: readonly string[]): Generator<Span> {
  for (let start = 0; start < characters.length;) {
    let end = start;
    while (end < characters.length && isInner(characters[end] ?? '')) end += 1;
    if (end > start) yield { start, end };
    else if (!/^\p{White_Space}$/u.test(characters[end++] ?? '')) yield { start, end };
    start = end;
  }
}
