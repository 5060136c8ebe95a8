import fc from 'fast-check';
import t from 'tap';
import {
  checkNormalize,
  checkSentenceModel,
  parseTransformerOptions,
} from '../../src/checkpoint/sentence-options.js';
import { ServiceError } from '../../src/errors.js';
import { newOptions, sentenceModel } from './sentence-files.js';

const file = 'sentence_bert_config.json';
const parse = (json: unknown) => parseTransformerOptions(json, file);

void t.test('the options of a transformer', (t) => {
  const nothing = { maxTokens: null, lowercase: false };
  t.strictSame(parse({}), nothing);
  t.strictSame(parse(newOptions), nothing);
  t.strictSame(parse({ max_seq_length: null, do_lower_case: null }), nothing);
  t.strictSame(parse({ max_seq_length: 128, do_lower_case: false }), {
    maxTokens: 128,
    lowercase: false,
  });
  t.strictSame(parse({ max_seq_length: 3, do_lower_case: true }), {
    maxTokens: 3,
    lowercase: true,
  });
  t.strictSame(parse({ model_args: {}, tokenizer_args: {}, config_kwargs: null }), nothing);
  t.strictSame(parse({ ...newOptions, unpad_inputs: false, query_length: null }), nothing);
  t.end();
});

void t.test('options that would change vectors are refused by name', (t) => {
  const refused = (json: object, message: RegExp) =>
    t.throws(() => parse(json), { code: 'ARCHITECTURE_UNSUPPORTED', message });
  refused(
    { transformer_task: 'fill-mask' },
    /sentence_bert_config\.json: transformer_task is fill-mask; supported: feature-extraction/,
  );
  const text = newOptions.modality_config.text;
  for (const modality of [
    {},
    { text, image: text },
    { text: { ...text, method_output_name: 'pooler_output' } },
    { text: 7 },
  ]) {
    refused({ modality_config: modality }, /modality_config is an object; supported: the last/);
  }
  refused({ module_output_name: 'sentence_embedding' }, /module_output_name is sentence_embedding/);
  refused({ processing_kwargs: { text: {} } }, /processing_kwargs is an object; supported: none/);
  refused({ tokenizer_args: { use_fast: false } }, /tokenizer_args is an object; supported: none/);
  refused({ query_length: 32 }, /query_length is 32; supported: null/);
  refused({ tokenizer_name_or_path: 'other' }, /tokenizer_name_or_path is other; supported: null/);
  refused({ pooling: 'x' }, /the option pooling is x; supported: transformer_task, /);
  refused({ constructor: 'x' }, /the option constructor is x; supported/);
  t.end();
});

void t.test('values that cannot be are told', (t) => {
  const invalid = (json: unknown, message: RegExp) =>
    t.throws(() => parse(json), { code: 'CHECKPOINT_CONFIG_INVALID', message });
  invalid('128', /sentence_bert_config\.json .*: it is 128, not an object/);
  for (const length of [2, 0, -1, 1.5, 1e300, '128', true]) {
    invalid({ max_seq_length: length }, /max_seq_length is .*, not an integer from 3/);
  }
  invalid({ do_lower_case: 'yes' }, /do_lower_case is yes, neither true nor false/);
  t.end();
});

void t.test('what the model as a whole is', (t) => {
  const name = 'config_sentence_transformers.json';
  const checkAll = (json: object) => () => checkSentenceModel(json, name);
  const check = (change: object) => checkAll({ ...sentenceModel, ...change });
  const prompts = { query: 'query: ', nothing: '' };
  for (const change of [
    {},
    { prompts },
    { prompts, default_prompt_name: 'nothing' },
    { similarity_fn_name: 'dot', truncate_dim: null, anything: ['else'] },
  ]) {
    t.doesNotThrow(check(change), JSON.stringify(change));
  }
  t.doesNotThrow(checkAll({ __version__: { sentence_transformers: '2.2.2' } }), 'older');
  const code = 'ARCHITECTURE_UNSUPPORTED';
  t.throws(check({ model_type: 'SparseEncoder' }), {
    code,
    message: /config_sentence_transformers\.json: model_type is SparseEncoder; supported: Sent/,
  });
  t.throws(check({ truncate_dim: 256 }), { code, message: /truncate_dim is 256; supported: null/ });
  for (const change of [{ prompts }, { prompts: null }, { prompts: 'query' }]) {
    t.throws(check({ ...change, default_prompt_name: 'query' }), {
      code,
      message: /default_prompt_name is query; supported: null: set it so, and write the prompt/,
    });
  }
  t.throws(() => checkSentenceModel([], name), { code: 'CHECKPOINT_CONFIG_INVALID' });
  t.end();
});

void t.test('normalising is of the whole vector', (t) => {
  const check = (json: unknown) => () => checkNormalize(json, '2_Normalize/config.json');
  const whole = 'sentence_embedding';
  t.doesNotThrow(check({}));
  t.doesNotThrow(check({ module_input_name: whole, module_output_name: whole }));
  t.throws(check({ module_input_name: 'token_embeddings' }), {
    code: 'ARCHITECTURE_UNSUPPORTED',
    message: /2_Normalize\/config\.json: module_input_name is token_embeddings; supported/,
  });
  t.throws(check({ p: 1 }), { code: 'ARCHITECTURE_UNSUPPORTED', message: /the option p is 1/ });
  t.end();
});

void t.test('anything else is read, or refused by an error of the table', (t) => {
  const keys = ['max_seq_length', 'do_lower_case', 'prompts', 'default_prompt_name', 'model_type'];
  const key = fc.constantFrom(...keys, ...Object.keys(newOptions));
  const json = fc.oneof(fc.jsonValue(), fc.dictionary(key, fc.jsonValue()));
  const readers = [parseTransformerOptions, checkSentenceModel, checkNormalize];
  const check = (value: unknown, index: number) => {
    try {
      readers[index]?.(value, file);
      return true;
    } catch (error) {
      return error instanceof ServiceError && error.message.length < 2000;
    }
  };
  fc.assert(fc.property(json, fc.nat(2), check), { numRuns: 500 });
  t.end();
});
