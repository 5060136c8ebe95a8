/** The engine without a server: what there is to lose. */
import { Engine } from '../src/engine/engine.js';
import type { BatchResult, Row } from '../src/engine/protocol.js';
import { countThreads } from '../src/engine/threads.js';
import type { Package } from '../src/package/package.js';

/** As `serve` has it by default: larger batches are no faster. */
const limits = { tokens: 512, padded: false, rows: 64, masks: 64, rowTokens: 512, topK: 5 };

export class EngineAlone {
  readonly #engine: Engine;

  private constructor(engine: Engine) {
    this.#engine = engine;
  }

  static async start({ directory, manifest }: Package): Promise<EngineAlone> {
    const device = { kind: 'cpu', threads: countThreads() } as const;
    const { engine } = await Engine.start({ directory, ...manifest, device, limits });
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

/** Rows in their order, as many in a batch as it may have tokens: nothing is padded. */
export function packIdeally(rows: readonly Row[]): Row[][] {
  const batches: Row[][] = [];
  let tokens = Infinity;
  for (const row of rows) {
    tokens += row.tokens.length;
    if (tokens > limits.tokens) {
      batches.push([]);
      tokens = row.tokens.length;
    }
    batches.at(-1)?.push(row);
  }
  return batches;
}
