import type { Answer, Outcome } from '../batching/batcher.js';
import type { Row, RowResult } from '../engine/protocol.js';
import { fail } from '../errors.js';
import { isFailed, mapResults, type ErrorScope, type Item } from './items.js';
import type { Client, Cost, ServedModel, TaskReply } from './model.js';

/**
 * What one request has the model compute: the rows of its texts, in one round or in several, all
 * through the one queue. It keeps count of what that costs.
 */
export class Computation {
  readonly #model: Pick<ServedModel, 'batcher' | 'name'>;
  readonly #client: Client | undefined;
  readonly #started = performance.now();
  #roundStarted = this.#started;
  #cost: Cost | null = null;

  /**
   * Throws as `Batcher.checkRoom` does: before texts are tokenised, which costs more than all else
   * of a refusal.
   *
   * @param scope what a text spoils of which the engine dies
   */
  constructor(
    model: Pick<ServedModel, 'batcher' | 'name'>,
    client: Client | undefined,
    readonly scope: ErrorScope,
  ) {
    this.#model = model;
    this.#client = client;
    model.batcher.checkRoom(client);
  }

  /**
   * Computes the rows of several texts. Gives the results of each text, in the order of its rows, or
   * its own error: the one that it had before, or ROW_REFUSED. Rejects as `Batcher.submit` does.
   */
  async run(texts: readonly Item<readonly Row[]>[]): Promise<Item<readonly RowResult[]>[]> {
    const { tokenizationMs, ...before } = this.#costSoFar();
    const rows = texts.flatMap((text) => (isFailed(text) ? [] : text));
    const submittedAt = performance.now();
    const outcomes = await this.#submit(rows);
    const answers = outcomes.flatMap((outcome) => (isFailed(outcome) ? [] : [outcome]));
    this.#tell(submittedAt, rows, answers);
    this.#cost = {
      tokenizationMs,
      tokens: before.tokens + countTokens(rows),
      queueMs: before.queueMs + Math.max(0, ...answers.map(({ queueMs }) => queueMs)),
      inferenceMs:
        before.inferenceMs + Math.max(0, ...answers.map(({ inferenceMs }) => inferenceMs)),
    };
    let next = 0;
    return texts.map((text) => {
      if (isFailed(text)) return text;
      const own = outcomes.slice(next, (next += text.length));
      return own.find(isFailed) ?? own.flatMap((one) => (isFailed(one) ? [] : [one.result]));
    });
  }

  /** @param truncated indices of the texts that were cut */
  reply<Output>(output: Output, truncated: readonly number[]): TaskReply<Output> {
    return { output, truncated, cost: this.#costSoFar() };
  }

  #costSoFar(): Cost {
    const tokenizationMs = performance.now() - this.#started;
    return this.#cost ?? { tokens: 0, tokenizationMs, queueMs: 0, inferenceMs: 0 };
  }

  /** Where somebody listens: to tell the batches apart costs something for every row. */
  #tell(submittedAt: number, rows: readonly Row[], answers: readonly Answer[]): void {
    const startedAt = this.#roundStarted;
    this.#roundStarted = performance.now();
    this.#client?.onRound?.({
      ...{ model: this.#model.name, startedAt, submittedAt },
      ...{ rows: rows.length, tokens: countTokens(rows), batches: batchesOf(answers) },
    });
  }

  async #submit(rows: readonly Row[]): Promise<readonly Outcome[]> {
    if (rows.length === 0) return [];
    const { batcher } = this.#model;
    const client = this.#clientNow();
    return this.scope === 'item' ? batcher.submitEach(rows, client) : batcher.submit(rows, client);
  }

  /** A later round has only what the earlier ones left of the time. DEADLINE_PASSED. */
  #clientNow(): Client | undefined {
    const client = this.#client;
    if (this.#cost === null || client?.withinMs === undefined) return client;
    const withinMs = Math.floor(client.withinMs - (performance.now() - this.#started));
    if (withinMs < 1) throw fail('DEADLINE_PASSED', { allowedMs: client.withinMs });
    return { ...client, withinMs };
  }
}

/** What is the same for all rows of a batch that were submitted together, once for each batch. */
function batchesOf(answers: readonly Answer[]): Omit<Answer, 'result'>[] {
  const batches = answers.map(({ queueMs, inferenceMs, batchRows, batchTokens }) => {
    return { queueMs, inferenceMs, batchRows, batchTokens };
  });
  return [...new Map(batches.map((batch) => [Object.values(batch).join(), batch])).values()];
}

/**
 * Tokens that one request may have computed where its texts are computed many times over: 512 rows
 * of 128 tokens, and fewer than may wait in the queue by default.
 */
export const MAX_COMPUTED_TOKENS = 65_536;

/** COMPUTATION_TOO_LARGE */
export function checkComputed(count: number): void {
  const limit = MAX_COMPUTED_TOKENS;
  if (count > limit) throw fail('COMPUTATION_TOO_LARGE', { count, limit });
}

export const countTokens = (rows: readonly Row[]): number =>
  rows.reduce((sum, { tokens }) => sum + tokens.length, 0);

/** A text made ready for the model. */
export interface Prepared {
  readonly row: Row;
  readonly truncated: boolean;
}

/** What a row is asked for; nothing that is left out. */
type Asked = Partial<Omit<Row, 'tokens'>>;

export const makeRow = (tokens: Int32Array, asked: Asked): Row => ({
  tokens,
  masks: [],
  pooling: null,
  labels: false,
  states: false,
  ...asked,
});

/** A window with the one row that answers its text. */
export const prepareRow = <
  Cut extends { readonly tokens: Int32Array; readonly truncated: boolean },
>(
  window: Cut,
  asked: Asked,
) => ({ ...window, row: makeRow(window.tokens, asked) });

/** The answer of a task that computes one row for each text; `finish` makes a text's own part of it. */
export async function answerRows<Made extends Prepared, Output>(
  work: Computation,
  prepared: readonly Item<Made>[],
  finish: (result: RowResult, made: Made) => Output | Promise<Output>,
): Promise<TaskReply<Item<Output>[]>> {
  const results = await work.run(mapResults(prepared, ({ row }) => [row]));
  const output: Item<Output>[] = [];
  for (const [index, made] of prepared.entries()) {
    const item = results[index];
    if (isFailed(made)) output.push(made);
    else if (isFailed(item)) output.push(item);
    else output.push(await finish(only(item), made));
  }
  return work.reply(output, findTruncated(prepared));
}

function only(results: readonly RowResult[] | undefined): RowResult {
  const [result] = results ?? [];
  if (result === undefined) throw new TypeError('a row was computed and has no result');
  return result;
}

/** Indices of the texts that were cut. */
export const findTruncated = (
  prepared: readonly Item<{ readonly truncated: boolean }>[],
): number[] => prepared.flatMap((one, index) => (!isFailed(one) && one.truncated ? [index] : []));
