import t from 'tap';
import type { Architecture } from '../../src/checkpoint/architecture.js';
import { findHead } from '../../src/checkpoint/head.js';

const find = (json: object, architecture: Architecture = 'roberta', ...tensors: string[]) =>
  findHead({ ...json }, architecture, new Set(tensors), 'config.json');

const labels = { id2label: { 0: 'O', 1: 'B-X' } };

void t.test('the class names the head', (t) => {
  const byClass = (name: string, json: object = labels) => find({ architectures: [name], ...json });
  t.strictSame(byClass('RobertaForMaskedLM'), { kind: 'masked-lm', tied: true });
  t.strictSame(byClass('BertForPreTraining'), { kind: 'masked-lm', tied: true });
  t.strictSame(byClass('BertForMaskedLM', { tie_word_embeddings: false }), {
    kind: 'masked-lm',
    tied: false,
  });
  t.strictSame(byClass('XLMRobertaForTokenClassification'), {
    kind: 'token-classification',
    labels: ['O', 'B-X'],
  });
  t.strictSame(byClass('RobertaModel'), { kind: 'none' });
  t.strictSame(byClass('ElectraForPreTraining'), { kind: 'none' });
  t.throws(() => byClass('RobertaForQuestionAnswering'), { code: 'ARCHITECTURE_UNSUPPORTED' });
  t.end();
});

void t.test('where no class is named, the tensors tell', (t) => {
  const cases: readonly (readonly [string, Architecture, string[]])[] = [
    ['masked-lm', 'roberta', ['lm_head.dense.weight']],
    ['masked-lm', 'bert', ['cls.predictions.transform.dense.weight', 'pooler.dense.weight']],
    ['masked-lm', 'distilbert', ['vocab_transform.weight']],
    ['masked-lm', 'electra', ['generator_predictions.dense.weight']],
    ['token-classification', 'roberta', ['classifier.weight']],
    ['token-classification', 'bert', ['classifier.weight']],
    ['sequence-classification', 'bert', ['classifier.weight', 'pooler.dense.weight']],
    ['sequence-classification', 'distilbert', ['classifier.weight', 'pre_classifier.weight']],
    [
      'sequence-classification',
      'roberta',
      ['classifier.dense.weight', 'classifier.out_proj.weight'],
    ],
    ['none', 'bert', ['pooler.dense.weight']],
    ['none', 'roberta', []],
  ];
  for (const [kind, architecture, tensors] of cases) {
    t.equal(
      find(labels, architecture, ...tensors).kind,
      kind,
      `${architecture}: ${tensors.join()}`,
    );
  }
  t.end();
});

void t.test('label logits become scores as in the text-classification pipeline', (t) => {
  const scores = (json: object) =>
    find({ architectures: ['RobertaForSequenceClassification'], ...json });
  t.match(scores(labels), { scores: 'softmax', labels: ['O', 'B-X'] });
  t.match(scores({ ...labels, problem_type: 'single_label_classification' }), {
    scores: 'softmax',
  });
  t.match(scores({ ...labels, problem_type: 'multi_label_classification' }), { scores: 'sigmoid' });
  t.match(scores({ ...labels, problem_type: 'regression' }), { scores: 'none' });
  t.match(scores({ id2label: { 0: 'grave' } }), { scores: 'sigmoid' });
  t.match(scores({}), { labels: ['LABEL_0', 'LABEL_1'] }, 'the default of transformers');
  t.end();
});

void t.test('labels and settings that make no sense are refused', (t) => {
  const refused = (json: object, message: RegExp) =>
    t.throws(() => find({ architectures: ['RobertaForSequenceClassification'], ...json }), {
      code: 'CHECKPOINT_CONFIG_INVALID',
      message,
    });
  refused({ id2label: {} }, /id2label does not name the labels 0, 1, 2… \(0 of/);
  refused({ id2label: { 0: 'a', 2: 'b' } }, /id2label/);
  refused({ id2label: { 0: 7 } }, /id2label/);
  refused({ id2label: ['a'] }, /id2label/);
  refused({ ...labels, problem_type: 'guess' }, /problem_type is guess/);
  t.throws(() => find({ architectures: ['RobertaForMaskedLM'], tie_word_embeddings: 'yes' }), {
    code: 'CHECKPOINT_CONFIG_INVALID',
    message: /tie_word_embeddings is yes/,
  });
  t.end();
});
