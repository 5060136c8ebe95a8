import { basename } from 'node:path';
import type { Logger } from 'pino';
import { printable } from '../checkpoint/json.js';
import type { Config } from '../config.js';
import { fail, messageOf, ServiceError } from '../errors.js';
import type { ModelSource } from '../options/model-sources.js';
import { Models, type ModelState, type NamedModel } from '../server/models.js';
import type { Serving } from '../server/serving.js';
import { loadModel, type Loaded, type LoadSettings } from './load.js';
import { showProgress } from './progress.js';

/** The models of a service: waiting to be loaded, while they are, and then. */
export class ServedModels {
  readonly models: Models;
  readonly #slots: readonly Slot[];
  readonly #config: Config;
  readonly #logger: Logger;

  constructor(config: Config, logger: Logger) {
    this.#config = config;
    this.#logger = logger;
    this.#slots = config.models.map((source) => new Slot(source));
    this.models = new Models(this.#slots);
  }

  /**
   * Loads one after the other; one that fails does not take the others down. Rejects with the first
   * one's reason where none can be loaded, and with the signal's once it aborts.
   */
  async load(settings: LoadSettings = {}): Promise<readonly Serving[]> {
    settings.metrics?.list(() => this.models.list());
    const errors: unknown[] = [];
    for (const slot of this.#slots) {
      try {
        await slot.load(this.#config, this.#logger, settings);
        refuseSameNames(this.#slots.flatMap(({ loaded }) => loaded?.serving.model.name ?? []));
      } catch (error) {
        await slot.fail(error);
        settings.signal?.throwIfAborted();
        errors.push(error);
        // Whoever serves one model alone is told by the command line.
        if (this.#slots.length > 1) logFailure(slot, error, this.#logger);
      }
    }
    const loaded = this.#slots.flatMap((slot) => slot.loaded?.serving ?? []);
    if (loaded.length === 0) throw errors[0];
    return loaded;
  }

  /** Finishes what was accepted, and ends all engines. */
  async close(): Promise<void> {
    await Promise.all(this.#slots.map((slot) => slot.close()));
  }
}

/**
 * CONFIG_INVALID where the last name is another's too: two packages may have been converted from
 * one checkpoint, whose name both have then.
 */
export function refuseSameNames(names: readonly string[]): void {
  const last = names.at(-1);
  if (last === undefined || names.indexOf(last) === names.length - 1) return;
  const detail = `two models are called ${printable(last)}; give one another name, as in NAME=FOLDER`;
  throw fail('CONFIG_INVALID', { option: '--models', detail });
}

function logFailure({ name }: Slot, error: unknown, logger: Logger): void {
  const known = error instanceof ServiceError;
  logger.error(
    known
      ? { model: name, code: error.code, detail: messageOf(error) }
      : { model: name, err: error },
    'the model could not be loaded; the others are served without it',
  );
}

/** The place of one model. */
class Slot implements NamedModel {
  readonly name: string;
  readonly #source: ModelSource;
  #state: ModelState = { kind: 'loading' };
  #loaded: Loaded | null = null;

  constructor(source: ModelSource) {
    this.#source = source;
    this.name = source.name ?? basename(source.reference).replace(/@.*$/, '');
  }

  get loaded(): Loaded | null {
    return this.#loaded;
  }

  state(): ModelState {
    return this.#state;
  }

  async load(config: Config, logger: Logger, settings: LoadSettings): Promise<void> {
    const progress = showProgress(`converting ${printable(this.name)}`);
    this.#loaded = await loadModel(this.#source, config, logger, progress, settings);
    this.#state = { kind: 'ready', serving: this.#loaded.serving };
  }

  /** Also ends what is loaded already. */
  async fail(error: unknown): Promise<void> {
    const code = error instanceof ServiceError ? error.code : 'INTERNAL';
    this.#state = { kind: 'failed', code };
    await this.close();
    this.#loaded = null;
  }

  async close(): Promise<void> {
    await this.#loaded?.close();
  }
}
