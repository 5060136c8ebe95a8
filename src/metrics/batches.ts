import { Counter, Histogram, type Registry } from 'prom-client';
import type { ComputedBatch } from '../batching/observer.js';
import { ROWS, SECONDS, TOKENS } from './buckets.js';

/** What is counted of batches. */
export class BatchCounts {
  readonly #queue: Histogram<'model'>;
  readonly #inference: Histogram<'model' | 'device'>;
  readonly #tokens: Histogram<'model'>;
  readonly #rows: Histogram<'model'>;
  readonly #padding: Counter<'model'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#queue = new Histogram({
      name: 'mascarilla_queue_seconds',
      help: 'From the arrival of a text to its answer, without the time in the model',
      labelNames: ['model'],
      buckets: SECONDS,
      registers,
    });
    this.#inference = new Histogram({
      name: 'mascarilla_inference_seconds',
      help: 'Time of a batch in the model',
      labelNames: ['model', 'device'],
      buckets: SECONDS,
      registers,
    });
    this.#tokens = new Histogram({
      name: 'mascarilla_batch_tokens',
      help: 'Tokens of a batch, without padding',
      labelNames: ['model'],
      buckets: TOKENS,
      registers,
    });
    this.#rows = new Histogram({
      name: 'mascarilla_batch_rows',
      help: 'Texts of a batch',
      labelNames: ['model'],
      buckets: ROWS,
      registers,
    });
    this.#padding = new Counter({
      name: 'mascarilla_padding_tokens_total',
      help: 'Padding that was computed; only ready ONNX exports have any',
      labelNames: ['model'],
      registers,
    });
  }

  computed(model: string, device: string, batch: Omit<ComputedBatch, 'lane'>): void {
    for (const ms of batch.queueMs) this.#queue.observe({ model }, ms / 1000);
    this.#inference.observe({ model, device }, batch.inferenceMs / 1000);
    this.#tokens.observe({ model }, batch.tokens);
    this.#rows.observe({ model }, batch.queueMs.length);
    this.#padding.inc({ model }, batch.paddingTokens);
  }
}
