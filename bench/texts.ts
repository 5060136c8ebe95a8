/** The texts of a benchmark: bundled sentences, in an order in which every part costs the same. */
import { readFileSync } from 'node:fs';
import type { Row } from '../src/engine/protocol.js';
import { bodyOf, maskMiddle, type LoadTask } from '../src/load/requests.js';
import type { Tokenizer } from '../src/text/tokenizer.js';
import { encodeMasks, encodeStart } from '../src/text/window.js';
import { fromRoot } from '../test/root.js';

/** Each block of so many texts has short and long ones in the same mixture. */
export const BLOCK = 32;

const LONGEST = 512;
const TOP_K = 5;

/** A text with all that measurements need of it. */
export interface BenchText {
  readonly text: string;
  readonly masked: string;
  readonly rows: Readonly<Record<LoadTask, Row>>;
  /** JSON of a request. */
  readonly bodies: Readonly<Record<LoadTask, string>>;
}

export function readTexts(tokenizer: Tokenizer): BenchText[] {
  const lines = readFileSync(fromRoot('models/sentences-es/sentences.txt'), 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => textOf(tokenizer, line));
}

/**
 * Blocks of texts, each a sample of all lengths: the sorted texts are dealt out like cards, forth
 * and back, so that no block has the shorter ones of all.
 */
export function deal(texts: readonly BenchText[], count: number): BenchText[] {
  const blocks = Math.floor(count / BLOCK);
  const sorted = texts
    .slice(0, blocks * BLOCK)
    .sort((a, b) => a.rows.embed.tokens.length - b.rows.embed.tokens.length);
  const blockOf = (index: number) => {
    const at = index % blocks;
    return Math.floor(index / blocks) % 2 === 0 ? at : blocks - 1 - at;
  };
  return Array.from({ length: blocks }, (_, block) =>
    shuffle(sorted.filter((_, index) => blockOf(index) === block)),
  ).flat();
}

/** The block of a deal whose length is nearest to the mean of all: the first has the longest text. */
export function middleBlock(dealt: readonly BenchText[]): readonly BenchText[] {
  const from = BLOCK * Math.floor(dealt.length / BLOCK / 2);
  return dealt.slice(from, from + BLOCK);
}

/** The same each time: 13 and 32 have no common divisor. */
const shuffle = <Item>(items: readonly Item[]): Item[] =>
  items.flatMap((_, index) => items.slice((13 * index) % BLOCK, ((13 * index) % BLOCK) + 1));

/** A text of at least as many tokens as the model takes. */
export const longText = (tokenizer: Tokenizer, texts: readonly BenchText[]): BenchText =>
  textOf(
    tokenizer,
    texts
      .slice(0, 100)
      .map(({ text }) => text)
      .join(' '),
  );

function textOf(tokenizer: Tokenizer, text: string): BenchText {
  const mask = tokenizer.maskToken;
  const masked = maskMiddle(text, mask);
  const window = encodeMasks(tokenizer, masked, LONGEST);
  if (window === null) throw new TypeError('one mask always fits');
  const { tokens } = encodeStart(tokenizer, text, LONGEST);
  return {
    text,
    masked,
    rows: {
      embed: { tokens, masks: [], pooling: 'mean', labels: false, states: false },
      'fill-mask': {
        tokens: window.tokens,
        masks: window.masks.map((position) => ({ kind: 'top', position, k: TOP_K })),
        pooling: null,
        labels: false,
        states: false,
      },
    },
    bodies: {
      embed: bodyOf('embed', text, mask),
      'fill-mask': bodyOf('fill-mask', text, mask),
    },
  };
}
