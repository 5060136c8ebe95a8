/** The same text has the same numbers whatever company it is computed in. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { Row, RowResult } from '../../src/engine/protocol.js';
import { Session } from '../../src/engine/session.js';
import { seededRandom } from '../../src/evaluation/random.js';
import { convertInto } from '../../src/package/cache.js';
import { tokenizerOf } from '../../src/package/tokenizer.js';
import { encodeStart } from '../../src/text/window.js';
import { fromRoot } from '../root.js';

const sentences = readFileSync(fromRoot('models/sentences-es/sentences.txt'), 'utf8')
  .split('\n')
  .filter(Boolean);

const COMPANIES = 300;
const LARGEST = 16;
const TOLERANCE = 1e-6;

/** Probabilities and the elements of the vector of length 1: what clients see. */
function numbersOf({ masks, pooled }: RowResult): number[] {
  const vector = [...(pooled ?? [])];
  const length = Math.hypot(...vector);
  const scores = masks.flatMap(({ logProbabilities }) => [...logProbabilities]);
  return [...vector.map((value) => value / length), ...scores.map(Math.exp)];
}

const difference = (one: readonly number[], other: readonly number[]): number =>
  one.reduce((most, value, index) => {
    return Math.max(most, Math.abs(value - (other[index] ?? Infinity)));
  }, 0);

for (const precision of ['fp32', 'int8'] as const) {
  void t.test(`${precision}: hundreds of random companies`, async (t) => {
    const directory = join(t.testdir(), precision);
    const opened = await convertInto(fromRoot('models/clinical-es-mini'), directory, { precision });
    const tokenizer = tokenizerOf(opened);
    const rows = sentences.map((text): Row => {
      const { tokens } = encodeStart(tokenizer, text, 512);
      const ids = Int32Array.from(tokens.slice(1, 4));
      const masks = [{ kind: 'targets', position: tokens.length >> 1, ids }] as const;
      return { tokens, masks, pooling: 'mean', labels: false, states: false };
    });
    const limits = {
      tokens: 4096,
      padded: false,
      rows: LARGEST,
      masks: 64,
      rowTokens: 512,
      topK: 5,
    };
    const device = { kind: 'cpu', threads: 2 } as const;
    const session = await Session.open({ directory, ...opened.manifest, device, limits });
    const alone = new Map<Row, readonly number[]>();
    for (const row of rows) {
      const [result] = (await session.run([row])).rows;
      if (result !== undefined) alone.set(row, numbersOf(result));
    }
    const random = seededRandom(5);
    const below = (limit: number) => Math.floor(limit * random());
    let largest = 0;
    for (let turn = 0; turn < COMPANIES; turn++) {
      const size = 1 + below(LARGEST);
      const company = Array.from({ length: size }, () => rows[below(rows.length)]);
      const batch = company.filter((row) => row !== undefined);
      const results = (await session.run(batch)).rows;
      for (const [index, row] of batch.entries()) {
        const result = results[index];
        if (result === undefined) throw new TypeError('each row is answered');
        largest = Math.max(largest, difference(alone.get(row) ?? [], numbersOf(result)));
      }
    }
    t.comment(`largest difference: ${largest.toExponential(1)}`);
    t.ok(largest <= TOLERANCE, `${largest} at most`);
  });
}
