/** The files of a checkpoint that describe its tokenizer, whichever of them it has. */
import { join } from 'node:path';
import { fail } from '../errors.js';
import { readJsonFile, readSmallFile } from './files.js';

/** Their contents, not checked; null for a file that is not there. */
export interface TokenizerFiles {
  /** Parsed. */
  readonly tokenizerJson: unknown;
  readonly tokenizerConfig: unknown;
  readonly specialTokensMap: unknown;
  readonly addedTokens: unknown;
  readonly vocabJson: unknown;
  /** As they are. */
  readonly mergesText: string | null;
  readonly vocabText: string | null;
}

/** Published ones have a few kilobytes. */
const MAX_SETTINGS_BYTES = 1_000_000;

/** 250,000 pieces take 17 MB; this leaves room without inviting anything absurd into memory. */
const MAX_VOCABULARY_BYTES = 64_000_000;

const TOKENIZER = 'tokenizer.json';
const TOKENIZER_CONFIG = 'tokenizer_config.json';
const SPECIAL_TOKENS = 'special_tokens_map.json';
const ADDED_TOKENS = 'added_tokens.json';
const VOCABULARY = 'vocab.json';
const MERGES = 'merges.txt';
const WORD_PIECES = 'vocab.txt';

/** tokenizer.json wins where it exists: the older files of its vocabulary are then not read. */
const VOCABULARIES = [VOCABULARY, MERGES, WORD_PIECES];

/** Whether a folder has a vocabulary, also one in a form that is refused with its reason. */
export const hasTokenizer = (found: readonly string[]): boolean =>
  found.some(
    (name) => name === TOKENIZER || VOCABULARIES.includes(name) || name.endsWith('.model'),
  );

/** What a tokenizer can be in, for a message. */
export const TOKENIZER_NAMES = [TOKENIZER, `${VOCABULARY} with ${MERGES}`, WORD_PIECES] as const;

/** Names of the files to read among those of a folder. */
export function chooseTokenizerFiles(found: readonly string[]): readonly string[] {
  const vocabularies = found.includes(TOKENIZER) ? [TOKENIZER] : VOCABULARIES;
  const names = [...vocabularies, TOKENIZER_CONFIG, SPECIAL_TOKENS, ADDED_TOKENS];
  return names.filter((name) => found.includes(name));
}

/** Reads the chosen ones. Errors: TOKENIZER_UNSUPPORTED, CHECKPOINT_MISSING. */
export async function readTokenizerFiles(
  directory: string,
  names: readonly string[],
): Promise<TokenizerFiles> {
  const json = async (name: string, limit: number): Promise<unknown> => {
    if (!names.includes(name)) return null;
    const file = join(directory, name);
    return readJsonFile(file, limit, (detail) => fail('TOKENIZER_UNSUPPORTED', { file, detail }));
  };
  const text = async (name: string): Promise<string | null> => {
    if (!names.includes(name)) return null;
    const file = join(directory, name);
    const bytes = await readSmallFile(file, MAX_VOCABULARY_BYTES);
    if (bytes !== null) return new TextDecoder().decode(bytes);
    const detail = `it has more than ${MAX_VOCABULARY_BYTES} bytes`;
    throw fail('TOKENIZER_UNSUPPORTED', { file, detail });
  };
  return {
    tokenizerJson: await json(TOKENIZER, MAX_VOCABULARY_BYTES),
    tokenizerConfig: await json(TOKENIZER_CONFIG, MAX_SETTINGS_BYTES),
    specialTokensMap: await json(SPECIAL_TOKENS, MAX_SETTINGS_BYTES),
    addedTokens: await json(ADDED_TOKENS, MAX_SETTINGS_BYTES),
    vocabJson: await json(VOCABULARY, MAX_VOCABULARY_BYTES),
    mergesText: await text(MERGES),
    vocabText: await text(WORD_PIECES),
  };
}
