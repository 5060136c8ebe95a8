import type { MaskScores, RowResult } from '../engine/protocol.js';
import { encodeStartWithOffsets } from '../text/window.js';
import { findWords } from '../text/words.js';
import { checkComputed, Computation, findTruncated } from './computation.js';
import { readInputs, type TextInputs } from './inputs.js';
import { isFailed, mapResults, type ErrorScope, type Item } from './items.js';
import { checkCandidates, checkTopK, rank } from './mask-scores.js';
import { requireMasks } from './mask-windows.js';
import type { Client, ServedModel, TaskLimits, TaskReply } from './model.js';
import { prepareTexts } from './prepare.js';
import { ScoringRows, type ScoringMethod, type ScoringText } from './scoring-rows.js';

export interface ScoreRequest {
  readonly inputs: TextInputs;
  /** What a text with an error spoils; `request` where it is left out. */
  readonly onError?: ErrorScope | undefined;
  readonly method: ScoringMethod;
  /** Tokens that are seen around a token, special ones included; of a shorter text, all of them. */
  readonly window: number;
  /** Tokens to give for the place of each word; 0 for none. */
  readonly topK: number;
  /** Whether a text beyond what is scored is cut at its end; else it is refused. */
  readonly truncate: boolean;
}

/** A token that would stand in a word's place. */
export interface Alternative {
  readonly score: number;
  readonly token: number;
  readonly token_str: string;
}

export interface ScoredWord {
  readonly word: string;
  /** Code points of the text, from `start` up to `end`. */
  readonly start: number;
  readonly end: number;
  /** exp(log_likelihood / tokens); null for a word that the vocabulary cannot tell. */
  readonly score: number | null;
  readonly log_likelihood: number | null;
  readonly tokens: number;
  readonly alternatives?: readonly Alternative[];
}

export interface ScoredText {
  /** Of all words that have a score, together. */
  readonly log_likelihood: number;
  /** exp(-log_likelihood / tokens); null where nothing was scored. */
  readonly perplexity: number | null;
  /** That were scored. */
  readonly tokens: number;
  /** Whether tokens were scored in windows of the text, because all of it is longer. */
  readonly windowed: boolean;
  readonly words: readonly ScoredWord[];
}

/** Tokens of one text that are scored. */
const MAX_SCORED_TOKENS = 512;

/**
 * The pseudo-log-likelihood of each text (Salazar et al. 2020): every token masked in its turn, and
 * the logarithms of their probabilities added up. COMPUTATION_TOO_LARGE.
 */
export async function scoreTexts(
  model: ServedModel,
  limits: TaskLimits,
  request: ScoreRequest,
  client?: Client,
): Promise<TaskReply<Item<ScoredText>[]>> {
  requireMasks(model, 'score');
  const inputs = readInputs(request.inputs, limits.maxInputs, request);
  const work = new Computation(model, client, inputs.scope);
  checkTopK(model, limits, request.topK);
  const texts = await prepareTexts(
    inputs,
    { limits: { rowTokens: MAX_SCORED_TOKENS } },
    request.truncate,
    (text, maxTokens) => prepareText(model, text, maxTokens),
  );
  checkCandidates(
    mapResults(texts, ({ words }) => ({ masks: words })),
    request.topK,
  );
  const plans = mapResults(texts, (text) => new ScoringRows(model, request, text));
  checkComputed(plans.reduce((sum, one) => sum + (isFailed(one) ? 0 : one.computedTokens), 0));
  const results = await work.run(mapResults(plans, (plan) => plan.rows()));
  const output = results.map((result, index): Item<ScoredText> => {
    const plan = plans[index];
    if (isFailed(result) || plan === undefined || isFailed(plan)) {
      if (isFailed(result)) return result;
      throw new TypeError('a text that was computed has a plan');
    }
    return describeText(model, request, plan, result);
  });
  return work.reply(output, findTruncated(texts));
}

function prepareText({ tokenizer }: ServedModel, text: string, maxTokens: number): ScoringText {
  const around = tokenizer.prefix.length + tokenizer.suffix.length;
  const window = encodeStartWithOffsets(tokenizer, text, maxTokens + around);
  const { from, to, truncated } = window;
  // No code point has more than two units, and what lies beyond the tokens is not needed.
  const length = window.ends[to - 1] ?? 0;
  const characters = Array.from(text.slice(0, 2 * length));
  const words = findWords(characters, {
    starts: window.starts.subarray(from, to),
    ends: window.ends.subarray(from, to),
  });
  return {
    characters,
    tokens: window.tokens.subarray(from, to),
    // The cut may go through the last word.
    words: truncated ? words.slice(0, -1) : words,
    truncated,
  };
}

function describeText(
  model: ServedModel,
  { topK }: ScoreRequest,
  plan: ScoringRows,
  results: readonly RowResult[],
): ScoredText {
  const { text, windowed } = plan;
  let [sum, tokens] = [0, 0];
  const words = plan.read(results).map(({ word, logLikelihood, alternatives }): ScoredWord => {
    const length = word.to - word.from;
    if (logLikelihood !== null) {
      sum += logLikelihood;
      tokens += length;
    }
    return {
      word: text.characters.slice(word.start, word.end).join(''),
      start: word.start,
      end: word.end,
      score: logLikelihood === null ? null : Math.exp(logLikelihood / length),
      log_likelihood: logLikelihood,
      tokens: length,
      ...(alternatives !== null && { alternatives: describeAll(model, alternatives, topK) }),
    };
  });
  const perplexity = tokens === 0 ? null : Math.exp(-sum / tokens);
  return { log_likelihood: sum, perplexity, tokens, windowed, words };
}

const describeAll = ({ tokenizer }: ServedModel, scores: MaskScores, topK: number): Alternative[] =>
  rank(scores)
    .slice(0, topK)
    .map(({ token, logProbability }) => ({
      score: Math.exp(logProbability),
      token,
      token_str: tokenizer.decode([token]),
    }));
