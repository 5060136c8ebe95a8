/**
 * Speed of the precisions on a model of RoBERTa-base's size, in the engine alone: the same batches
 * one after the other through each, and the best of several rounds, as ratios to fp32.
 *
 *     npm run build && npx tsc --build && node dist/bench/precisions.js
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Row } from '../src/engine/protocol.js';
import { Session } from '../src/engine/session.js';
import { countThreads } from '../src/engine/threads.js';
import { convertInto } from '../src/package/cache.js';
import { writeBaseCheckpoint } from './base-checkpoint.js';

const precisions = ['fp32', 'int8'] as const;
const ROUNDS = 8;

/** Tokens of each row; those of sentences are drawn from clinical texts. */
const batches = {
  'one sentence': [31],
  'eight sentences': [20, 24, 28, 30, 31, 33, 38, 44],
  'eight of 128': Array.from({ length: 8 }, () => 128),
  'one of 512': [512],
} as const;

function rowOf(length: number, masked: boolean): Row {
  const tokens = Int32Array.from({ length }, (_, at) => 5 + ((7919 * at) % 15_990));
  const masks = masked ? [{ kind: 'top', position: 1, k: 5 } as const] : [];
  return { tokens, masks, pooling: 'mean', labels: false, states: false };
}

async function measure(sessions: readonly Session[], rows: readonly Row[]): Promise<number[]> {
  const best = sessions.map(() => Infinity);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, session] of sessions.entries()) {
      const { inferenceMs } = await session.run(rows);
      best[index] = Math.min(best[index] ?? Infinity, inferenceMs);
    }
  }
  return best;
}

const work = mkdtempSync(join(tmpdir(), 'mascarilla-'));
try {
  const folder = join(work, 'base');
  writeBaseCheckpoint(folder);
  const device = { kind: 'cpu', threads: countThreads() } as const;
  const limits = { tokens: 4096, padded: false, rows: 8, masks: 64, rowTokens: 512, topK: 5 };
  const sessions: Session[] = [];
  for (const precision of precisions) {
    const { directory, manifest } = await convertInto(folder, join(work, precision), {
      precision,
    });
    sessions.push(await Session.open({ directory, ...manifest, device, limits }));
  }
  for (const [name, lengths] of Object.entries(batches)) {
    for (const masked of [false, true]) {
      const rows = lengths.map((length) => rowOf(length, masked));
      const tokens = lengths.reduce((sum, length) => sum + length, 0);
      const times = await measure(sessions, rows);
      const cells = precisions.map((precision, index) => {
        const ms = times[index] ?? NaN;
        const ratio = ((times[0] ?? NaN) / ms).toFixed(2);
        return `${precision} ${ms.toFixed(1)} ms, ${Math.round((1000 * tokens) / ms)} tokens/s, ${ratio} ×`;
      });
      console.log(`${name}${masked ? ' with masks' : ''}: ${cells.join(' | ')}`);
    }
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
