import { fail, type ErrorCode } from '../errors.js';
import { tasksOf, type Task } from '../tasks/model.js';
import type { Serving } from './serving.js';

/** How far a model is that a service was told to serve. */
export type ModelState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly serving: Serving }
  /** The log has the reason. */
  | { readonly kind: 'failed'; readonly code: ErrorCode };

/** One of the models of a service. */
export interface NamedModel {
  /** As the configuration has it; a loaded model may know a longer one. */
  readonly name: string;
  readonly state: () => ModelState;
}

/** Which model a request means. */
export interface Choice {
  /** Its name, or the last part of it; undefined where the client leaves it to the service. */
  readonly model?: string | undefined;
  /** What it has to be able to do; null where any model will do. */
  readonly task: Task | null;
}

/** A model, as it is listed. */
export interface ListedModel {
  readonly name: string;
  readonly state: ModelState['kind'];
  /** None before it is loaded. */
  readonly tasks: readonly Task[];
  /** Why it could not be loaded. */
  readonly error: ErrorCode | null;
}

/** The models of a service, in the order of its configuration, and the choice among them. */
export class Models {
  readonly #models: readonly NamedModel[];

  constructor(models: readonly NamedModel[]) {
    this.#models = models;
  }

  /**
   * The model that a request means: the named one, or else the first that can do the task. Until it
   * is known which one that is, and where it could not be loaded, nobody takes its place: vectors of
   * another model would be worth nothing beside those of yesterday.
   *
   * MODEL_NOT_FOUND, ENGINE_UNAVAILABLE while it is still loading, MODEL_FAILED; TASK_UNSUPPORTED
   * where no model can do the task. A named one is not asked whether it can.
   */
  pick({ model, task }: Choice): Serving {
    if (model !== undefined) return this.#require(this.#find(model));
    for (const one of this.#models) {
      const serving = this.#require(one);
      if (task === null || tasksOf(serving.model.manifest.model).includes(task)) return serving;
    }
    throw fail('TASK_UNSUPPORTED', { task: task ?? 'anything', model: this.#names() });
  }

  /** The named model, or the first that is loaded: for what tells of models and does no task. */
  describe(model: string | undefined): Serving {
    if (model !== undefined) return this.pick({ model, task: null });
    const [first] = this.ready();
    return first ?? this.pick({ task: null });
  }

  /** Those that are loaded. */
  ready(): readonly Serving[] {
    return this.#models.flatMap((one) => {
      const state = one.state();
      return state.kind === 'ready' ? [state.serving] : [];
    });
  }

  list(): readonly ListedModel[] {
    return this.#models.map((one) => {
      const state = one.state();
      const tasks = state.kind === 'ready' ? tasksOf(state.serving.model.manifest.model) : [];
      const error = state.kind === 'failed' ? state.code : null;
      return { name: nameOf(one), state: state.kind, tasks, error };
    });
  }

  /**
   * Whether an inference has just worked: of the named model, or of at least one once none is
   * loading any more. Rejects with ENGINE_UNAVAILABLE while that is not so.
   */
  async computes(model: string | undefined): Promise<boolean> {
    if (model !== undefined) return this.pick({ model, task: null }).ready();
    for (const one of this.#models) if (one.state().kind === 'loading') this.#require(one);
    const answers = await Promise.all(this.ready().map((serving) => serving.ready()));
    return answers.includes(true);
  }

  /** By its whole name, or else by the last part of it: `bsc-bio-ehr-es` for the Hub's. */
  #find(asked: string): NamedModel {
    const found =
      this.#models.find((one) => nameOf(one) === asked) ??
      this.#models.find((one) => nameOf(one).split('/').at(-1) === asked);
    if (found === undefined) throw fail('MODEL_NOT_FOUND', { models: this.#names() });
    return found;
  }

  #require(one: NamedModel): Serving {
    const state = one.state();
    switch (state.kind) {
      case 'ready':
        return state.serving;
      case 'loading':
        throw fail('ENGINE_UNAVAILABLE', { detail: `the model ${one.name} is still loading` });
      case 'failed':
        throw fail('MODEL_FAILED', { model: one.name, models: this.#names() });
    }
  }

  #names(): string {
    return this.#models.map(nameOf).join(', ');
  }
}

function nameOf(one: NamedModel): string {
  const state = one.state();
  return state.kind === 'ready' ? state.serving.model.name : one.name;
}

/** Throws unless requests would be answered now: SHUTTING_DOWN, ENGINE_UNAVAILABLE. */
export async function requireComputing(
  models: Models,
  model: string | undefined,
  stopping: AbortSignal,
): Promise<void> {
  if (stopping.aborted) throw fail('SHUTTING_DOWN');
  if (await models.computes(model)) return;
  const detail = 'it is being started again, or does not compute';
  throw fail('ENGINE_UNAVAILABLE', { detail });
}
