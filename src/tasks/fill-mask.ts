import type { MaskQuery, MaskScores, Row } from '../engine/protocol.js';
import { fail } from '../errors.js';
import type { TokenId, Tokenizer } from '../text/tokenizer.js';
import { Breath } from './breath.js';
import { answerRows, Computation, makeRow } from './computation.js';
import { fillJointly, type JointCandidate } from './fill-jointly.js';
import { fillWords, type WordCandidate } from './fill-words.js';
import { readInputs, type TextInputs } from './inputs.js';
import type { ErrorScope, Item } from './items.js';
import { checkCandidates, checkTopK, rank } from './mask-scores.js';
import { encodeMaskWindow, readSequence, requireMasks } from './mask-windows.js';
import type { Client, ServedModel, TaskLimits, TaskReply } from './model.js';
import { prepareEach } from './prepare.js';
import { findTargets, readTargets } from './targets.js';

/** How targets are looked up: as the reference does it, or as people write words. */
export const targetLookups = ['vocabulary', 'word'] as const;
export type TargetLookup = (typeof targetLookups)[number];

export interface FillMaskRequest {
  readonly inputs: TextInputs;
  /** What a text with an error spoils; `request` where it is left out. */
  readonly onError?: ErrorScope | undefined;
  readonly topK: number;
  readonly targets: string | readonly string[] | null;
  /** `vocabulary` where it is left out. */
  readonly targetLookup?: TargetLookup | undefined;
  /** Whether the masks of a text are filled together; by default each is by itself. */
  readonly joint?: boolean | undefined;
  /** How many beginnings are kept where masks are filled together. */
  readonly beams?: number | undefined;
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

/** Of one text: a list for its only mask, or a list for each of its masks; or one for all of them. */
export type Filled =
  Candidate[] | Candidate[][] | WordCandidate[] | WordCandidate[][] | JointCandidate[];

/**
 * The best candidates for each mask of each text, in the shapes of the `transformers` pipeline; or
 * for all masks of a text together.
 */
export async function fillMask(
  model: ServedModel,
  limits: TaskLimits,
  request: FillMaskRequest,
  client?: Client,
): Promise<TaskReply<Item<Filled>[]>> {
  requireMasks(model, 'fill-mask');
  checkCombination(request);
  const inputs = readInputs(request.inputs, limits.maxInputs, request);
  const work = new Computation(model, client, inputs.scope);
  checkTopK(model, limits, request.topK);
  const { targets, targetLookup, joint = false } = request;
  if (joint) return fillJointly(model, work, inputs, request);
  if (targets !== null && targetLookup === 'word') {
    return fillWords(model, work, inputs, { ...request, targets: readTargets(targets) });
  }
  const ask = readQuestion(model, request);
  const prepared = await prepareEach(inputs, (text, place) => {
    const window = encodeMaskWindow(model, request, text, place);
    return { ...window, row: makeRow(window.tokens, { masks: window.masks.map(ask.about) }) };
  });
  checkCandidates(prepared, ask.count);
  const breath = new Breath();
  return answerRows(work, prepared, ({ masks }, { row }) =>
    fill(model.tokenizer, row, masks, ask.count, breath),
  );
}

/** REQUEST_INVALID for parameters that mean nothing together. */
function checkCombination({ targets, joint = false, beams }: FillMaskRequest): void {
  const invalid = (detail: string) =>
    fail('REQUEST_INVALID', { detail: `body/parameters/${detail}` });
  if (joint && targets !== null) throw invalid('targets cannot be given where joint is true');
  if (!joint && beams !== undefined) throw invalid('beams is for joint only');
}

/** What is asked about every mask of a request, and how many candidates each then gives. */
interface Question {
  readonly about: (position: number) => MaskQuery;
  readonly count: number;
}

function readQuestion({ tokenizer }: ServedModel, { topK, targets }: FillMaskRequest): Question {
  if (targets === null) {
    return { about: (position) => ({ kind: 'top', position, k: topK }), count: topK };
  }
  const ids = Int32Array.from(findTargets(tokenizer, readTargets(targets)));
  return {
    about: (position) => ({ kind: 'targets', position, ids }),
    count: Math.min(topK, ids.length),
  };
}

async function fill(
  tokenizer: Tokenizer,
  row: Row,
  masks: readonly MaskScores[],
  count: number,
  breath: Breath,
): Promise<Candidate[] | Candidate[][]> {
  const filled: Candidate[][] = [];
  for (const [index, scores] of masks.entries()) {
    const position = row.masks[index]?.position ?? 0;
    const candidates: Candidate[] = [];
    for (const { token, logProbability } of rank(scores).slice(0, count)) {
      await breath.take();
      candidates.push({
        score: Math.exp(logProbability),
        token,
        token_str: tokenizer.decode([token]),
        sequence: readSequence(tokenizer, row.tokens, position, [token]),
      });
    }
    filled.push(candidates);
  }
  const [only] = filled;
  return only !== undefined && filled.length === 1 ? only : filled;
}
