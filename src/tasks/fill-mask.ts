import type { MaskQuery, MaskScores, Row } from '../engine/protocol.js';
import { fail } from '../errors.js';
import type { TokenId, Tokenizer } from '../text/tokenizer.js';
import { encodeMasks } from '../text/window.js';
import { Breath } from './breath.js';
import { answerRows, Computation, makeRow, type Prepared } from './computation.js';
import { readInputs, type InputPlace, type TextInputs } from './inputs.js';
import { isFailed, type ErrorScope, type Item } from './items.js';
import type { Client, ServedModel, TaskLimits, TaskReply } from './model.js';
import { prepareEach } from './prepare.js';
import { findTargets } from './targets.js';

export interface FillMaskRequest {
  readonly inputs: TextInputs;
  /** What a text with an error spoils; `request` where it is left out. */
  readonly onError?: ErrorScope | undefined;
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
): Promise<TaskReply<Item<Filled>[]>> {
  if (model.manifest.model.head.kind !== 'masked-lm') {
    throw fail('TASK_UNSUPPORTED', { task: 'fill-mask', model: model.name });
  }
  const inputs = readInputs(request.inputs, limits.maxInputs, request);
  const work = new Computation(model, client, inputs.scope);
  const ask = readQuestion(model, limits, request);
  const prepared = await prepareEach(inputs, (text, place) =>
    prepare(model, request, text, place, ask),
  );
  checkCandidates(prepared, ask.count);
  const breath = new Breath();
  return answerRows(work, prepared, ({ masks }, { row }) =>
    fill(model.tokenizer, row, masks, ask.count, breath),
  );
}

/** CANDIDATES_TOO_MANY */
function checkCandidates(prepared: readonly Item<Prepared>[], perMask: number): void {
  const masks = prepared.reduce((sum, one) => sum + (isFailed(one) ? 0 : one.row.masks.length), 0);
  const count = masks * perMask;
  if (count > MAX_CANDIDATES) throw fail('CANDIDATES_TOO_MANY', { count, limit: MAX_CANDIDATES });
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
  place: InputPlace,
  ask: Question,
): Prepared {
  const window = encodeMasks(tokenizer, text, limits.rowTokens);
  const limit = limits.rowTokens;
  if (window === null) throw fail('MASKS_TOO_FAR_APART', { ...place, limit });
  const { masks, tokens, truncated } = window;
  if (masks.length === 0) throw fail('MASK_MISSING', { ...place, mask: tokenizer.maskToken });
  if (masks.length > limits.masks) {
    throw fail('MASKS_TOO_MANY', { ...place, count: masks.length, limit: limits.masks });
  }
  if (truncated && !truncate) throw fail('INPUT_TOO_LONG', { ...place, limit });
  return { row: makeRow(tokens, { masks: masks.map(ask.about) }), truncated };
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
