import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import type { Outcome } from './outcome.js';

/** Milliseconds of the requests that were answered. */
export interface Latencies {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** What a server told of its answers. */
export interface ToldCosts {
  readonly tokensPerSecond: number;
  /** Medians, in milliseconds. */
  readonly queueMs: number;
  readonly inferenceMs: number;
  /** Of what a request took beside the model: queue, HTTP, tokenising. */
  readonly besideModelMs: number;
  /** Texts that were in the model at once, on average over time (Little's law). */
  readonly textsInModel: number;
}

/** What a load measured. */
export interface Measured {
  /** From the first request to the last answer. */
  readonly seconds: number;
  readonly answered: number;
  readonly textsPerSecond: number;
  /** Null where nothing was answered. */
  readonly latencies: Latencies | null;
  /** Null where the server tells no costs. */
  readonly told: ToldCosts | null;
  /** How many requests were not answered, by status or by the code of the system. */
  readonly errors: Readonly<Record<string, number>>;
}

/** Microseconds; an hour is the longest. */
const LONGEST = 3_600_000_000;

/** Milliseconds in a histogram, exact to a thousandth of their value. */
class Times {
  readonly #histogram: RecordableHistogram = createHistogram({
    lowest: 1,
    highest: LONGEST,
    figures: 3,
  });

  add(ms: number): void {
    this.#histogram.record(Math.min(LONGEST, Math.max(1, Math.round(1000 * ms))));
  }

  percentile(share: number): number {
    return this.#histogram.percentile(share) / 1000;
  }

  get max(): number {
    return this.#histogram.max / 1000;
  }
}

/** Adds requests up, in memory that does not grow with them. Each is one text. */
export class Tally {
  readonly #latencies = new Times();
  readonly #queue = new Times();
  readonly #inference = new Times();
  readonly #besideModel = new Times();
  readonly #errors = new Map<string, number>();
  #answered = 0;
  #told = 0;
  #tokens = 0;
  #inferenceMs = 0;

  add(outcome: Outcome, latencyMs: number): void {
    if (outcome.kind !== 'answered') {
      const name = outcome.kind === 'refused' ? String(outcome.status) : outcome.code;
      this.#errors.set(name, (this.#errors.get(name) ?? 0) + 1);
      return;
    }
    this.#answered += 1;
    this.#latencies.add(latencyMs);
    if (outcome.told === null) return;
    const { tokens, queueMs, inferenceMs } = outcome.told;
    this.#told += 1;
    this.#tokens += tokens;
    this.#inferenceMs += inferenceMs;
    this.#queue.add(queueMs);
    this.#inference.add(inferenceMs);
    this.#besideModel.add(latencyMs - inferenceMs);
  }

  /** @param seconds from the first request to the last answer */
  sum(seconds: number): Measured {
    const latencies = this.#latencies;
    return {
      seconds,
      answered: this.#answered,
      textsPerSecond: this.#answered / seconds,
      latencies:
        this.#answered === 0
          ? null
          : {
              p50: latencies.percentile(50),
              p95: latencies.percentile(95),
              p99: latencies.percentile(99),
              max: latencies.max,
            },
      told: this.#told === 0 ? null : this.#sumTold(seconds),
      errors: Object.fromEntries([...this.#errors].sort(([a], [b]) => a.localeCompare(b))),
    };
  }

  #sumTold(seconds: number): ToldCosts {
    return {
      tokensPerSecond: this.#tokens / seconds,
      queueMs: this.#queue.percentile(50),
      inferenceMs: this.#inference.percentile(50),
      besideModelMs: this.#besideModel.percentile(50),
      textsInModel: this.#inferenceMs / 1000 / seconds,
    };
  }
}
