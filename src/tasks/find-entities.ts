import { fail } from '../errors.js';
import { encodeStartWithOffsets, type OffsetWindow } from '../text/window.js';
import { findContinuations } from '../text/words.js';
import {
  groupEntities,
  labelTokens,
  type AggregationStrategy,
  type EntityGroup,
  type LabelledToken,
  type TokenEntity,
} from './entities.js';
import { answerRows, Computation, prepareRow } from './computation.js';
import { readInputs, type TextInputs } from './inputs.js';
import { mapResults, type ErrorScope, type Item } from './items.js';
import { softmax } from './label-scores.js';
import type { Client, ServedModel, TaskLimits, TaskReply } from './model.js';
import { prepareTexts } from './prepare.js';

export interface EntitiesRequest {
  readonly inputs: TextInputs;
  /** What a text with an error spoils; `request` where it is left out. */
  readonly onError?: ErrorScope | undefined;
  readonly strategy: AggregationStrategy;
  /** Labels and groups that are left out. */
  readonly ignoreLabels: readonly string[];
  /** Whether a text beyond the model's limit is cut at its end; else it is refused. */
  readonly truncate: boolean;
}

/** Entities of one text: tokens with the strategy `none`, groups with the others. */
export type Entities = TokenEntity[] | EntityGroup[];

/** The entities of each text, in its order. */
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
  const windows = await prepareTexts(inputs, model, request.truncate, (text, maxTokens) => ({
    ...encodeStartWithOffsets(model.tokenizer, text, maxTokens),
    text,
  }));
  const prepared = mapResults(windows, (window) => prepareRow(window, { labels: true }));
  return answerRows(work, prepared, ({ labels: logits }, window) => {
    if (logits === null) throw new TypeError('the engine gave no labels for a row that asked');
    return readEntities(model, request, head.labels, window.text, window, logits);
  });
}

function readEntities(
  model: ServedModel,
  { strategy, ignoreLabels }: EntitiesRequest,
  labels: readonly string[],
  text: string,
  window: OffsetWindow,
  logits: Float32Array,
): Entities {
  const characters = Array.from(text);
  const tokens = readTokens(model, labels.length, characters, window, logits);
  const ignored = new Set(ignoreLabels);
  if (strategy === 'none') {
    return labelTokens(tokens, labels).filter(({ entity }) => !ignored.has(entity));
  }
  const read = (start: number, end: number) => characters.slice(start, end).join('');
  return groupEntities(tokens, labels, strategy, read).filter(
    ({ entity_group: group }) => !ignored.has(group),
  );
}

/** The text's own tokens, without the special ones around it. */
function readTokens(
  { tokenizer }: ServedModel,
  labels: number,
  characters: readonly string[],
  { tokens, starts, ends, from, to }: OffsetWindow,
  logits: Float32Array,
): LabelledToken[] {
  const spans = {
    ids: tokens.subarray(from, to),
    starts: starts.subarray(from, to),
    ends: ends.subarray(from, to),
  };
  const pieces = tokenizer.tokens(Array.from(spans.ids));
  const continuations = findContinuations(tokenizer, characters, spans);
  return pieces.map((piece, index) => {
    const position = from + index;
    const [start, end] = [spans.starts[index] ?? 0, spans.ends[index] ?? 0];
    const isUnknown = tokens[position] === tokenizer.unknownId;
    return {
      index: position,
      // The text tells more than `[UNK]`.
      piece: isUnknown ? characters.slice(start, end).join('') : piece,
      start,
      end,
      continues: continuations[index] ?? false,
      scores: softmax(logits.subarray(position * labels, (position + 1) * labels)),
    };
  });
}
