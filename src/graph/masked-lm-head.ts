import type { Architecture } from '../checkpoint/architecture.js';
import type { Activation, ModelConfig } from '../checkpoint/config.js';
import type { Encoded } from './encoder.js';
import { writeActivated, writeLinear } from './layers.js';
import { TensorProto_DataType } from './onnx/onnx_pb.js';
import { inputs, outputs } from './signature.js';
import type { Precision } from './precision.js';
import { integerProducts } from './products.js';
import { encoderNames, maskedLmNames } from './tensor-names.js';
import { copied } from './weights.js';
import { type GraphWriter, type Value } from './writer.js';

/**
 * The masked-LM head on the tokens that are asked about, and nothing else: dense, gelu, norm,
 * decoder → logits [M, V] → log softmax, of which the K best and the targets leave the graph.
 *
 * LogSoftmax, because ReduceLogSumExp adds up a vocabulary in one 32-bit float: it loses the small
 * terms, which put probabilities wrong by 1e-4.
 */
export function writeMaskedLm(
  graph: GraphWriter,
  config: ModelConfig,
  { precision, tied }: { readonly precision: Precision; readonly tied: boolean },
  { states, wordEmbeddings }: Encoded,
): void {
  const asks = graph.input(inputs.asksMasks, 'bool', []);
  const maskTokens = graph.input(inputs.maskTokens, 'int32', ['M']);
  const questions = writeQuestions(graph);
  graph.when(asks, scoreOutputs, () => {
    const masked = graph.node('Gather', 'head/masked', [states, maskTokens]);
    const normed = writeTransform(graph, config, masked);
    const logits =
      precision === 'int8'
        ? writeIntegerDecoder(graph, config, tied, normed, maskTokens)
        : writeDecoder(graph, config, tied ? wordEmbeddings : null, normed);
    return writeScores(graph, graph.toFloat32(logits), questions);
  });
  giveScores(graph);
}

const scoreOutputs = [
  { name: outputs.topScores, type: 'float32', shape: ['M', 'K'] },
  { name: outputs.topIds, type: 'int32', shape: ['M', 'K'] },
  { name: outputs.targetScores, type: 'float32', shape: ['N'] },
] as const;

/** What is asked about the masks. */
interface Questions {
  readonly topK: Value;
  readonly targets: Value;
}

const writeQuestions = (graph: GraphWriter): Questions => ({
  topK: graph.input(inputs.topK, 'int64', [1]),
  targets: graph.input(inputs.targets, 'int32', ['N']),
});

function giveScores(graph: GraphWriter): void {
  for (const { name, type, shape } of scoreOutputs) graph.output(name, type, shape);
}

/** Gives the scores of logits [M, V] whether anything was asked or not. */
export function writeAllScores(graph: GraphWriter, logits: Value): void {
  const values = writeScores(graph, logits, writeQuestions(graph));
  for (const [index, { name }] of scoreOutputs.entries()) {
    graph.node('Identity', name, [values[index] ?? null]);
  }
  giveScores(graph);
}

/** Logits [M, V] → log softmax → the K best and the targets, in the order of their outputs. */
function writeScores(
  graph: GraphWriter,
  logits: Value,
  { topK, targets }: Questions,
): readonly Value[] {
  const scores = graph.node('LogSoftmax', 'head/scores', [logits], { axis: -1 });
  const [topScores, ids] = graph.nodes(
    'TopK',
    ['head/top_scores', 'head/top_ids'],
    [scores, topK],
    {
      axis: -1,
      largest: 1,
      sorted: 1,
    },
  );
  if (topScores === undefined || ids === undefined) throw new TypeError('TopK has two outputs');
  // 32-bit ids spare the receiver BigInts.
  const to = TensorProto_DataType.INT32;
  const topIds = graph.node('Cast', 'head/top_ids/int32', [ids], { to });
  const list = graph.integers('list_shape', [-1]);
  const all = graph.node('Reshape', 'head/scores/list', [scores, list]);
  return [topScores, topIds, graph.node('Gather', 'head/target_scores', [all, targets])];
}

/** The activations that transformers writes into its code; elsewhere it takes the encoder's. */
const fixedActivation: Readonly<Partial<Record<Architecture, Activation>>> = {
  roberta: 'gelu',
  electra: 'gelu',
};

/** [M, H] → [M, E] */
function writeTransform(graph: GraphWriter, config: ModelConfig, masked: Value): Value {
  const { architecture, embeddingSize, hiddenSize } = config;
  const names = maskedLmNames[architecture];
  const dense = writeLinear(graph, 'head/dense', names.dense, masked, [embeddingSize, hiddenSize]);
  const activation = fixedActivation[architecture] ?? config.activation;
  const activated = writeActivated(graph, 'head', activation, dense);
  const shape = [embeddingSize];
  const scale = graph.weight('head/norm.scale', shape, copied(`${names.norm}.weight`, shape));
  const shift = graph.weight('head/norm.shift', shape, copied(`${names.norm}.bias`, shape));
  return graph.node('LayerNormalization', 'head/normed', [activated, scale, shift], {
    axis: -1,
    epsilon: { float: config.layerNormEps },
  });
}

/** [M, E] → logits [M, V]; the decoder may be tied to the word embeddings. */
function writeDecoder(
  graph: GraphWriter,
  config: ModelConfig,
  tiedDecoder: Value | null,
  normed: Value,
): Value {
  const { embeddingSize, vocabularySize } = config;
  const { decoder } = maskedLmNames[config.architecture];
  const table = [vocabularySize, embeddingSize];
  const weight =
    tiedDecoder === null
      ? graph.weight('head/decoder.weight', table, copied(`${decoder}.weight`, table))
      : graph.again('head/decoder.weight', tiedDecoder);
  const bias = writeDecoderBias(graph, config);
  return graph.node('Gemm', 'head/logits', [normed, weight, bias], { transB: 1 });
}

/** The same in 8-bit integers, which a tied decoder does not share with the embeddings' table. */
function writeIntegerDecoder(
  graph: GraphWriter,
  config: ModelConfig,
  tied: boolean,
  normed: Value,
  maskTokens: Value,
): Value {
  const { architecture, embeddingSize, vocabularySize } = config;
  const tensor = tied
    ? encoderNames[architecture].words
    : `${maskedLmNames[architecture].decoder}.weight`;
  const weight = { tensors: [tensor], shape: [vocabularySize, embeddingSize] } as const;
  const product = integerProducts(graph, maskTokens)('head/decoder', normed, weight);
  return graph.node('Add', 'head/logits', [product, writeDecoderBias(graph, config)]);
}

function writeDecoderBias(
  graph: GraphWriter,
  { architecture, vocabularySize }: ModelConfig,
): Value {
  const { bias } = maskedLmNames[architecture];
  const shape = [vocabularySize];
  return graph.weight('head/decoder.bias', shape, copied(bias, shape));
}
