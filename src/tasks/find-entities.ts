import { fail } from '../errors.js';
import { findContinuations } from '../text/words.js';
import { Breath } from './breath.js';
import { Computation } from './computation.js';
import {
  groupEntities,
  labelTokens,
  type AggregationStrategy,
  type EntityGroup,
  type LabelledToken,
  type TokenEntity,
} from './entities.js';
import { readInputs, type TextInputs } from './inputs.js';
import type { ErrorScope, Item } from './items.js';
import { softmax } from './label-scores.js';
import type { Client, ServedModel, TaskLimits, TaskReply } from './model.js';
import {
  answerWindows,
  prepareWindows,
  type LabelledWindow,
  type WindowedText,
  type WindowOptions,
} from './windows.js';
import { groupWords } from './word-entities.js';

export interface EntitiesRequest extends WindowOptions {
  readonly inputs: TextInputs;
  /** What a text with an error spoils; `request` where it is left out. */
  readonly onError?: ErrorScope | undefined;
  readonly strategy: AggregationStrategy;
  /** Labels and groups that are left out. */
  readonly ignoreLabels: readonly string[];
}

/** Entities of one text: tokens with the strategy `none`, groups with the others. */
export type Entities = TokenEntity[] | EntityGroup[];

/** The entities of each text, in its order. Windows over long texts: see `planWindows`. */
export async function findEntities(
  model: ServedModel,
  limits: TaskLimits,
  request: EntitiesRequest,
  client?: Client,
): Promise<TaskReply<Item<Entities>[]>> {
  const { head } = model.manifest.model;
  if (head.kind !== 'token-classification') {
    throw fail('TASK_UNSUPPORTED', { task: 'token-classification', model: model.name });
  }
  const inputs = readInputs(request.inputs, limits.maxInputs, request);
  const work = new Computation(model, client, inputs.scope);
  const prepared = await prepareWindows(inputs, model, limits, request);
  return answerWindows(model, work, prepared, (windows, text) =>
    readEntities(model, request, head.labels, text, windows),
  );
}

async function readEntities(
  model: ServedModel,
  { strategy, ignoreLabels }: EntitiesRequest,
  labels: readonly string[],
  windowed: WindowedText,
  windows: readonly LabelledWindow[],
): Promise<Entities> {
  const characters = Array.from(windowed.text);
  const tokens = await readTokens(model, labels.length, characters, windowed, windows);
  const ignored = new Set(ignoreLabels);
  if (strategy === 'none') {
    return labelTokens(tokens, labels).filter(({ entity }) => !ignored.has(entity));
  }
  const read = (start: number, end: number) => characters.slice(start, end).join('');
  const groups =
    strategy === 'word'
      ? groupWords(tokens, labels, characters)
      : groupEntities(tokens, labels, strategy, read);
  return groups.filter(({ entity_group: group }) => !ignored.has(group));
}

/** The text's own tokens, each as the window says that answers for it. */
async function readTokens(
  { tokenizer }: Pick<ServedModel, 'tokenizer'>,
  labels: number,
  characters: readonly string[],
  { document }: WindowedText,
  windows: readonly LabelledWindow[],
): Promise<LabelledToken[]> {
  const { ids, starts, ends } = document;
  const before = tokenizer.prefix.length;
  const continuations = findContinuations(tokenizer, characters, document);
  const breath = new Breath();
  const tokens: LabelledToken[] = [];
  for (const { from, ownFrom, ownTo, logits } of windows) {
    await breath.take();
    const pieces = tokenizer.tokens(Array.from(ids.subarray(ownFrom, ownTo)));
    for (const [own, piece] of pieces.entries()) {
      const index = ownFrom + own;
      const row = before + index - from;
      const [start, end] = [starts[index] ?? 0, ends[index] ?? 0];
      const isUnknown = ids[index] === tokenizer.unknownId;
      tokens.push({
        index: before + index,
        // The text tells more than `[UNK]`.
        piece: isUnknown ? characters.slice(start, end).join('') : piece,
        start,
        end,
        continues: continuations[index] ?? false,
        scores: softmax(logits.subarray(row * labels, (row + 1) * labels)),
      });
    }
  }
  return tokens;
}
