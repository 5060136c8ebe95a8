import type { Entity, Operations } from '../api.js';
import { Cell } from '../cell.js';
import { clinicalExamples } from '../examples.js';
import { Run } from '../run.js';

type Reply = Operations['token-classification']['reply'];

/** A text, the entities that the model found in it, and which labels are shown. */
export class EntitiesState {
  readonly written = new Cell<string>(clinicalExamples[0].text);
  readonly run = new Run<Reply>();
  readonly hidden = new Cell<ReadonlySet<string>>(new Set());
  /** The text that was asked about; what is written now may be another one. */
  asked = '';
  found: readonly Entity[] = [];

  get body(): Operations['token-classification']['body'] {
    return { inputs: this.written.value, parameters: { aggregation_strategy: 'simple' } };
  }

  get shown(): readonly Entity[] {
    return this.found.filter(({ entity_group: label }) => !this.hidden.value.has(label));
  }

  take(asked: string, reply: Reply): void {
    this.asked = asked;
    this.found = reply.flatMap((one) => ('entity_group' in one ? [one] : []));
  }

  /** Another model is to be asked. */
  forget(): void {
    this.run.reset();
    this.asked = '';
    this.found = [];
  }

  toggle(label: string): void {
    const hidden = new Set(this.hidden.value);
    if (!hidden.delete(label)) hidden.add(label);
    this.hidden.value = hidden;
  }
}
