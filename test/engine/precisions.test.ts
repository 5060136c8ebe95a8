/** The arithmetic of lower precisions, where it could make texts depend on each other. */
import { join } from 'node:path';
import t from 'tap';
import type { Row } from '../../src/engine/protocol.js';
import { Session } from '../../src/engine/session.js';
import { convertInto } from '../../src/package/cache.js';
import { fromRoot } from '../root.js';

/** Rows of short and long texts, whose largest values are not alike. */
const rows = [3, 17, 60, 9, 120, 5, 33].map((length): Row => ({
  tokens: Int32Array.from({ length }, (_, at) => 5 + ((7919 * at + 41 * length) % 890)),
  masks: [{ kind: 'top', position: length >> 1, k: 5 }],
  pooling: 'mean',
  labels: false,
  states: true,
}));

for (const precision of ['int8', 'fp16'] as const) {
  void t.test(`${precision}: a text has the same numbers alone and in company`, async (t) => {
    const directory = join(t.testdir(), precision);
    const { manifest } = await convertInto(fromRoot('test/golden/roberta-mlm'), directory, {
      precision,
    });
    const limits = { tokens: 1024, padded: false, rows: 8, masks: 8, rowTokens: 128, topK: 5 };
    const device = { kind: 'cpu', threads: 1 } as const;
    const session = await Session.open({ directory, ...manifest, device, limits });
    const together = (await session.run(rows)).rows;
    for (const [index, row] of rows.entries()) {
      const [alone] = (await session.run([row])).rows;
      const other = together[index];
      t.strictSame(alone?.masks[0]?.ids, other?.masks[0]?.ids);
      const differences = [
        ...Array.from(alone?.pooled ?? [NaN], (value, at) => value - (other?.pooled?.[at] ?? NaN)),
        ...Array.from(alone?.states ?? [NaN], (value, at) => value - (other?.states?.[at] ?? NaN)),
        ...Array.from(
          alone?.masks[0]?.logProbabilities ?? [NaN],
          (value, at) => value - (other?.masks[0]?.logProbabilities[at] ?? NaN),
        ),
      ];
      t.ok(
        differences.every((difference) => Math.abs(difference) < 5e-6),
        `${row.tokens.length} tokens`,
      );
    }
  });
}
