import fc from 'fast-check';
import t from 'tap';

import { parseModelConfig } from '../../src/checkpoint/config.js';
import { ServiceError } from '../../src/errors.js';

/** What a published RoBERTa of the base size has. */
const base: Readonly<Record<string, unknown>> = {
  architectures: ['RobertaForMaskedLM'],
  hidden_act: 'gelu',
  hidden_size: 768,
  intermediate_size: 3072,
  layer_norm_eps: 1e-5,
  max_position_embeddings: 514,
  model_type: 'roberta',
  num_attention_heads: 12,
  num_hidden_layers: 12,
  pad_token_id: 1,
  type_vocab_size: 1,
  vocab_size: 50262,
};

const parse = (change: object, tokenizerConfig?: unknown) =>
  parseModelConfig({ ...base, ...change }, { file: 'config.json', tokenizerConfig });

void t.test('a published configuration is read', (t) => {
  t.strictSame(parse({}), {
    architecture: 'roberta',
    modelType: 'roberta',
    head: { kind: 'masked-lm', tied: true },
    vocabularySize: 50262,
    embeddingSize: 768,
    hiddenSize: 768,
    layers: 12,
    heads: 12,
    intermediateSize: 3072,
    maxPositions: 514,
    typeVocabularySize: 1,
    layerNormEps: 1e-5,
    firstPosition: 2,
    activation: 'gelu',
    maxTokens: 512,
  });
  t.end();
});

void t.test('what is absent is what transformers takes', (t) => {
  const absent = { pad_token_id: undefined, hidden_act: undefined, tie_word_embeddings: null };
  t.strictSame(parse(absent), parse({}));
  t.strictSame(parse({ tie_word_embeddings: false }).head, { kind: 'masked-lm', tied: false });
  t.strictSame(parse({ torch_dtype: 'float32', gradient_checkpointing: false }), parse({}));
  t.end();
});

void t.test('the longest row', (t) => {
  const longest = (tokenizerConfig: unknown, change = {}) =>
    parse(change, tokenizerConfig).maxTokens;
  t.equal(longest(null), 512, 'positions begin after the padding');
  t.equal(longest(null, { pad_token_id: 0 }), 513);
  t.equal(longest({ model_max_length: 512 }), 512);
  t.equal(longest({ model_max_length: 128 }), 128, 'the tokenizer may ask for less');
  t.equal(longest({ model_max_length: 4096 }), 512, 'and gets no more than there is');
  for (const odd of [1e30, 0, 2, -1, 128.5, '128', null, [128]]) {
    t.equal(longest({ model_max_length: odd }), 512, `nothing to go by: ${String(odd)}`);
  }
  t.equal(longest([]), 512);
  t.end();
});

void t.test('other architectures are refused by name', (t) => {
  const refused = (change: object, message: RegExp) =>
    t.throws(() => parse(change), { code: 'ARCHITECTURE_UNSUPPORTED', message });
  refused(
    { model_type: 'gpt2' },
    /^config\.json: model_type is gpt2; supported: roberta, camembert, xlm-roberta, bert, /,
  );
  refused({ model_type: undefined }, /model_type is missing/);
  refused({ hidden_act: 'silu' }, /hidden_act is silu; supported: gelu, gelu_new, /);
  refused({ position_embedding_type: 'relative_key' }, /relative_key; supported: absolute/);
  refused({ is_decoder: true }, /is_decoder is true; supported: false/);
  refused({ add_cross_attention: true }, /add_cross_attention is true/);
  refused({ architectures: ['RobertaForCausalLM'] }, /RobertaForCausalLM; supported: /);
  refused({ architectures: ['RobertaForMultipleChoice'] }, /RobertaForMultipleChoice; supported: /);
  t.end();
});

