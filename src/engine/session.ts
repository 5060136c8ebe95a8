import { join } from 'node:path';
import { GRAPH_FILE, inputs, outputs } from '../graph/signature.js';
import type { Manifest } from '../package/manifest.js';
import { explainCudaFailure, requireCudaLibrary } from './cuda.js';
import { nameOfDevice, type Device } from './devices.js';
import { layOut, type Feeds } from './feeds.js';
import { probeIntegerSums } from './integer-sums.js';
import { InferenceSession, Tensor } from './onnxruntime.js';
import { plainRow } from './plain-row.js';
import type {
  BatchLimits,
  BatchResult,
  EngineOptions,
  EngineReady,
  MeasuredBatch,
  Row,
} from './protocol.js';
import { askedOutputs, takeApart, type OutputSizes, type Outputs } from './results.js';

/** Measured: with more, nothing is gained, and on a busy machine much is lost. */
const SPIN_MICROSECONDS = '30';

/** One warm ONNX session. `run` blocks its thread: it belongs in a process of its own. */
export class Session {
  readonly #session: InferenceSession;
  readonly #model: Manifest['model'];
  readonly provider: Device['kind'];
  readonly integerSums: EngineReady['integerSums'];

  private constructor(
    session: InferenceSession,
    model: Manifest['model'],
    provider: Device['kind'],
    integerSums: EngineReady['integerSums'],
  ) {
    this.#session = session;
    this.#model = model;
    this.provider = provider;
    this.integerSums = integerSums;
  }

  static async open({ directory, device, model, precision }: EngineOptions): Promise<Session> {
    const isFloat = precision === 'fp32' || precision === 'fp16';
    const integerSums = isFloat || device.kind === 'cuda' ? null : await probeIntegerSums();
    const session = await createSession(join(directory, GRAPH_FILE), device, {
      // Our own graphs are written as they are to run; more would fuse what is faster apart.
      graphOptimizationLevel: precision === 'exported' ? 'all' : 'basic',
      interOpNumThreads: 1,
      executionMode: 'sequential',
      logSeverityLevel: 3,
      extra: {
        session: {
          // Between operators, threads wait awake for some microseconds: to fall asleep each time
          // costs a fifth of int8. For longer, they would take the processor from others; and
          // between batches, from everybody.
          intra_op: { allow_spinning: '1', spin_duration_us: SPIN_MICROSECONDS },
          force_spinning_stop: '1',
          x64quantprecision: integerSums === 'overflowing' ? '1' : '0',
        },
      },
    });
    return new Session(session, model, device.kind, integerSums);
  }

  async run(rows: readonly Row[]): Promise<BatchResult> {
    const { vocabularySize, hiddenSize, head } = this.#model;
    const feeds = layOut(rows, vocabularySize);
    const started = performance.now();
    const results = await this.#session.run(this.#select(toTensors(feeds)), this.#fetches(rows));
    const inferenceMs = performance.now() - started;
    const sizes = { topK: feeds.topK, hiddenSize, labels: labelSizes(head) };
    return { rows: takeApart(rows, toOutputs(results), sizes), inferenceMs };
  }

  /** A graph has the inputs of its own head only. */
  #select(feeds: Readonly<Record<string, Tensor>>): Record<string, Tensor> {
    const names = new Set(this.#session.inputNames);
    return Object.fromEntries(Object.entries(feeds).filter(([name]) => names.has(name)));
  }

