import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Test } from 'tap';
import { parseModelConfig } from '../../src/checkpoint/config.js';
import { writeServingGraph } from '../../src/graph/serving.js';
import { floatBytes, writeSafetensors } from '../checkpoint/safetensors-writer.js';

const config = {
  architectures: ['RobertaForMaskedLM'],
  model_type: 'roberta',
  vocab_size: 20,
  hidden_size: 8,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  intermediate_size: 16,
  max_position_embeddings: 12,
  type_vocab_size: 1,
  layer_norm_eps: 1e-5,
};

const card = '---\nlicense: mit\nlanguage: [es]\n---\n# A tiny model\n';

/** Every tensor that the graph asks for; each value tells its tensor and its place in it. */
function tinyTensors(): Buffer {
  const { weights } = writeServingGraph(parseModelConfig(config, { file: 'config.json' }), 'fp32');
  const tensors = weights
    .flatMap(({ needs }) => needs)
    .map(({ tensor, shape }, index) => {
      const length = shape.reduce((product, dimension) => product * dimension, 1);
      const values = Array.from({ length }, (_, place) => index + place / 1024);
      return [tensor, { dtype: 'F32', shape, bytes: floatBytes(...values) }] as const;
    });
  return writeSafetensors(Object.fromEntries(tensors));
}

const special = ['<s>', '<pad>', '</s>', '<unk>', '<mask>'];
const vocabulary = [...special, 'a', 'b', 'ab'];

/** Byte pairs with one merge. */
export const tinyTokenizer = {
  version: '1.0',
  truncation: null,
  padding: null,
  added_tokens: special.map((content, id) => ({
    id,
    content,
    single_word: false,
    lstrip: content === '<mask>',
    rstrip: false,
    normalized: false,
    special: true,
  })),
  normalizer: null,
  pre_tokenizer: {
    type: 'ByteLevel',
    add_prefix_space: false,
    trim_offsets: true,
    use_regex: true,
  },
  post_processor: {
    type: 'RobertaProcessing',
    sep: ['</s>', 2],
    cls: ['<s>', 0],
    trim_offsets: true,
    add_prefix_space: false,
  },
  decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
  model: {
    type: 'BPE',
    dropout: null,
    unk_token: null,
    continuing_subword_prefix: null,
    end_of_word_suffix: null,
    fuse_unk: false,
    byte_fallback: false,
    ignore_merges: false,
    vocab: Object.fromEntries(vocabulary.map((piece, id) => [piece, id])),
    merges: [['a', 'b']],
  },
};

export const tinyTokenizerConfig = { model_max_length: 10, mask_token: '<mask>' };

/** The files of a checkpoint that converts in a moment. Nothing here computes with it. */
export const tinyCheckpoint = (): Record<string, string | Buffer> => ({
  'README.md': card,
  'config.json': JSON.stringify(config),
  'model.safetensors': tinyTensors(),
  'tokenizer.json': JSON.stringify(tinyTokenizer),
  'tokenizer_config.json': JSON.stringify(tinyTokenizerConfig),
});

/** A checkpoint and an empty home in a folder of the test's. */
export function tinySetting(t: Test) {
  const directory = t.testdir({ tiny: tinyCheckpoint(), home: {} });
  const home = join(directory, 'home');
  return {
    directory,
    checkpoint: join(directory, 'tiny'),
    home,
    packages: join(home, 'packages'),
    options: { home, precision: 'fp32' } as const,
    /** Writes a file of the checkpoint anew. */
    change: (name: string, content: string | Buffer) =>
      writeFileSync(join(directory, 'tiny', name), content),
  };
}
