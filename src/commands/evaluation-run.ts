import { SameCandidatesSum, GuessSum, LikelihoodSum } from '../evaluation/scores.js';
import type { Accuracy, Likelihood, SameCandidates } from '../evaluation/scores.js';
import { seededRandom } from '../evaluation/random.js';
import type { Text } from '../evaluation/texts.js';
import { fail } from '../errors.js';
import { TOKENIZER_FILE, type Manifest } from '../package/manifest.js';
import type { ServedModel } from '../tasks/model.js';
import {
  prepareText,
  readGuesses,
  readTrue,
  type Exercise,
  type MaskingPlan,
  type PreparedText,
} from './evaluation-rows.js';

export interface EvaluationPlan {
  readonly maxTokens: number;
  readonly share: number;
  readonly seed: number;
  readonly pseudoPerplexity: boolean;
  readonly signal: AbortSignal;
  /** Called with bytes of the data. */
  readonly progress: (end: number) => void;
}

/** What one model gave. */
export interface ModelResult extends Likelihood, Accuracy {
  readonly name: string;
  readonly precision: Manifest['precision'];
  /** Texts with something to mask; those without; those that were cut. */
  readonly texts: number;
  readonly skipped: number;
  readonly truncated: number;
  /** Pieces of the texts, after cutting, without special and unknown tokens. */
  readonly pieces: number;
  /** Each piece masked alone; null where nobody asked. */
  readonly eachAlone: Likelihood | null;
  /** Tokens of all rows that the model computed, and how many it did in a second. */
  readonly tokens: number;
  readonly tokensPerSecond: number;
}

export interface Evaluation {
  readonly maxTokens: number;
  readonly models: readonly ModelResult[];
  /** Of two models with the same tokenizer, over the same masks; else null. */
  readonly agreement: SameCandidates | null;
}

/** Tokens of one block, for all models: many batches, so that few of them are not full. */
const BLOCK_TOKENS = 65_536;

/**
 * Runs texts through one model, or through two. A block of texts is in memory at a time, and while
 * one model computes it the other rests, so that the speeds of both are their own.
 */
export async function evaluateTexts(
  models: readonly ServedModel[],
  texts: AsyncIterable<Text>,
  plan: EvaluationPlan,
): Promise<Evaluation> {
  const limits = models.map(({ limits }) => limits.rowTokens);
  const maxTokens = Math.min(plan.maxTokens, ...limits);
  const examinees = models.map((model) => new Examinee(model, { ...plan, maxTokens }));
  const agreement = sameTokenizer(models) ? new SameCandidatesSum() : null;
  for await (const { block, end } of inBlocks(texts, examinees)) {
    const answers: (readonly (number | undefined)[])[] = [];
    for (const [index, examinee] of examinees.entries()) {
      answers.push(await examinee.answer(block[index] ?? [], plan.signal));
    }
    const [one = [], other = []] = answers;
    for (const [index, first] of one.entries()) agreement?.add(first, other[index]);
    plan.progress(end);
  }
  const results = examinees.map((examinee) => examinee.result);
  return { maxTokens, models: results, agreement: agreement?.result ?? null };
}

/** Then texts, rows and masks are the same for both. */
function sameTokenizer(models: readonly ServedModel[]): boolean {
  const hashes = models.map(
    ({ manifest }) => manifest.files.find(({ name }) => name === TOKENIZER_FILE)?.sha256,
  );
  return models.length === 2 && hashes[0] === hashes[1];
}

interface Block {
  /** The same texts for each examinee. */
  readonly block: readonly (readonly PreparedText[])[];
  readonly end: number;
}

async function* inBlocks(
  texts: AsyncIterable<Text>,
  examinees: readonly Examinee[],
): AsyncGenerator<Block> {
  let block: PreparedText[][] = examinees.map(() => []);
  let tokens = 0;
  let last = 0;
  for await (const { text, end } of texts) {
    for (const [index, examinee] of examinees.entries()) {
      const prepared = examinee.prepare(text);
      block[index]?.push(prepared);
      tokens += countTokens(exercisesOf(prepared));
    }
    last = end;
    if (tokens < BLOCK_TOKENS) continue;
    yield { block, end };
    block = examinees.map(() => []);
    tokens = 0;
  }
  if (tokens > 0) yield { block, end: last };
}

/** One model and what its answers add up to. */
class Examinee {
  readonly #model: ServedModel;
  readonly #plan: MaskingPlan;
  readonly #guesses = new GuessSum();
  readonly #alone = new LikelihoodSum();
  #texts = 0;
  #skipped = 0;
  #truncated = 0;
  #pieces = 0;
  #tokens = 0;
  #ms = 0;

  constructor(model: ServedModel, plan: EvaluationPlan) {
    if (model.manifest.model.head.kind !== 'masked-lm') {
      throw fail('TASK_UNSUPPORTED', { task: 'fill-mask', model: model.name });
    }
    this.#model = model;
    const { maxTokens, share, seed, pseudoPerplexity: eachAlone } = plan;
    this.#plan = { maxTokens, share, eachAlone, random: seededRandom(seed) };
  }

  prepare(text: string): PreparedText {
    const prepared = prepareText(this.#model.tokenizer, text, this.#plan);
    if (prepared.pieces === 0) this.#skipped += 1;
    else this.#texts += 1;
    if (prepared.truncated) this.#truncated += 1;
    this.#pieces += prepared.pieces;
    return prepared;
  }

  /** Computes texts; gives the first candidate for each mask. Rejects as `Batcher.submit` does. */
  async answer(
    texts: readonly PreparedText[],
    signal: AbortSignal,
  ): Promise<readonly (number | undefined)[]> {
    const exercises = texts.flatMap(exercisesOf);
    const started = performance.now();
    const rows = exercises.map(({ row }) => row);
    const answers = await this.#model.batcher.submit(rows, { signal });
    this.#ms += performance.now() - started;
    this.#tokens += countTokens(exercises);
    const scores = answers.map(({ result }) => result.masks);
    const firsts: (number | undefined)[] = [];
    let next = 0;
    for (const { masked, alone } of texts) {
      for (const exercise of masked) {
        for (const guess of readGuesses(exercise, scores[next++] ?? [])) {
          this.#guesses.add(guess);
          firsts.push(guess.first);
        }
      }
      alone.forEach(() => this.#alone.add(readTrue(scores[next++]?.[0])));
    }
    return firsts;
  }

  get result(): ModelResult {
    const { name, manifest } = this.#model;
    return {
      name,
      precision: manifest.precision,
      texts: this.#texts,
      skipped: this.#skipped,
      truncated: this.#truncated,
      pieces: this.#pieces,
      ...this.#guesses.result,
      eachAlone: this.#plan.eachAlone ? this.#alone.result : null,
      tokens: this.#tokens,
      tokensPerSecond: this.#ms > 0 ? this.#tokens / (this.#ms / 1000) : 0,
    };
  }
}

/** In the order in which they are submitted. */
const exercisesOf = ({ masked, alone }: PreparedText): readonly Exercise[] => [...masked, ...alone];

const countTokens = (exercises: readonly Exercise[]): number =>
  exercises.reduce((sum, { row }) => sum + row.tokens.length, 0);
