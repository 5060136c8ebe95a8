import { setTimeout as wait } from 'node:timers/promises';
import { Compile } from 'typebox/compile';
import { fail, ServiceError } from '../../errors.js';
import { requireResults, type Item } from '../../tasks/items.js';
import type { Client, TaskReply } from '../../tasks/model.js';
import { describeItem } from '../error-format.js';
import type { AnsweredLine } from '../metrics.js';
import { describeJsonError } from '../validation.js';
import { LineId } from '../schemas/lines.js';
import type { Line } from './splitter.js';

/** Milliseconds after which a line that found no room, or no engine, is tried again. */
const AGAIN_AFTER_MS = 100;

/** Milliseconds without any engine, after which that becomes the answer. */
const LONGEST_OUTAGE_MS = 30_000;

export interface AnswerLine {
  /** With its line break. */
  readonly text: string;
  readonly outcome: Omit<AnsweredLine, 'route'>;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The JSON of a line. LINE_TOO_LARGE, LINE_INVALID; no message quotes it. */
export function parseLine(line: Line, maxBytes: number): unknown {
  if (line === null) throw fail('LINE_TOO_LARGE', { limit: maxBytes });
  let text: string;
  try {
    text = utf8.decode(line);
  } catch {
    throw fail('LINE_INVALID', { detail: 'it is not UTF-8' });
  }
  if (text.trim() === '') throw fail('LINE_INVALID', { detail: 'it is empty' });
  try {
    return JSON.parse(text);
  } catch (error) {
    throw fail('LINE_INVALID', { detail: describeJsonError(error) });
  }
}

const lineId = Compile(LineId);

/** The id of a line, also of one that is not right otherwise; undefined where it is none. */
export function idOf(value: unknown): string | number | undefined {
  if (typeof value !== 'object' || value === null || !('id' in value)) return undefined;
  const { id } = value;
  return lineId.Check(id) ? id : undefined;
}

/**
 * Asks until there is an answer: waits where the queue is full, and where no engine runs for a
 * while. Who has said how long it may take gets these as errors.
 */
export async function askPatiently<Output>(
  ask: () => Promise<Output>,
  { signal, withinMs }: Client,
): Promise<Output> {
  const started = performance.now();
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (withinMs !== undefined || !passes(error, performance.now() - started)) throw error;
    }
    await wait(AGAIN_AFTER_MS, undefined, { signal }).catch(() => undefined);
    if (signal?.aborted) throw fail('CLIENT_GONE');
  }
}

function passes(error: unknown, afterMs: number): boolean {
  if (!(error instanceof ServiceError)) return false;
  if (error.code === 'ENGINE_UNAVAILABLE') return afterMs < LONGEST_OUTAGE_MS;
  return error.code === 'OVERLOADED';
}

/** The answer to the one text of a line. */
export function writeAnswer(
  id: string | number | undefined,
  { output, truncated, cost }: TaskReply<readonly Item<unknown>[]>,
): AnswerLine {
  const [result] = requireResults(output);
  const cut = truncated.length > 0;
  const answer = { id, output: result, ...(cut && { truncated: true }) };
  const outcome = { code: null, tokens: cost.tokens, truncated: cut };
  return { text: `${JSON.stringify(answer)}\n`, outcome };
}

/** An error in the place of a line's answer; lines are counted from 1. */
export const writeError = (
  id: string | number | undefined,
  line: number,
  error: ServiceError,
): AnswerLine => ({
  text: `${JSON.stringify({ id, line, ...describeItem(error) })}\n`,
  outcome: { code: error.code, tokens: 0, truncated: false },
});
