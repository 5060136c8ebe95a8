import type { Checkpoint } from '../checkpoint/checkpoint.js';
import type { ModelConfig } from '../checkpoint/config.js';
import { fail } from '../errors.js';
import { readExport } from '../graph/exported/model.js';
import { writeExportedGraph } from '../graph/exported/serving.js';
import { TensorFiles } from '../graph/exported/tensors.js';
import type { Precision } from '../graph/precision.js';
import { writeServingGraph } from '../graph/serving.js';
import { checkNeeds } from '../graph/weights.js';
import { EXPORTED, type Manifest } from './manifest.js';

/** What a package computes with, wherever it comes from. */
export interface Content {
  readonly config: ModelConfig;
  readonly embeds: boolean;
  readonly precision: Manifest['precision'];
  /** The ONNX model. */
  readonly model: Uint8Array;
  /** In the order of their offsets. */
  readonly weights: readonly StoredWeight[];
  /** Closes what `pieces` reads from, apart from the checkpoint itself. */
  readonly close: () => Promise<void>;
}

export interface StoredWeight {
  /** Bytes from the start of the file of weights. */
  readonly offset: number;
  /** Bytes. */
  readonly length: number;
  /** Makes the values, piece after piece; nothing is kept. */
  readonly pieces: () => AsyncIterable<ArrayBufferView>;
}

/** Writes the graph of a checkpoint, or one around its ready export. The caller closes the content. */
export async function openContent(checkpoint: Checkpoint, precision: Precision): Promise<Content> {
  const { config, weights } = checkpoint;
  if (weights.kind === 'export') return openExport(weights, precision);
  const { tensors } = weights;
  const graph = writeServingGraph(config, precision);
  checkNeeds(graph.weights, tensors);
  return {
    config,
    embeds: true,
    precision,
    model: graph.model,
    weights: graph.weights.map(({ offset, length, pieces }) => ({
      offset,
      length,
      pieces: () => pieces(tensors),
    })),
    close: () => Promise.resolve(),
  };
}

type ExportedWeights = Extract<Checkpoint['weights'], { readonly kind: 'export' }>;

async function openExport({ files, withHead }: ExportedWeights, precision: Precision) {
  // The one that nobody has to ask for.
  if (precision !== 'fp32') {
    throw fail('EXPORT_PRECISION', { file: files.model, value: precision });
  }
  const opened = await TensorFiles.open(files);
  const close = () => opened.close();
  try {
    const written = writeExportedGraph(await readExport(opened), withHead);
    return { ...written, precision: EXPORTED, close } as const;
  } catch (error) {
    await close();
    throw error;
  }
}
