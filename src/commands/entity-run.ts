import type { AnnotatedText, Mention } from '../corpus/mention.js';
import { fail } from '../errors.js';
import { EntitySum, type EntityResult } from '../evaluation/entity-scores.js';
import type { Manifest } from '../package/manifest.js';
import type { Grouping } from '../tasks/entities.js';
import { findEntities, type Entities } from '../tasks/find-entities.js';
import { requireResults } from '../tasks/items.js';
import type { ServedModel, TaskLimits } from '../tasks/model.js';
import type { ReadGold } from './gold.js';

/** What one model found. */
export interface FoundByModel extends EntityResult {
  readonly name: string;
  readonly precision: Manifest['precision'];
  /** Tokens that the model computed, and how many it did in a second. */
  readonly tokens: number;
  readonly tokensPerSecond: number;
}

export interface EntityEvaluation {
  readonly texts: number;
  readonly models: readonly FoundByModel[];
}

export interface EntityPlan {
  /** Labels that count; null for all. */
  readonly labels: readonly string[] | null;
  readonly strategy: Grouping;
  /** Tokens of a window over a long text, and how many two of them share; null for an eighth. */
  readonly window: number;
  readonly stride: number | null;
  readonly signal: AbortSignal;
  /** Called with bytes of the gold standard. */
  readonly progress: (end: number) => void;
}

/** What bounds a request from outside; here blocks do. */
const UNLIMITED: TaskLimits = {
  ...{ maxInputs: Infinity, maxTopK: Infinity, maxCharacters: Infinity, maxWindows: Infinity },
};

/** Characters of one block of texts, for all models: many batches, so that few are not full. */
const BLOCK_CHARACTERS = 100_000;

/**
 * Runs annotated texts through models. A block of texts is in memory at a time, and while one model
 * computes it the others rest, so that the speed of each is its own. TASK_UNSUPPORTED for a model
 * without a token classifier.
 */
export async function evaluateEntities(
  models: readonly ServedModel[],
  gold: AsyncIterable<ReadGold>,
  plan: EntityPlan,
): Promise<EntityEvaluation> {
  const { signal, progress } = plan;
  const examinees = models.map((model) => new Examinee(model, plan));
  let texts = 0;
  for await (const { block, end } of inBlocks(gold)) {
    for (const examinee of examinees) await examinee.answer(block, signal);
    texts += block.length;
    progress(end);
  }
  return { texts, models: examinees.map(({ result }) => result) };
}

interface Block {
  readonly block: readonly AnnotatedText[];
  readonly end: number;
}

async function* inBlocks(gold: AsyncIterable<ReadGold>): AsyncGenerator<Block> {
  let block: ReadGold[] = [];
  let characters = 0;
  for await (const one of gold) {
    // What has no character has no entity either.
    if (one.text === '') continue;
    block.push(one);
    characters += one.text.length;
    if (characters < BLOCK_CHARACTERS) continue;
    yield { block, end: one.end };
    block = [];
    characters = 0;
  }
  const last = block.at(-1);
  if (last !== undefined) yield { block, end: last.end };
}

/** One model and what it found. */
class Examinee {
  readonly #model: ServedModel;
  readonly #how: Pick<EntityPlan, 'strategy' | 'window' | 'stride'>;
  readonly #sum: EntitySum;
  #tokens = 0;
  #ms = 0;

  constructor(model: ServedModel, { labels, strategy, window, stride }: EntityPlan) {
    if (model.manifest.model.head.kind !== 'token-classification') {
      throw fail('TASK_UNSUPPORTED', { task: 'token-classification', model: model.name });
    }
    this.#model = model;
    this.#how = { strategy, window, stride };
    this.#sum = new EntitySum(labels);
  }

  /** Rejects as `findEntities` does. */
  async answer(texts: readonly AnnotatedText[], signal: AbortSignal): Promise<void> {
    const started = performance.now();
    const { output, cost } = await findEntities(
      this.#model,
      UNLIMITED,
      {
        inputs: texts.map(({ text }) => text),
        ...{ ignoreLabels: ['O'], truncate: false },
        ...this.#how,
      },
      { signal },
    );
    this.#ms += performance.now() - started;
    this.#tokens += cost.tokens;
    const found = requireResults(output);
    for (const [index, { mentions }] of texts.entries()) {
      this.#sum.add(mentions, mentionsOf(found[index] ?? []));
    }
  }

  get result(): FoundByModel {
    const { name, manifest } = this.#model;
    return {
      ...{ name, precision: manifest.precision },
      ...this.#sum.result,
      tokens: this.#tokens,
      tokensPerSecond: this.#ms > 0 ? this.#tokens / (this.#ms / 1000) : 0,
    };
  }
}

/** Entities of a text as annotations have them. */
export const mentionsOf = (entities: Entities): Mention[] =>
  entities.map((one) => ({
    label: 'entity_group' in one ? one.entity_group : one.entity,
    spans: [{ start: one.start, end: one.end }],
  }));
