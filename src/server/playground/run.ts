import { Cell } from './cell.js';
import type { Answer, Failure, Outcome } from './client.js';

export type Progress<Value> =
  | { readonly state: 'idle' | 'running' | 'cancelled' }
  | { readonly state: 'answered'; readonly answer: Answer<Value> }
  | { readonly state: 'failed'; readonly failure: Failure };

/** One request after another: a new one cancels that before it, so that the last one is shown. */
export class Run<Value> {
  readonly progress = new Cell<Progress<Value>>({ state: 'idle' });
  #current: AbortController | null = null;

  start(ask: (signal: AbortSignal) => Promise<Outcome<Value>>): void {
    this.#current?.abort();
    const own = new AbortController();
    this.#current = own;
    this.progress.value = { state: 'running' };
    const isCurrent = () => this.#current === own;
    ask(own.signal).then(
      (outcome) => {
        if (!isCurrent()) return;
        this.progress.value = outcome.ok
          ? { state: 'answered', answer: outcome.answer }
          : { state: 'failed', failure: outcome.failure };
      },
      () => {
        if (isCurrent()) this.progress.value = { state: 'cancelled' };
      },
    );
  }

  cancel(): void {
    this.#current?.abort();
  }

  /** Cancels what runs, and forgets what was answered. */
  reset(): void {
    this.#current?.abort();
    this.#current = null;
    this.progress.value = { state: 'idle' };
  }
}