  /** Names of the outputs to fetch: what the rows ask for and the graph has, and never none. */
  #fetches(rows: readonly Row[]): string[] {
    const { outputNames } = this.#session;
    const asked = new Set<string>(askedOutputs(rows).map((name) => outputs[name]));
    const fetched = outputNames.filter((name) => asked.has(name));
    return fetched.length > 0 ? fetched : outputNames.slice(0, 1);
  }

  /**
   * Runs the largest batch: the arena grows to its final size now, and a model that does not fit
   * into memory or gives no numbers fails now. Then measures what small batches cost.
   */
  async warmUp(limits: BatchLimits): Promise<readonly MeasuredBatch[]> {
    const { rows } = await this.run(largestBatch(limits, this.#model));
    const [first] = rows;
    const scores = first?.masks.flatMap(({ logProbabilities }) => Array.from(logProbabilities));
    const { pooled = null, labels = null, states = null } = first ?? {};
    const numbers = [pooled ?? [], labels ?? [], states ?? [], scores ?? []];
    if (!numbers.every((list) => list.every(Number.isFinite))) {
      throw new Error('the model gives numbers that are not finite');
    }
    const measured: MeasuredBatch[] = [];
    for (const count of MEASURED_ROWS) {
      const tokens = Math.min(MEASURED_TOKENS, limits.rowTokens);
      const batch = Array.from({ length: count }, () => plainRow(tokens, this.#model));
      const { inferenceMs } = await this.run(batch);
      measured.push({ tokens: count * tokens, inferenceMs });
    }
    return measured;
  }
}

/** Rows of the batches that are measured at the start, and the tokens of each: a sentence has some. */
const MEASURED_ROWS = [1, 4];
const MEASURED_TOKENS = 32;

/**
 * Makes a session on one device. Never asks for two providers at once: ONNX Runtime for Node does
 * not fall back to the second, it throws.
 */
async function createSession(
  file: string,
  device: Device,
  options: InferenceSession.SessionOptions,
): Promise<InferenceSession> {
  switch (device.kind) {
    case 'cpu':
      return InferenceSession.create(file, {
        ...options,
        executionProviders: ['cpu'],
        intraOpNumThreads: device.threads,
      });
    case 'cuda':
      try {
        requireCudaLibrary();
        return await InferenceSession.create(file, {
          ...options,
          executionProviders: [{ name: 'cuda', deviceId: device.index }],
          intraOpNumThreads: 1,
        });
      } catch (error) {
        throw new Error(`${nameOfDevice(device)}: ${explainCudaFailure(error)}`, { cause: error });
      }
  }
}

/** Rows as long as they may be, as many as fit, with every question that fits beside them. */
export function largestBatch(
  limits: BatchLimits,
  { head, embeds }: Pick<Manifest['model'], 'head' | 'embeds'>,
): Row[] {
  const count = Math.min(limits.rows, Math.floor(limits.tokens / limits.rowTokens));
  const masks = head.kind === 'masked-lm' ? Math.floor(limits.masks / count) : 0;
  const k = limits.topK;
  return Array.from({ length: count }, (_, row) => ({
    tokens: new Int32Array(limits.rowTokens),
    masks: Array.from({ length: masks }, (_, index) => ({
      kind: 'top',
      position: index % limits.rowTokens,
      k,
    })),
    // The first one's vector is looked at: a maximum would hide what is no number.
    pooling: embeds ? (row === 0 ? 'mean' : 'max') : null,
    labels: true,
    states: embeds,
  }));
}

function labelSizes(head: Manifest['model']['head']): OutputSizes['labels'] {
  if (head.kind === 'none' || head.kind === 'masked-lm') return null;
  const per = head.kind === 'token-classification' ? 'token' : 'row';
  return { count: head.labels.length, per };
}

function toTensors(feeds: Feeds): Record<string, Tensor> {
  const list = (values: Int32Array) => new Tensor('int32', values, [values.length]);
  const { lengths, longest, maxPooled, maxPooling, pooled, tokens } = feeds;
  return {
    [inputs.tokens]: list(tokens),
    [inputs.positions]: list(feeds.positions),
    [inputs.block]: new Tensor('int32', feeds.block, [lengths.length, longest]),
    [inputs.slots]: list(feeds.slots),
    [inputs.lengths]: list(lengths),
    [inputs.starts]: list(feeds.starts),
    [inputs.asksMasks]: new Tensor('bool', [feeds.asksMasks], []),
    [inputs.maskTokens]: list(feeds.maskTokens),
    [inputs.topK]: new Tensor('int64', BigInt64Array.of(BigInt(feeds.topK)), [1]),
    [inputs.targets]: list(feeds.targets),
    [inputs.pooling]: new Tensor('float32', feeds.pooling, [pooled, tokens.length]),
    [inputs.maxPooling]: new Tensor('int32', maxPooling, [
      maxPooled,
      maxPooling.length / maxPooled,
    ]),
  };
}

function toOutputs(results: InferenceSession.ReturnType): Outputs {
  return {
    topIds: take(results, outputs.topIds, Int32Array),
    topScores: take(results, outputs.topScores, Float32Array),
    targetScores: take(results, outputs.targetScores, Float32Array),
    pooled: take(results, outputs.pooled, Float32Array),
    maxPooled: take(results, outputs.maxPooled, Float32Array),
    labels: take(results, outputs.labels, Float32Array),
    states: take(results, outputs.states, Float32Array),
  };
}

/** An output that the graph does not have, or that nobody asked for, is empty. */
function take<Values extends Int32Array | Float32Array>(
  results: InferenceSession.ReturnType,
  name: string,
  type: new (length: number) => Values,
): Values {
  const data = results[name]?.data ?? new type(0);
  if (!(data instanceof type)) throw new TypeError(`the graph gives no ${type.name} ${name}`);
  return data;
}
