import { Counter, Gauge, type Registry } from 'prom-client';
import type { ListedModel } from '../server/models.js';
import { version } from '../version.js';

/** What is read of a model when somebody asks. */
export interface ModelState {
  readonly model: { readonly name: string; readonly type: string; readonly precision: string };
  readonly queue: {
    readonly queuedRows: number;
    readonly queuedTokens: number;
    readonly expectedWaitMs: number;
  };
  readonly engines: () => readonly EngineState[];
}

export interface EngineState {
  /** As `--devices` has it; several engines can have the same. */
  readonly device: string;
  readonly ready: boolean;
  readonly restarts: number;
}

/** A model of the configuration, whatever became of it. */
export type ModelProgress = Pick<ListedModel, 'name' | 'state'>;

/** What is asked whenever somebody reads. */
export interface StateSource {
  /** Of each model that is loaded. */
  readonly models: () => readonly ModelState[];
  /** Of all models. */
  readonly progress: () => readonly ModelProgress[];
}

export function registerState(registry: Registry, { models, progress }: StateSource): void {
  new Gauge({
    name: 'mascarilla_model_loaded',
    help: 'Whether a model is loaded; 0 also where it could not be',
    labelNames: ['model'],
    registers: [registry],
    collect() {
      this.reset();
      for (const { name, state } of progress())
        this.set({ model: name }, Number(state === 'ready'));
    },
  });
  const gauge = (name: string, help: string, read: (state: ModelState) => number) => {
    new Gauge({
      name: `mascarilla_${name}`,
      help,
      labelNames: ['model'],
      registers: [registry],
      collect() {
        for (const state of models()) this.set({ model: state.model.name }, read(state));
      },
    });
  };
  gauge('queued_rows', 'Texts that wait', ({ queue }) => queue.queuedRows);
  gauge('queued_tokens', 'Tokens that wait', ({ queue }) => queue.queuedTokens);
  gauge(
    'expected_wait_seconds',
    'Until what waits now is expected to be computed',
    ({ queue }) => queue.expectedWaitMs / 1000,
  );
  gauge('engines', 'Engines that there should be', ({ engines }) => engines().length);
  gauge(
    'engines_ready',
    'Engines that would compute now',
    ({ engines }) => engines().filter(({ ready }) => ready).length,
  );
  registerRestarts(registry, models);
  registerModels(registry, models);
}

function registerRestarts(registry: Registry, models: () => readonly ModelState[]): void {
  new Counter({
    name: 'mascarilla_engine_restarts_total',
    help: 'Engines that ended and were started again',
    labelNames: ['model', 'device'],
    registers: [registry],
    // The engines keep count themselves.
    collect() {
      this.reset();
      for (const { model, engines } of models()) {
        for (const { device, restarts } of engines()) {
          this.inc({ model: model.name, device }, restarts);
        }
      }
    },
  });
}

function registerModels(registry: Registry, models: () => readonly ModelState[]): void {
  new Gauge({
    name: 'mascarilla_model_info',
    help: 'What is served; always 1',
    labelNames: ['model', 'model_type', 'precision', 'version'],
    registers: [registry],
    collect() {
      for (const { model } of models()) {
        const { name, type, precision } = model;
        this.set({ model: name, model_type: type, precision, version }, 1);
      }
    },
  });
}

/**
 * Only for a service that has a certificate: a gauge without labels is written whether set or not.
 *
 * @param expires when the one in use ends, in Unix milliseconds
 */
export function registerCertificate(registry: Registry, expires: () => number): void {
  new Gauge({
    name: 'mascarilla_tls_certificate_expiry_seconds',
    help: 'When the certificate in use ends, in Unix time',
    registers: [registry],
    collect() {
      this.set(expires() / 1000);
    },
  });
}
