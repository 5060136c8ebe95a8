import { existsSync, readFileSync } from 'node:fs';
import { resolveTokenizer, type TokenizerSources } from '../../src/text/files.js';
import { Tokenizer } from '../../src/text/tokenizer.js';
import { fromRoot, readJson } from '../root.js';

/** The files that the tokenizer of a folder can be in, read as a checkpoint's are. */
export function readSources(folder: string): TokenizerSources {
  const json = (name: string) => (has(name) ? readJson(`${folder}/${name}`) : null);
  const text = (name: string) =>
    has(name) ? readFileSync(fromRoot(`${folder}/${name}`), 'utf8') : null;
  const has = (name: string) => existsSync(fromRoot(`${folder}/${name}`));
  const { model_type } = readJson(`${folder}/config.json`) as { readonly model_type: string };
  return {
    tokenizerJson: json('tokenizer.json'),
    tokenizerConfig: json('tokenizer_config.json'),
    specialTokensMap: json('special_tokens_map.json'),
    addedTokens: json('added_tokens.json'),
    vocabJson: json('vocab.json'),
    mergesText: text('merges.txt'),
    vocabText: text('vocab.txt'),
    modelType: model_type,
  };
}

export function makeTokenizer(sources: TokenizerSources): Tokenizer {
  const { tokenizerJson, tokenizerConfig } = resolveTokenizer(sources, 'tokenizer.json');
  return new Tokenizer(tokenizerJson, tokenizerConfig, 'tokenizer.json');
}

/** One tokenizer of each kind. */
export const byteLevel = makeTokenizer(readSources('test/golden/roberta-mlm-bin'));
export const wordPiece = makeTokenizer(readSources('test/golden/bert-mlm-legacy'));
export const unigram = makeTokenizer(readSources('test/golden/xlmr-mlm-f16'));
