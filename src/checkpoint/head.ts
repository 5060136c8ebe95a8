import { fail } from '../errors.js';
import type { Architecture } from './architecture.js';
import { describe, isRecord, stringsOf } from './json.js';

/** How label logits become scores; `none` leaves them as they are. */
export type LabelScores = 'softmax' | 'sigmoid' | 'none';

/** What stands on top of an encoder. */
export type Head =
  | { readonly kind: 'none' }
  /** `tied`: the decoder is the word embeddings; the file may then hold no weights for it. */
  | { readonly kind: 'masked-lm'; readonly tied: boolean }
  | { readonly kind: 'token-classification'; readonly labels: readonly string[] }
  | {
      readonly kind: 'sequence-classification';
      readonly labels: readonly string[];
      readonly scores: LabelScores;
    };

type Json = Readonly<Record<string, unknown>>;

/** Label sets of the largest published classifiers have some ten thousand (ICD-10). */
const MOST_LABELS = 100_000;

/** Ends of the class names in `architectures`; the rest is the model's name. */
const kinds: readonly (readonly [end: string, kind: Head['kind']])[] = [
  ['ForMaskedLM', 'masked-lm'],
  ['ForPreTraining', 'masked-lm'],
  ['ForTokenClassification', 'token-classification'],
  ['ForSequenceClassification', 'sequence-classification'],
  ['Model', 'none'],
];

/** What the weights tell of a head: the names of their tensors, or at once its kind. */
export type HeadHint = ReadonlySet<string> | Head['kind'];

/** The head of a checkpoint: by its class, or where that is not given, by its weights. */
export function findHead(
  json: Json,
  architecture: Architecture,
  hint: HeadHint,
  file: string,
): Head {
  const kind = kindByClass(json, architecture, file) ?? kindByHint(architecture, hint);
  switch (kind) {
    case 'none':
      return { kind };
    case 'masked-lm':
      return { kind, tied: readTied(json, file) };
    case 'token-classification':
      return { kind, labels: readLabels(json, file) };
    case 'sequence-classification': {
      const labels = readLabels(json, file);
      return { kind, labels, scores: readScores(json, labels.length, file) };
    }
  }
}

function kindByClass(json: Json, architecture: Architecture, file: string): Head['kind'] | null {
  const [name] = stringsOf(json['architectures']);
  if (name === undefined) return null;
  // ELECTRA's pre-training head tells replaced tokens from original ones: no task of ours.
  if (name === 'ElectraForPreTraining') return 'none';
  const found = kinds.find(([end]) => name.endsWith(end));
  if (found !== undefined) return found[1];
  throw fail('ARCHITECTURE_UNSUPPORTED', {
    file,
    option: 'architectures',
    value: describe(name),
    supported: `${architecture} ${kinds.map(([end]) => end).join(', ')}`,
  });
}

const MASKED_LM_TENSORS = [
  'lm_head.dense.weight',
  'cls.predictions.transform.dense.weight',
  'vocab_transform.weight',
  'generator_predictions.dense.weight',
];

/** A tensor that only the sequence classifier of an architecture has. */
const sequenceTensors: Readonly<Record<Architecture, string>> = {
  roberta: 'classifier.dense.weight',
  bert: 'pooler.dense.weight',
  distilbert: 'pre_classifier.weight',
  electra: 'classifier.dense.weight',
};

function kindByHint(architecture: Architecture, tensors: HeadHint): Head['kind'] {
  if (typeof tensors === 'string') return tensors;
  if (MASKED_LM_TENSORS.some((name) => tensors.has(name))) return 'masked-lm';
  const classifies = tensors.has('classifier.weight') || tensors.has('classifier.out_proj.weight');
  if (!classifies) return 'none';
  return tensors.has(sequenceTensors[architecture])
    ? 'sequence-classification'
    : 'token-classification';
}

function readTied(json: Json, file: string): boolean {
  const value = json['tie_word_embeddings'] ?? true;
  if (typeof value === 'boolean') return value;
  const detail = `tie_word_embeddings is ${describe(value)}, neither true nor false`;
  throw fail('CHECKPOINT_CONFIG_INVALID', { file, detail });
}

/** Labels in the order of their logits: `id2label`, whose default in transformers is two of them. */
function readLabels(json: Json, file: string): readonly string[] {
  const named = json['id2label'] ?? { 0: 'LABEL_0', 1: 'LABEL_1' };
  const count = isRecord(named) ? Object.keys(named).length : 0;
  const labels = isRecord(named)
    ? Array.from({ length: Math.min(count, MOST_LABELS) }, (_, index) => named[String(index)])
    : [];
  if (labels.length > 0 && labels.every((label) => typeof label === 'string')) return labels;
  const detail = `id2label does not name the labels 0, 1, 2… (${count} of at most ${MOST_LABELS})`;
  throw fail('CHECKPOINT_CONFIG_INVALID', { file, detail });
}

/** As the text-classification pipeline of transformers chooses its function. */
function readScores(json: Json, labels: number, file: string): LabelScores {
  const problem = json['problem_type'] ?? null;
  switch (problem) {
    case 'regression':
      return 'none';
    case 'multi_label_classification':
      return 'sigmoid';
    case 'single_label_classification':
    case null:
      return labels === 1 ? 'sigmoid' : 'softmax';
    default: {
      const detail = `problem_type is ${describe(problem)}, none of transformers' three`;
      throw fail('CHECKPOINT_CONFIG_INVALID', { file, detail });
    }
  }
}
