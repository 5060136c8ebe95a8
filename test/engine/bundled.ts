import type { Test } from 'tap';
import type { EngineOptions, Row } from '../../src/engine/protocol.js';
import { openModel } from '../../src/package/cache.js';
import { poolings } from '../../src/package/manifest.js';
import { fromRoot } from '../root.js';

/** Converts the bundled model into a folder of the test's; one conversion serves a whole file. */
export async function bundledEngine(t: Test): Promise<EngineOptions> {
  const { directory, manifest } = await openModel(fromRoot('models/clinical-es-mini'), {
    home: t.testdir(),
    precision: 'fp32',
  });
  const limits = { tokens: 256, padded: false, rows: 8, masks: 16, rowTokens: 64, topK: 10 };
  const { model, precision } = manifest;
  return { directory, model, precision, device: { kind: 'cpu', threads: 2 }, limits };
}

/** Rows of all lengths and with all kinds of questions, always the same ones. */
export const mixedRows: readonly Row[] = [3, 64, 17, 5, 33, 4, 48, 9, 26, 12].map(
  (length, index): Row => {
    const middle = Math.floor(length / 2);
    const top = { kind: 'top', position: middle, k: 1 + (index % 7) } as const;
    const targets = {
      kind: 'targets',
      position: length - 2,
      ids: Int32Array.of(15999, 260 + index, 0),
    } as const;
    const masks = [[top], [targets], [targets, top], []][index % 4] ?? [];
    return {
      tokens: sentence(length, index),
      masks,
      pooling: [...poolings, null][index % 7] ?? null,
      labels: false,
      states: index % 3 === 0,
    };
  },
);

/** `<s>`, pieces out of the whole vocabulary with a mask in the middle, `</s>`. */
function sentence(length: number, seed: number): Int32Array {
  const tokens = Int32Array.from({ length }, (_, at) => 5 + ((7919 * at + 4001 * seed) % 15990));
  tokens[0] = 0;
  tokens[Math.floor(length / 2)] = 4;
  tokens[length - 1] = 2;
  return tokens;
}
