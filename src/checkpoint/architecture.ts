/** How a family of models names its tensors and puts them together. */
export type Architecture = 'roberta' | 'bert' | 'distilbert' | 'electra';

/** Architectures by `model_type`. CamemBERT and XLM-R are RoBERTa with other tokenizers. */
export const architectures: Readonly<Record<string, Architecture>> = {
  roberta: 'roberta',
  camembert: 'roberta',
  'xlm-roberta': 'roberta',
  bert: 'bert',
  distilbert: 'distilbert',
  electra: 'electra',
};
