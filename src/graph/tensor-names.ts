import type { Architecture } from '../checkpoint/architecture.js';

/**
 * Names of a checkpoint's tensors by architecture, without the model's own prefix (`roberta.`),
 * which the reader takes away. Each names a linear layer or a norm, whose tensors end in `.weight`
 * and `.bias`. Source: the modules of transformers 5.23 (models, modeling_*.py).
 */
export interface EncoderNames {
  readonly words: string;
  readonly positions: string;
  /** Null where the architecture has no token types. */
  readonly types: string | null;
  readonly embeddingsNorm: string;
  /** From the embedding size to the hidden size, where they differ. */
  readonly embeddingsProjection: string;
  readonly layer: (index: number) => LayerNames;
}

export interface LayerNames {
  readonly query: string;
  readonly key: string;
  readonly value: string;
  readonly attentionOutput: string;
  readonly attentionNorm: string;
  readonly intermediate: string;
  readonly output: string;
  readonly outputNorm: string;
}

export interface MaskedLmNames {
  readonly dense: string;
  readonly norm: string;
  /** `.weight` where it is not tied to the word embeddings. */
  readonly decoder: string;
  /** The full name of the decoder's bias. */
  readonly bias: string;
}

const embeddings = {
  words: 'embeddings.word_embeddings.weight',
  positions: 'embeddings.position_embeddings.weight',
  embeddingsNorm: 'embeddings.LayerNorm',
  embeddingsProjection: 'embeddings_project',
};

const common: EncoderNames = {
  ...embeddings,
  types: 'embeddings.token_type_embeddings.weight',
  layer: (index) => {
    const layer = `encoder.layer.${index}`;
    return {
      query: `${layer}.attention.self.query`,
      key: `${layer}.attention.self.key`,
      value: `${layer}.attention.self.value`,
      attentionOutput: `${layer}.attention.output.dense`,
      attentionNorm: `${layer}.attention.output.LayerNorm`,
      intermediate: `${layer}.intermediate.dense`,
      output: `${layer}.output.dense`,
      outputNorm: `${layer}.output.LayerNorm`,
    };
  },
};

const distilbert: EncoderNames = {
  ...embeddings,
  types: null,
  layer: (index) => {
    const layer = `transformer.layer.${index}`;
    return {
      query: `${layer}.attention.q_lin`,
      key: `${layer}.attention.k_lin`,
      value: `${layer}.attention.v_lin`,
      attentionOutput: `${layer}.attention.out_lin`,
      attentionNorm: `${layer}.sa_layer_norm`,
      intermediate: `${layer}.ffn.lin1`,
      output: `${layer}.ffn.lin2`,
      outputNorm: `${layer}.output_layer_norm`,
    };
  },
};

export const encoderNames: Readonly<Record<Architecture, EncoderNames>> = {
  roberta: common,
  bert: common,
  electra: common,
  distilbert,
};

export const maskedLmNames: Readonly<Record<Architecture, MaskedLmNames>> = {
  roberta: {
    dense: 'lm_head.dense',
    norm: 'lm_head.layer_norm',
    decoder: 'lm_head.decoder',
    bias: 'lm_head.bias',
  },
  bert: {
    dense: 'cls.predictions.transform.dense',
    norm: 'cls.predictions.transform.LayerNorm',
    decoder: 'cls.predictions.decoder',
    bias: 'cls.predictions.bias',
  },
  distilbert: {
    dense: 'vocab_transform',
    norm: 'vocab_layer_norm',
    decoder: 'vocab_projector',
    bias: 'vocab_projector.bias',
  },
  electra: {
    dense: 'generator_predictions.dense',
    norm: 'generator_predictions.LayerNorm',
    decoder: 'generator_lm_head',
    bias: 'generator_lm_head.bias',
  },
};
