import type { RowResult } from '../engine/protocol.js';
import type { TokenId } from '../text/tokenizer.js';
import type { Window } from '../text/window.js';
import { Breath } from './breath.js';
import { checkComputed, findTruncated, makeRow, type Computation } from './computation.js';
import type { Inputs } from './inputs.js';
import { isFailed, mapResults, type Item } from './items.js';
import { compareTokens, rank } from './mask-scores.js';
import { encodeMaskWindow, readText } from './mask-windows.js';
import type { ServedModel, TaskReply } from './model.js';
import { prepareEach } from './prepare.js';

/** Tokens for all masks of a text. */
export interface JointCandidate {
  /** The geometric mean of their probabilities: exp(log_likelihood / masks). */
  readonly score: number;
  /** Natural logarithm of the probability of all of them together. */
  readonly log_likelihood: number;
  /** One for each mask, in the order of the text. */
  readonly tokens: readonly TokenId[];
  readonly token_strs: readonly string[];
  readonly sequence: string;
}

export interface JointRequest {
  readonly topK: number;
  /** How many beginnings are kept after each mask; where it is left out, `DEFAULT_BEAMS` or top_k. */
  readonly beams?: number | undefined;
  readonly truncate: boolean;
}

export const MAX_BEAMS = 64;
const DEFAULT_BEAMS = 5;

/** Tokens for the first masks of a text. */
interface Beam {
  readonly filled: readonly TokenId[];
  readonly logLikelihood: number;
}

interface Search {
  readonly window: Window;
  readonly beams: readonly Beam[];
}

/**
 * The most probable sequences for all masks of each text, by beam search from left to right: each
 * mask is filled given the text, the tokens before it, and masks where those after it will be. With
 * as many beams as there are beginnings the search would be exhaustive; with fewer it can miss a
 * sequence that begins badly.
 */
export async function fillJointly(
  model: ServedModel,
  work: Computation,
  inputs: Inputs,
  request: JointRequest,
): Promise<TaskReply<Item<JointCandidate[]>[]>> {
  const windows = await prepareEach(inputs, (text, place) =>
    encodeMaskWindow(model, request, text, place),
  );
  const width = readWidth(model, request);
  checkComputed(windows.reduce((sum, one) => sum + (isFailed(one) ? 0 : cost(one, width)), 0));
  const breath = new Breath();
  const none: Beam = { filled: [], logLikelihood: 0 };
  let searches: Item<Search>[] = mapResults(windows, (window) => ({ window, beams: [none] }));
  const rounds = Math.max(
    0,
    ...searches.map((one) => (isFailed(one) ? 0 : one.window.masks.length)),
  );
  for (let mask = 0; mask < rounds; mask++) {
    const results = await work.run(mapResults(searches, (search) => askNext(search, mask, width)));
    const next: Item<Search>[] = [];
    for (const [index, search] of searches.entries()) {
      await breath.take();
      const result = results[index] ?? [];
      if (isFailed(search)) next.push(search);
      else if (isFailed(result)) next.push(result);
      else next.push(extend(search, mask, width, result));
    }
    searches = next;
  }
  const output = mapResults(searches, ({ window, beams }) =>
    beams.slice(0, request.topK).map((beam) => describe(model, window, beam)),
  );
  return work.reply(output, findTruncated(windows));
}

/** Beginnings that are kept; no more than a vocabulary has tokens for the first mask. */
function readWidth({ manifest, limits }: ServedModel, { beams, topK }: JointRequest): number {
  const wanted = beams ?? Math.min(MAX_BEAMS, Math.max(DEFAULT_BEAMS, topK));
  return Math.min(wanted, limits.topK, manifest.model.vocabularySize);
}

/** Tokens that are computed for a text. */
const cost = ({ tokens, masks }: Window, width: number): number =>
  tokens.length * (1 + (masks.length - 1) * width);

/** A row for each beginning; none where all masks are filled. */
function askNext({ window, beams }: Search, mask: number, k: number) {
  const position = window.masks[mask];
  if (position === undefined) return [];
  return beams.map(({ filled }) =>
    makeRow(fillMasks(window, filled), { masks: [{ kind: 'top', position, k }] }),
  );
}

/** A window's tokens with the first masks filled. */
function fillMasks({ tokens, masks }: Window, filled: readonly TokenId[]): Int32Array {
  const row = tokens.slice();
  for (const [index, token] of filled.entries()) row[masks[index] ?? 0] = token;
  return row;
}

function extend(
  { window, beams }: Search,
  mask: number,
  width: number,
  results: readonly RowResult[],
): Search {
  if (mask >= window.masks.length) return { window, beams };
  const longer = beams.flatMap(({ filled, logLikelihood }, index) => {
    const scores = results[index]?.masks[0];
    if (scores === undefined) throw new TypeError('the engine gave no scores for a mask');
    return rank(scores).map(({ token, logProbability }) => ({
      filled: [...filled, token],
      logLikelihood: logLikelihood + logProbability,
    }));
  });
  return { window, beams: longer.sort(bestFirst).slice(0, width) };
}

/** Of equals the lower ids first, so that an answer is the same every time. */
const bestFirst = (a: Beam, b: Beam): number =>
  b.logLikelihood - a.logLikelihood || compareTokens(a.filled, b.filled);

function describe(
  { tokenizer }: ServedModel,
  window: Window,
  { filled, logLikelihood }: Beam,
): JointCandidate {
  return {
    score: Math.exp(logLikelihood / filled.length),
    log_likelihood: logLikelihood,
    tokens: filled,
    token_strs: filled.map((token) => tokenizer.decode([token])),
    sequence: readText(tokenizer, fillMasks(window, filled)),
  };
}
