/** Documents of any length: windows over one text, whose answers are put together. */
import type { RowResult } from '../engine/protocol.js';
import { fail } from '../errors.js';
import {
  encodeDocument,
  mostShared,
  planWindows,
  readDocument,
  windowTokens,
  type DocumentWindow,
  type EncodedDocument,
} from '../text/document.js';
import { encodeStartWithOffsets } from '../text/window.js';
import { Breath } from './breath.js';
import { findTruncated, makeRow, type Computation } from './computation.js';
import type { InputPlace, Inputs } from './inputs.js';
import { isFailed, mapResults, type Item } from './items.js';
import type { ServedModel, TaskLimits, TaskReply } from './model.js';
import { prepareEach } from './prepare.js';
import { checkCharacters } from './sentences.js';

export interface WindowOptions {
  /** Whether no more of a text is answered than the model takes, from its start. */
  readonly truncate: boolean;
  /** Tokens of a window, special ones included; what the model takes where it is null or more. */
  readonly window: number | null;
  /** Tokens that two windows of a text share at most; an eighth of a window where it is null. */
  readonly stride: number | null;
}

/** A text with its tokens, and the windows that answer for them. */
export interface WindowedText {
  readonly text: string;
  readonly document: EncodedDocument;
  readonly windows: readonly DocumentWindow[];
  readonly truncated: boolean;
}

/** A window with the labels' numbers as the engine gives them. */
export interface LabelledWindow extends DocumentWindow {
  readonly logits: Float32Array;
}

/**
 * Tokenises each text of a request and lays windows over it. CHARACTERS_TOO_MANY, WINDOWS_TOO_MANY,
 * or REQUEST_INVALID where windows cannot share so many tokens.
 */
export async function prepareWindows(
  inputs: Inputs,
  { tokenizer, limits }: Pick<ServedModel, 'tokenizer' | 'limits'>,
  { maxCharacters, maxWindows }: Pick<TaskLimits, 'maxCharacters' | 'maxWindows'>,
  { truncate, window, stride }: WindowOptions,
): Promise<Item<WindowedText>[]> {
  const around = tokenizer.prefix.length + tokenizer.suffix.length;
  const tokens = Math.min(window ?? limits.rowTokens, limits.rowTokens);
  const room = Math.max(1, tokens - around);
  const shared = stride ?? Math.floor(room / 8);
  if (shared > mostShared(room)) {
    const detail = `body/parameters/stride must be <= ${mostShared(room)}, a quarter of a window`;
    throw fail('REQUEST_INVALID', { detail });
  }
  if (truncate) {
    return prepareEach(inputs, (text) => {
      const { tokens, starts, ends, from, to, truncated } = encodeStartWithOffsets(
        tokenizer,
        text,
        limits.rowTokens,
      );
      const places = { starts: starts.slice(from, to), ends: ends.slice(from, to) };
      const document = readDocument(text, tokens.slice(from, to), places);
      return { text, document, windows: planWindows(document, room, shared), truncated };
    });
  }
  checkCharacters(inputs.texts, maxCharacters);
  let left = maxWindows;
  return prepareEach(inputs, async (text, place) => {
    const breath = new Breath();
    const encoding = encodeDocument(tokenizer, text);
    for (;;) {
      const { done, value } = encoding.next();
      if (done === true) {
        const windows = planWindows(value, room, shared);
        left = takeWindows(windows.length, left, maxWindows, place);
        return { text, document: value, windows, truncated: false };
      }
      // No need to read all of a text that has far too many.
      takeWindows(value / room, left, maxWindows, place);
      await breath.take();
    }
  });
}

function takeWindows(count: number, left: number, limit: number, place: InputPlace): number {
  if (count > left) throw fail('WINDOWS_TOO_MANY', { ...place, limit });
  return left - count;
}

/** Computes the labels of all windows; `finish` puts those of one text together. */
export async function answerWindows<Output>(
  { tokenizer }: Pick<ServedModel, 'tokenizer'>,
  work: Computation,
  prepared: readonly Item<WindowedText>[],
  finish: (windows: readonly LabelledWindow[], text: WindowedText) => Output | Promise<Output>,
): Promise<TaskReply<Item<Output>[]>> {
  const rows = mapResults(prepared, ({ document, windows }) =>
    windows.map((window) => makeRow(windowTokens(tokenizer, document, window), { labels: true })),
  );
  const results = await work.run(rows);
  const output: Item<Output>[] = [];
  for (const [index, text] of prepared.entries()) {
    const item = results[index];
    if (isFailed(text)) output.push(text);
    else if (isFailed(item)) output.push(item);
    else {
      const windows = text.windows.map((window, at) => ({
        ...window,
        logits: labelsOf(item?.[at]),
      }));
      output.push(await finish(windows, text));
    }
  }
  return work.reply(output, findTruncated(prepared));
}

function labelsOf(result: RowResult | undefined): Float32Array {
  if (!result?.labels) throw new TypeError('the engine gave no labels for a row that asked');
  return result.labels;
}
