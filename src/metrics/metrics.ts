import { collectDefaultMetrics, Registry } from 'prom-client';
import type { ComputedBatch } from '../batching/observer.js';
import type { AnsweredLine, AnsweredRequest, RequestMetrics } from '../server/metrics.js';
import { BatchCounts } from './batches.js';
import { RequestCounts } from './requests.js';
import {
  registerCertificate,
  registerState,
  type ModelProgress,
  type ModelState,
} from './state.js';

/**
 * All that a service counts and measures of itself, in the text format of Prometheus (version
 * 0.0.4). Only this room knows the library. Labels have few values: nothing of a client is one.
 */
export class ServiceMetrics implements RequestMetrics {
  readonly #registry = new Registry();
  readonly #requests = new RequestCounts(this.#registry);
  readonly #batches = new BatchCounts(this.#registry);
  readonly #models: ModelState[] = [];
  #progress: () => readonly ModelProgress[] = () => [];

  constructor() {
    registerState(this.#registry, {
      models: () => this.#models,
      progress: () => this.#progress(),
    });
    // Processor time, memory, and how late the event loop is.
    collectDefaultMetrics({ register: this.#registry });
  }

  /** Where to read what is not told as it happens, once a model is loaded. */
  watch(model: ModelState): void {
    this.#models.push(model);
  }

  /** Where to read what became of all models. */
  list(progress: () => readonly ModelProgress[]): void {
    this.#progress = progress;
  }

  /** Where to read when the certificate in use ends, in Unix milliseconds; not without TLS. */
  watchCertificate(expires: () => number): void {
    registerCertificate(this.#registry, expires);
  }

  /** @param device as `--devices` has it */
  computed(model: string, device: string, batch: Omit<ComputedBatch, 'lane'>): void {
    this.#batches.computed(model, device, batch);
  }

  readonly answered = (request: AnsweredRequest): void => this.#requests.answered(request);

  readonly answeredLine = (line: AnsweredLine): void => this.#requests.answeredLine(line);

  readonly droppedConnection = (): void => this.#requests.droppedConnection();

  readonly write = (): Promise<string> => this.#registry.metrics();

  get contentType(): string {
    return this.#registry.contentType;
  }
}
