import type { Row, RowResult } from '../engine/protocol.js';
import type { TokenId, Tokenizer } from '../text/tokenizer.js';
import type { Window } from '../text/window.js';
import { Breath } from './breath.js';
import { Chain } from './chain.js';
import { checkComputed, countTokens, findTruncated, type Computation } from './computation.js';
import type { InputPlace, Inputs } from './inputs.js';
import { attempt, isFailed, mapResults, type Item } from './items.js';
import { checkCandidates, compareTokens } from './mask-scores.js';
import { encodeMaskWindow, readSequence } from './mask-windows.js';
import type { ServedModel, TaskReply } from './model.js';
import { prepareEach } from './prepare.js';
import { findWord } from './targets.js';

/** A word in a mask's place. */
export interface WordCandidate {
  /** Of its tokens, the geometric mean of their probabilities: exp(log_likelihood / tokens). */
  readonly score: number;
  /** Its first token. */
  readonly token: TokenId;
  readonly token_str: string;
  readonly sequence: string;
  /** All of them. */
  readonly tokens: readonly TokenId[];
  /** Natural logarithm of the probability of all of them together. */
  readonly log_likelihood: number;
}

export interface WordsRequest {
  readonly targets: readonly string[];
  readonly topK: number;
  readonly truncate: boolean;
}

type Filled = WordCandidate[] | WordCandidate[][];

/** One text with its window. */
interface Masked {
  readonly text: string;
  readonly place: InputPlace;
  readonly window: Window;
}

/** Words of the same number of tokens in the place of one mask. */
interface Asked {
  readonly window: Window;
  readonly position: number;
  readonly words: readonly (readonly TokenId[])[];
  readonly chain: Chain;
  readonly rows: readonly Row[];
}

/** What is asked about one text. */
interface PreparedWords {
  readonly masks: readonly (readonly Asked[])[];
  readonly truncated: boolean;
}

/**
 * Scores words in the place of each mask. A word of several tokens stands in the place of as many
 * masks, and its probability is that of its tokens one after the other (see `Chain`); what has one
 * token has the probability that the reference gives it.
 */
export async function fillWords(
  model: ServedModel,
  work: Computation,
  inputs: Inputs,
  request: WordsRequest,
): Promise<TaskReply<Item<Filled>[]>> {
  const windows = await prepareEach(inputs, (text, place) => ({
    ...{ text, place },
    window: encodeMaskWindow(model, request, text, place),
  }));
  // Every word is looked up for every mask.
  checkCandidates(
    mapResults(windows, ({ window }) => window),
    request.targets.length,
  );
  const breath = new Breath();
  const prepared: Item<PreparedWords>[] = [];
  for (const one of windows) {
    prepared.push(
      isFailed(one)
        ? one
        : await attempt(work.scope, () => prepareWords(model, request, one, breath)),
    );
  }
  const rows = mapResults(prepared, ({ masks }) => masks.flat().flatMap((asked) => asked.rows));
  checkComputed(rows.reduce((sum, one) => sum + (isFailed(one) ? 0 : countTokens(one)), 0));
  const results = await work.run(rows);
  const output: Item<Filled>[] = [];
  for (const [index, one] of prepared.entries()) {
    const result = results[index] ?? [];
    if (isFailed(one)) output.push(one);
    else if (isFailed(result)) output.push(result);
    else output.push(await rankWords(model, request.topK, one, result, breath));
  }
  return work.reply(output, findTruncated(prepared));
}

async function prepareWords(
  model: ServedModel,
  { targets, truncate }: WordsRequest,
  masked: Masked,
  breath: Breath,
): Promise<PreparedWords> {
  const { tokenizer } = model;
  const masks: (readonly Asked[])[] = [];
  for (const [mask, before] of findBefore(tokenizer, masked).entries()) {
    const byLength = new Map<number, Map<string, readonly TokenId[]>>();
    for (const [index, target] of targets.entries()) {
      await breath.take();
      const word = findWord(tokenizer, before, target, index);
      const words = byLength.get(word.length) ?? new Map<string, readonly TokenId[]>();
      byLength.set(word.length, words.set(word.join(), word));
    }
    masks.push(
      [...byLength.values()].map((words) =>
        askWords(model, { truncate }, masked, mask, [...words.values()]),
      ),
    );
  }
  return { masks, truncated: masks.flat().some(({ window }) => window.truncated) };
}

/** What stands before each mask; where its tokenizer does not take the space before it, no space. */
function findBefore(tokenizer: Tokenizer, { text, window }: Masked): string[] {
  const { maskToken } = tokenizer;
  const befores: string[] = [];
  for (let at = text.indexOf(maskToken); at >= 0; at = text.indexOf(maskToken, at + 1)) {
    befores.push(text.slice(0, at));
  }
  return window.masks.map((position, mask) => {
    const before = befores[mask] ?? ' ';
    const previous = tokenizer.decode([window.tokens[position - 1] ?? tokenizer.maskId]);
    return before.endsWith(maskToken) || /^\s+$/.test(previous) ? '(' : before;
  });
}

/** @param words all of the same number of tokens */
function askWords(
  model: ServedModel,
  request: { readonly truncate: boolean },
  { text, place, window }: Masked,
  mask: number,
  words: readonly (readonly TokenId[])[],
): Asked {
  const { limits, tokenizer } = model;
  const more = (words[0]?.length ?? 1) - 1;
  const fits = window.tokens.length + more <= limits.rowTokens;
  const own = fits ? window : encodeMaskWindow(model, request, text, place, more);
  const position = own.masks[mask] ?? 0;
  const tokens = new Int32Array(own.tokens.length + more).fill(tokenizer.maskId);
  tokens.set(own.tokens.subarray(0, position));
  tokens.set(own.tokens.subarray(position + 1), position + 1 + more);
  const chain = new Chain(tokens, position);
  for (const word of words) chain.add(word);
  return { window: own, position, words, chain, rows: chain.rows() };
}

async function rankWords(
  { tokenizer }: ServedModel,
  topK: number,
  { masks }: PreparedWords,
  results: readonly RowResult[],
  breath: Breath,
): Promise<Filled> {
  let next = 0;
  const filled: WordCandidate[][] = [];
  for (const asked of masks) {
    const scored = asked.flatMap(({ window, position, words, chain, rows }) => {
      const own = results.slice(next, (next += rows.length));
      return words.map((word) => {
        const logLikelihood = chain.logLikelihood(word, own);
        return { word, window, position, logLikelihood, mean: logLikelihood / word.length };
      });
    });
    const candidates: WordCandidate[] = [];
    for (const one of scored.sort(bestFirst).slice(0, topK)) {
      await breath.take();
      candidates.push({
        score: Math.exp(one.mean),
        token: one.word[0] ?? 0,
        token_str: tokenizer.decode(one.word),
        sequence: readSequence(tokenizer, one.window.tokens, one.position, one.word),
        tokens: one.word,
        log_likelihood: one.logLikelihood,
      });
    }
    filled.push(candidates);
  }
  const [only] = filled;
  return only !== undefined && filled.length === 1 ? only : filled;
}

interface ScoredWord {
  readonly word: readonly TokenId[];
  readonly mean: number;
}

/** Of equals the lower ids first. */
const bestFirst = (a: ScoredWord, b: ScoredWord): number =>
  b.mean - a.mean || compareTokens(a.word, b.word);
