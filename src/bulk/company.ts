import { requireAnswers, type Outcome } from '../batching/submission.js';
import { batchTokens } from '../batching/packing.js';
import type { BatchLimits, Row } from '../engine/protocol.js';
import type { ServedModel } from '../tasks/model.js';

type Batcher = ServedModel['batcher'];

/**
 * The rows of some texts, put into batches that depend on these texts only and not on when each is
 * ready: company changes the last digits of a row's numbers, and a run that was interrupted has to
 * give those of one that was not.
 *
 * Each text has a seat. Rows wait until every seat has brought its own or was left; then they go, in
 * the order of the seats.
 */
export class Company {
  readonly #batcher: Batcher;
  readonly #limits: BatchLimits;
  readonly #seats: (Seat | null)[];
  #missing: number;

  constructor({ batcher, limits }: Pick<ServedModel, 'batcher' | 'limits'>, seats: number) {
    this.#batcher = batcher;
    this.#limits = limits;
    this.#seats = Array.from({ length: seats }, () => null);
    this.#missing = seats;
  }

  /** What one text has for a batcher; `leave` once it brings no more. */
  seat(index: number): { readonly batcher: Batcher; readonly leave: () => void } {
    let came = false;
    const leave = () => {
      if (came) return;
      came = true;
      this.#missing -= 1;
      if (this.#missing === 0) this.#depart();
    };
    const submitEach = async (rows: readonly Row[]) => {
      // The others are gone: later rows go by themselves.
      if (came) return this.#send([{ rows }]).then(([own = []]) => own);
      return new Promise<readonly Outcome[]>((resolve, reject) => {
        this.#seats[index] = { rows, resolve, reject };
        leave();
      });
    };
    const submit = async (rows: readonly Row[]) => requireAnswers(await submitEach(rows));
    return { batcher: { checkRoom: () => undefined, submit, submitEach }, leave };
  }

  #depart(): void {
    const taken = this.#seats.filter((seat) => seat !== null);
    this.#send(taken).then(
      (outcomes) => {
        for (const [index, { resolve }] of taken.entries()) resolve(outcomes[index] ?? []);
      },
      (error: unknown) => {
        for (const { reject } of taken) reject(error);
      },
    );
  }

  /** What became of the rows of each text. Rejects as `Batcher.submitEach` does. */
  async #send(texts: readonly Pick<Seat, 'rows'>[]): Promise<Outcome[][]> {
    const outcomes = texts.map((): Outcome[] => []);
    const places = texts.flatMap(({ rows }, text) =>
      rows.map((row, index) => ({ row, index, text })),
    );
    const sent = [...intoBatches(places, this.#limits)].map(async (batch) => {
      const answers = await this.#batcher.submitEach(rowsOf(batch), { sealed: true });
      for (const [at, { text, index }] of batch.entries()) {
        const [own, answer] = [outcomes[text], answers[at]];
        if (own !== undefined && answer !== undefined) own[index] = answer;
      }
    });
    await Promise.all(sent);
    return outcomes;
  }
}

interface Seat {
  readonly rows: readonly Row[];
  readonly resolve: (outcomes: readonly Outcome[]) => void;
  readonly reject: (error: unknown) => void;
}

interface Placed {
  readonly row: Row;
}

/** Rows in their order, or by their length where a model pads, in batches as full as they may be. */
function* intoBatches<Place extends Placed>(
  places: readonly Place[],
  limits: BatchLimits,
): Generator<readonly Place[]> {
  const length = ({ row }: Place) => row.tokens.length;
  const sorted = limits.padded ? places.toSorted((a, b) => length(a) - length(b)) : places;
  let batch: Place[] = [];
  for (const place of sorted) {
    if (batch.length > 0 && !fits([...batch, place], limits)) {
      yield batch;
      batch = [];
    }
    batch.push(place);
  }
  if (batch.length > 0) yield batch;
}

function fits(places: readonly Placed[], { rows, tokens, masks, padded }: BatchLimits): boolean {
  const asked = places.reduce((sum, { row }) => sum + row.masks.length, 0);
  const cost = batchTokens(rowsOf(places), padded);
  return places.length <= rows && cost <= tokens && asked <= masks;
}

const rowsOf = (places: readonly Placed[]): Row[] => places.map(({ row }) => row);
