/** The engine without a server: what there is to lose. */
import { Engine } from '../src/engine/engine.js';
import type { BatchResult, Row } from '../src/engine/protocol.js';
import { countThreads } from '../src/engine/threads.js';
import { BLOCK } from './texts.js';

/** As `serve` has it by default. */
const BATCH = 8;
const limits = { paddedTokens: 1024, rows: BATCH, masks: 64, rowTokens: 512, topK: 5 };

export class EngineAlone {
  readonly #engine: Engine;

  private constructor(engine: Engine) {
    this.#engine = engine;
  }

  static async start(directory: string): Promise<EngineAlone> {
    const { engine } = await Engine.start({ directory, threads: countThreads(), limits });
    return new EngineAlone(engine);
  }

  /** Rows a second, in batches such as `packIdeally` gives, with one prefetched as in serving. */
  async throughput(batches: readonly (readonly Row[])[]): Promise<number> {
    const started = performance.now();
    let next = 0;
    const feed = async () => {
      while (next < batches.length) await this.#engine.run(batches[next++] ?? []);
    };
    await Promise.all([feed(), feed()]);
    return (1000 * batches.flat().length) / (performance.now() - started);
  }

  run(rows: readonly Row[]): Promise<BatchResult> {
    return this.#engine.run(rows);
  }

  close(): Promise<void> {
    return this.#engine.close();
  }
}

/** Batches of similar rows out of each block, as well as they can be packed by its clients. */
export function packIdeally(rows: readonly Row[]): Row[][] {
  const batches: Row[][] = [];
  for (let from = 0; from < rows.length; from += BLOCK) {
    const block = rows.slice(from, from + BLOCK).sort((a, b) => a.tokens.length - b.tokens.length);
    for (let at = 0; at < block.length; at += BATCH) batches.push(block.slice(at, at + BATCH));
  }
  return batches;
}
