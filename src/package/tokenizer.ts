import { Tokenizer, type TokenizerOptions } from '../text/tokenizer.js';
import { TOKENIZER_FILE, type Manifest } from './manifest.js';
import type { Package } from './package.js';

/** What a model asks of its tokenizer. */
export const tokenizerOptions = ({
  head,
  vocabularySize,
}: Pick<Manifest['model'], 'head' | 'vocabularySize'>): TokenizerOptions => ({
  mask: head.kind === 'masked-lm' ? 'required' : 'optional',
  vocabularySize,
});

/** The tokenizer of a package. TOKENIZER_UNSUPPORTED. */
export const tokenizerOf = ({ manifest, tokenizer }: Package): Tokenizer => {
  const { tokenizerJson, tokenizerConfig } = tokenizer;
  const options = tokenizerOptions(manifest.model);
  return new Tokenizer(tokenizerJson, tokenizerConfig, TOKENIZER_FILE, options);
};
