/**
 * Which files of a repository a model needs. Repositories also hold weights for other frameworks,
 * training states and pictures: several times the size of what is read here.
 */
import { posix } from 'node:path';

const NEEDED = new Set([
  'README.md',
  'config.json',
  // Tokenizers.
  'added_tokens.json',
  'merges.txt',
  'sentencepiece.bpe.model',
  'special_tokens_map.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'vocab.json',
  'vocab.txt',
  // Sentence-transformers.
  'config_sentence_transformers.json',
  'modules.json',
]);

/** Options of a transformer, by its family: `sentence_bert_config.json`. */
const SENTENCE_CONFIG = /^sentence_[a-z-]+_config\.json$/;

/** A module of sentence-transformers: `1_Pooling/config.json`. */
const MODULE_CONFIG = /^\d+_[A-Za-z]+\/config\.json$/;

/** Where old sentence-transformers put the model itself. */
const TRANSFORMER = '0_Transformer/';

/** Any of them makes a tokenizer. */
const TOKENIZERS = ['tokenizer.json', 'vocab.json', 'vocab.txt', 'sentencepiece.bpe.model'];

/** Forms of weights, the best first: safetensors can be read without running anything. */
const WEIGHTS = [
  { whole: 'model.safetensors', shard: /^model-(\d{5})-of-(\d{5})\.safetensors$/ },
  { whole: 'pytorch_model.bin', shard: /^pytorch_model-(\d{5})-of-(\d{5})\.bin$/ },
];

/** Ready ONNX exports, the best first; only where there are no weights in the forms above. */
const EXPORTS = [
  'model.onnx',
  'model_optimized.onnx',
  'model_fp16.onnx',
  'model_quantized.onnx',
].flatMap((name) => [name, `onnx/${name}`]);

/** What an export keeps its tensors in, where they are too large for one file. */
const EXPORT_DATA = /^(?:_data(?:_\d{1,3})?|\.data)$/;

export interface Choice<File> {
  /** Small files by name, then the weights: whoever sees the last one has all the others. */
  readonly files: readonly File[];
  /** What a model cannot do without and the listing does not have, for a message; or null. */
  readonly missing: string | null;
}

/**
 * Chooses from the files of a repository those that a model is read from; one form of weights. The
 * model lies in the repository itself, or, where that has no weights, in `0_Transformer`.
 */
export function chooseFiles<File extends { readonly path: string }>(
  listing: readonly File[],
): Choice<File> {
  const isOld =
    chooseWeights(listing, '').length === 0 && chooseWeights(listing, TRANSFORMER).length > 0;
  const folder = isOld ? TRANSFORMER : '';
  const small = listing.filter(({ path }) => isNeeded(path) || isNeeded(inside(folder, path)));
  const weights = chooseWeights(listing, folder);
  return {
    files: [...small.toSorted(byPath), ...weights],
    missing: findMissing(small, weights, folder),
  };
}

const isNeeded = (path: string): boolean =>
  NEEDED.has(path) || SENTENCE_CONFIG.test(path) || MODULE_CONFIG.test(path);

/** A path from a folder, which has a slash at its end; empty for one outside of it. */
const inside = (folder: string, path: string): string =>
  path.startsWith(folder) ? path.slice(folder.length) : '';

function chooseWeights<File extends { readonly path: string }>(
  listing: readonly File[],
  folder: string,
): File[] {
  for (const { whole, shard } of WEIGHTS) {
    const one = listing.find(({ path }) => path === folder + whole);
    if (one !== undefined) return [one];
    const index = listing.find(({ path }) => path === `${folder}${whole}.index.json`);
    const shards = listing.filter(({ path }) => shard.test(inside(folder, path)));
    if (index !== undefined && isComplete(shards, shard))
      return [index, ...shards.toSorted(byPath)];
  }
  return chooseExport(listing, folder);
}

function chooseExport<File extends { readonly path: string }>(
  listing: readonly File[],
  folder: string,
): File[] {
  const names = EXPORTS.map((name) => folder + name);
  const best = names.find((name) => listing.some(({ path }) => path === name));
  if (best === undefined) return [];
  const isPart = ({ path }: File) =>
    path === best || (path.startsWith(best) && EXPORT_DATA.test(path.slice(best.length)));
  return listing.filter(isPart).toSorted(byPath);
}

/** Whether there are all of `…-00001-of-00003`, and no shards of another cut. */
function isComplete(shards: readonly { readonly path: string }[], pattern: RegExp): boolean {
  const totals = new Set(shards.map(({ path }) => Number(pattern.exec(posix.basename(path))?.[2])));
  return totals.size === 1 && totals.has(shards.length);
}

function findMissing(
  small: readonly { readonly path: string }[],
  weights: readonly unknown[],
  folder: string,
): string | null {
  const has = (name: string) => small.some(({ path }) => path === folder + name);
  const missing = [
    ...(has('config.json') ? [] : ['config.json']),
    ...(TOKENIZERS.some(has) ? [] : [`tokenizer (${TOKENIZERS.join(', ')})`]),
    ...(weights.length > 0
      ? []
      : [`complete weights (${[...WEIGHTS.map((w) => w.whole), EXPORTS[0]].join(', ')})`]),
  ];
  return missing.length > 0 ? missing.join(', no ') : null;
}

const byPath = (one: { readonly path: string }, other: { readonly path: string }): number =>
  one.path < other.path ? -1 : 1;
