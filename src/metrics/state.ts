import { Counter, Gauge, type Registry } from 'prom-client';
import { version } from '../version.js';

/** What is read when somebody asks. */
export interface ServiceState {
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

/** @param find null while the model is still loading */
export function registerState(registry: Registry, find: () => ServiceState | null): void {
  const gauge = (name: string, help: string, read: (state: ServiceState) => number) => {
    new Gauge({
      name: `mascarilla_${name}`,
      help,
      registers: [registry],
      collect() {
        this.set(read(find() ?? LOADING));
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
  registerRestarts(registry, find);
  registerModel(registry, find);
}

const LOADING: ServiceState = {
  model: { name: '', type: '', precision: '' },
  queue: { queuedRows: 0, queuedTokens: 0, expectedWaitMs: 0 },
  engines: () => [],
};

function registerRestarts(registry: Registry, find: () => ServiceState | null): void {
  new Counter({
    name: 'mascarilla_engine_restarts_total',
    help: 'Engines that ended and were started again',
    labelNames: ['device'],
    registers: [registry],
    // The engines keep count themselves.
    collect() {
      this.reset();
      for (const { device, restarts } of find()?.engines() ?? []) this.inc({ device }, restarts);
    },
  });
}

function registerModel(registry: Registry, find: () => ServiceState | null): void {
  new Gauge({
    name: 'mascarilla_model_info',
    help: 'What is served; always 1',
    labelNames: ['model', 'model_type', 'precision', 'version'],
    registers: [registry],
    collect() {
      const state = find();
      if (state === null) return;
      const { name: model, type, precision } = state.model;
      this.set({ model, model_type: type, precision, version }, 1);
    },
  });
}
