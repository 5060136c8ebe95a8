/** What a folder of sentence-transformers has beside a checkpoint, as its versions write it. */

type Kind = 'Transformer' | 'Pooling' | 'Normalize' | 'Dropout';

/** The content of modules.json. */
export const modules = (...kinds: readonly Kind[]) =>
  kinds.map((kind, idx) => ({
    idx,
    name: String(idx),
    path: idx === 0 ? '' : `${idx}_${kind}`,
    type: `sentence_transformers.models.${kind}`,
  }));

/** The content of config_sentence_transformers.json, as version 6 saves it. */
export const sentenceModel = {
  __version__: { sentence_transformers: '6.2.0', transformers: '5.23.0', pytorch: '2.9.0' },
  default_prompt_name: null,
  model_type: 'SentenceTransformer',
  prompts: { query: '', document: '' },
  similarity_fn_name: 'cosine',
};

/** The content of sentence_bert_config.json, as version 6 saves it. */
export const newOptions = {
  transformer_task: 'feature-extraction',
  modality_config: { text: { method: 'forward', method_output_name: 'last_hidden_state' } },
  module_output_name: 'token_embeddings',
};
