import type { MaskQuery, MaskScores, Row } from '../engine/protocol.js';
import { fail } from '../errors.js';
import type { TokenId, Tokenizer } from '../text/tokenizer.js';
import { encodeMasks } from '../text/window.js';
import { Breath } from './breath.js';
import { placeOf, readInputs } from './inputs.js';
import {
  answer,
  type Prepared,
  type Client,
  type ServedModel,
  type TaskLimits,
  type TaskReply,
} from './model.js';
import { findTargets } from './targets.js';

export interface FillMaskRequest {
  readonly inputs: string | readonly string[];
  readonly topK: number;
  readonly targets: string | readonly string[] | null;
  /** Whether a text beyond the model's limit is cut around its masks; else it is refused. */
  readonly truncate: boolean;
}

/** One candidate for a mask, named as `transformers` names it. */
export interface Candidate {
  /** Probability over the whole vocabulary. */
  readonly score: number;
  readonly token: TokenId;
  readonly token_str: string;
  readonly sequence: string;
}

/** Candidates of one text: a list for its only mask, or a list for each of its masks. */
export type Filled = Candidate[] | Candidate[][];

/** Candidates of one request: each carries a whole sequence, so that they are dear to make and send. */
const MAX_CANDIDATES = 20_000;

/** The best candidates for each mask of each text, in the shapes of the `transformers` pipeline. */
export async function fillMask(
  model: ServedModel,
  limits: TaskLimits,
  request: FillMaskRequest,
  client?: Client,
): Promise<TaskReply<Filled[]>> {
  const started = performance.now();
  if (model.manifest.model.head.kind !== 'masked-lm') {
    throw fail('TASK_UNSUPPORTED', { task: 'fill-mask', model: model.name });
  }
  const inputs = readInputs(request.inputs, limits.maxInputs);
  const ask = readQuestion(model, limits, request);
  const breath = new Breath();
  const prepared: Prepared[] = [];
  let candidates = 0;
  for (const [index, text] of inputs.texts.entries()) {
    await breath.take();
    const one = prepare(model, request, text, placeOf(inputs, index).input, ask);
    candidates += one.row.masks.length * ask.count;
    if (candidates > MAX_CANDIDATES) {
      throw fail('CANDIDATES_TOO_MANY', { count: candidates, limit: MAX_CANDIDATES });
    }
    prepared.push(one);
  }
  return answer(model, prepared, performance.now() - started, client, async (answers) => {
    const filled: Filled[] = [];
    for (const [index, { result }] of answers.entries()) {
      const row = prepared[index]?.row;
      if (row === undefined) throw new TypeError('the engine gave more answers than rows');
      filled.push(await fill(model.tokenizer, row, result.masks, ask.count, breath));
    }
    return filled;
  });
}

/** What is asked about every mask of a request, and how many candidates each then gives. */
interface Question {
  readonly about: (position: number) => MaskQuery;
  readonly count: number;
}

function readQuestion(
  { manifest, tokenizer }: ServedModel,
  { maxTopK }: TaskLimits,
  { topK, targets }: FillMaskRequest,
): Question {
  const limit = Math.min(maxTopK, manifest.model.vocabularySize);
  if (topK > limit) throw fail('TOP_K_TOO_LARGE', { topK, limit });
  if (targets === null)
    return { about: (position) => ({ kind: 'top', position, k: topK }), count: topK };
  const ids = Int32Array.from(findTargets(tokenizer, targets));
  return {
    about: (position) => ({ kind: 'targets', position, ids }),
    count: Math.min(topK, ids.length),
  };
}

function prepare(
  { tokenizer, limits }: ServedModel,
  { truncate }: FillMaskRequest,
  text: string,
  input: number | null,
  ask: Question,
): Prepared {
  const window = encodeMasks(tokenizer, text, limits.rowTokens);
  const limit = limits.rowTokens;
  if (window === null) throw fail('MASKS_TOO_FAR_APART', { input, limit });
  const { masks, tokens, truncated } = window;
  if (masks.length === 0) throw fail('MASK_MISSING', { input, mask: tokenizer.maskToken });
  if (masks.length > limits.masks) {
    throw fail('MASKS_TOO_MANY', { input, count: masks.length, limit: limits.masks });
  }
  if (truncated && !truncate) throw fail('INPUT_TOO_LONG', { input, limit });
  return {
    row: { tokens, masks: masks.map(ask.about), pooling: null, labels: false, states: false },
    truncated,
  };
}

async function fill(
  tokenizer: Tokenizer,
  row: Row,
  masks: readonly MaskScores[],
  count: number,
  breath: Breath,
): Promise<Filled> {
  const filled: Candidate[][] = [];
  for (const [index, scores] of masks.entries()) {
    const position = row.masks[index]?.position ?? 0;
    const candidates: Candidate[] = [];
    for (const { token, score } of rank(scores).slice(0, count)) {
      await breath.take();
      candidates.push({
        score,
        token,
        token_str: tokenizer.decode([token]),
        sequence: readSequence(tokenizer, row.tokens, position, token),
      });
    }
    filled.push(candidates);
  }
  const [only] = filled;
  return only !== undefined && filled.length === 1 ? only : filled;
}

/** Best first; of equals the lower id, so that an answer is the same every time. */
function rank({ ids, logProbabilities }: MaskScores) {
  return Array.from(ids, (token, index) => ({
    token,
    score: Math.exp(logProbabilities[index] ?? -Infinity),
  })).sort((a, b) => b.score - a.score || a.token - b.token);
}

/**
 * The text with the token in its mask's place, without special tokens but with the other masks.
 * The reference shows `<s>` and `</s>` too where a text has several masks; a reader has no use for
 * them.
 */
function readSequence(
  tokenizer: Tokenizer,
  tokens: Int32Array,
  position: number,
  token: TokenId,
): string {
  const ids = Array.from(tokens);
  ids[position] = token;
  return tokenizer.decode(
    ids.filter(
      (id, index) => !tokenizer.isSpecial(id) || (id === tokenizer.maskId && index !== position),
    ),
  );
}
