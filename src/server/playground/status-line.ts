import type { Failure } from './client.js';
import type { Context } from './context.js';
import { fill, h, type Child } from './dom.js';
import type { Progress } from './run.js';

interface Actions {
  readonly cancel: () => void;
  readonly again: () => void;
}

/** Where screen readers and eyes find what a request came to; what it cost stands beside. */
export class StatusLine {
  readonly element: HTMLElement;
  readonly #said = h('p', { role: 'status', class: 'said' });
  readonly #beside = h('div', { class: 'beside' });

  constructor(
    private readonly context: Context,
    private readonly actions: Actions,
  ) {
    this.element = h('div', { class: 'status-line' }, this.#said, this.#beside);
  }

  /** @param summary what an answer comes to, in a sentence */
  show(progress: Progress<unknown>, summary: string): void {
    this.element.dataset['state'] = progress.state;
    fill(this.#said, ...this.#describe(progress, summary));
    fill(this.#beside, this.#addTo(progress));
  }

  /** Says something of its own, such as what a click has done. */
  say(sentence: string): void {
    fill(this.#said, sentence);
  }

  #describe(progress: Progress<unknown>, summary: string): readonly Child[] {
    const { status } = this.context.text;
    switch (progress.state) {
      case 'idle':
        return [summary];
      case 'running':
        return [status.asking];
      case 'cancelled':
        return [status.cancelled];
      case 'failed':
        return describeFailure(this.context, progress.failure);
      case 'answered': {
        const { truncated } = progress.answer;
        return [summary, truncated ? h('strong', { class: 'cut' }, ` ${status.truncated}`) : null];
      }
    }
  }

  /** What can be done about it, or what it cost. */
  #addTo(progress: Progress<unknown>): Child {
    const { status } = this.context.text;
    switch (progress.state) {
      case 'idle':
        return null;
      case 'running':
        return this.#button(status.cancel, this.actions.cancel);
      case 'cancelled':
      case 'failed':
        return this.#button(status.again, this.actions.again);
      case 'answered': {
        const { tokens, milliseconds } = progress.answer;
        return h('span', { class: 'cost' }, status.cost(tokens, milliseconds));
      }
    }
  }

  #button(name: string, action: () => void): HTMLElement {
    return h('button', { type: 'button', class: 'quiet', on: { click: action } }, name);
  }
}

/** What went wrong and what to do, for people. */
export function describeFailure({ text }: Pick<Context, 'text'>, failure: Failure): Child[] {
  const { status } = text;
  switch (failure.kind) {
    case 'unreachable':
      return [status.unreachable];
    case 'key-needed':
      return [status.keyNeeded];
    case 'busy':
      return [status.busy(failure.seconds)];
    case 'unavailable':
      return [status.unavailable(failure.seconds)];
    case 'refused':
    case 'broken':
      return [`${status[failure.kind]} `, h('span', { lang: 'en' }, failure.message)];
  }
}