void t.test('the family of a model gives its sizes their names', (t) => {
  const bert = parse({ model_type: 'bert', type_vocab_size: 2, pad_token_id: 0 });
  t.match(bert, { architecture: 'bert', firstPosition: 0, maxTokens: 514, typeVocabularySize: 2 });
  const xlmr = parse({ model_type: 'xlm-roberta' });
  t.match(xlmr, { architecture: 'roberta', modelType: 'xlm-roberta', maxTokens: 512 });
  const electra = parse({ model_type: 'electra', embedding_size: 128, hidden_act: 'gelu_new' });
  t.match(electra, { embeddingSize: 128, hiddenSize: 768, activation: 'gelu-tanh' });
  const distilbert = parseModelConfig(
    {
      model_type: 'distilbert',
      architectures: ['DistilBertForMaskedLM'],
      vocab_size: 100,
      dim: 8,
      n_layers: 2,
      n_heads: 2,
      hidden_dim: 16,
      max_position_embeddings: 64,
      activation: 'relu',
    },
    { file: 'config.json' },
  );
  t.match(distilbert, {
    hiddenSize: 8,
    embeddingSize: 8,
    layers: 2,
    heads: 2,
    intermediateSize: 16,
    typeVocabularySize: 0,
    layerNormEps: 1e-12,
    activation: 'relu',
    maxTokens: 64,
  });
  t.end();
});

void t.test('an unsupported model is told so even where its sizes have other names', (t) => {
  t.throws(() => parseModelConfig({ model_type: 'gpt2', n_embd: 768 }, { file: 'config.json' }), {
    code: 'ARCHITECTURE_UNSUPPORTED',
  });
  t.end();
});

void t.test('numbers that make no sense are refused, with the number', (t) => {
  const refused = (change: object, message: RegExp) =>
    t.throws(() => parse(change), { code: 'CHECKPOINT_CONFIG_INVALID', message });
  refused({ hidden_size: undefined }, /hidden_size is missing, not an integer from 1 to 16384/);
  refused({ hidden_size: '768' }, /hidden_size is "?768/);
  refused({ hidden_size: 770 }, /hidden size 770 is not a multiple of 12 heads/);
  refused({ num_attention_heads: 0 }, /num_attention_heads is 0/);
  refused({ num_hidden_layers: 1.5 }, /num_hidden_layers is 1\.5/);
  refused({ num_hidden_layers: 1e9 }, /num_hidden_layers is 1000000000, .* to 256/);
  refused({ intermediate_size: -1 }, /intermediate_size is -1/);
  refused({ vocab_size: 2 ** 53 }, /vocab_size is 9007199254740992/);
  refused({ type_vocab_size: [1] }, /type_vocab_size is a list/);
  refused({ pad_token_id: 50262 }, /pad_token_id is 50262, not an integer from 0 to 50261/);
  refused({ layer_norm_eps: 0 }, /layer_norm_eps is 0, not a number above 0/);
  refused({ layer_norm_eps: 1 }, /layer_norm_eps is 1/);
  refused({ max_position_embeddings: 4 }, /leaves room for 2 tokens, fewer than 3/);
  refused({ tie_word_embeddings: 'yes' }, /tie_word_embeddings is yes, neither true nor false/);
  t.throws(() => parseModelConfig([], { file: 'config.json' }), {
    code: 'CHECKPOINT_CONFIG_INVALID',
    message: /config\.json .* it is a list, not an object/,
  });
  t.end();
});

void t.test('whatever a number is replaced by, the answer is a configuration or a refusal', (t) => {
  const property = fc.property(
    fc.constantFrom(...Object.keys(base)),
    fc.oneof(fc.jsonValue(), fc.integer(), fc.double()),
    (key, value) => {
      try {
        const { maxTokens, maxPositions, hiddenSize, heads } = parse({ [key]: value });
        return maxTokens >= 3 && maxTokens <= maxPositions && hiddenSize % heads === 0;
      } catch (error) {
        return error instanceof ServiceError;
      }
    },
  );
  t.doesNotThrow(() => {
    fc.assert(property, { numRuns: 1000 });
  });
  t.end();
});
