import { Type, type Static } from 'typebox';
import { poolings } from '../../tasks/embed.js';
import { errorResponses, ModelName, named, ref } from './common.js';

const HealthReply = named(
  'Health',
  Type.Object({ status: Type.Literal('ok') }, { examples: [{ status: 'ok' }] }),
);

const Agreement = Type.Object({
  texts: Type.Integer({ description: 'On which it was measured.' }),
  decisions: Type.Integer({ description: 'Masked words or labels that were compared.' }),
  same: Type.Union([Type.Number(), Type.Null()], {
    description: 'Share of the decisions that are the same; null where the model makes none.',
  }),
  divergence: Type.Union([Type.Number(), Type.Null()], {
    description: 'Mean Kullback-Leibler divergence from the distributions of fp32, in nats.',
  }),
  cosine: Type.Number({ description: 'Mean over the vectors of the texts.' }),
  least_cosine: Type.Number(),
});

const Device = Type.Object({
  kind: Type.Enum(['cpu', 'cuda']),
  threads: Type.Union([Type.Integer(), Type.Null()], { description: 'Null on a GPU.' }),
  index: Type.Union([Type.Integer(), Type.Null()], {
    description: 'Of a GPU in CUDA; null on the processor.',
  }),
  provider: Type.String({ description: 'What ONNX Runtime computes with: `cpu` or `cuda`.' }),
  ready: Type.Boolean({ description: 'Whether it would compute now.' }),
  restarts: Type.Integer({ description: 'How often its engine ended and was started again.' }),
});

const ModelQuery = Type.Object(
  { model: ModelName },
  // Probes of all kinds add keys of their own.
  { additionalProperties: true },
);

export type ModelQuery = Static<typeof ModelQuery>;

const Listed = Type.Object({
  name: Type.String({ description: 'What a request calls it in `model`.' }),
  state: Type.Enum(['loading', 'ready', 'failed']),
  tasks: Type.Array(Type.String(), { description: 'Empty before it is loaded.' }),
  error: Type.Union([Type.String(), Type.Null()], {
    description: 'The code of the error for which it could not be loaded; the log has more.',
  }),
});

const InfoReply = named(
  'Info',
  Type.Object({
    version: Type.String({ description: 'Version of mascarilla.' }),
    model_id: Type.String(),
    model_sha: Type.String({
      description: 'SHA-256 of the checkpoint’s weights; of several files, of their hashes.',
    }),
    model_dtype: Type.String({
      description: 'Arithmetic of the served model; `exported`: that of a ready ONNX export.',
    }),
    agreement: Type.Union([Type.Null(), Agreement], {
      description:
        'How near a model in int8 or fp16 comes to itself in fp32, as measured when it was converted; else null.',
    }),
    model_type: Type.String({ description: 'Architecture.' }),
    tasks: Type.Array(Type.String()),
    mask_token: Type.Union([Type.String(), Type.Null()], {
      description: 'How a mask is written in a text; null where the model knows none.',
    }),
    labels: Type.Array(Type.String(), { description: 'Of a classifier; else empty.' }),
    vocabulary_size: Type.Integer(),
    embedding_size: Type.Integer(),
    pooling: Type.Enum([...poolings], {
      description: 'The pooling of /embed where a request does not say it.',
    }),
    normalize: Type.Boolean({
      description: 'Whether /embed scales vectors to length 1 where a request does not say it.',
    }),
    max_input_length: Type.Integer({
      description: 'Tokens of a text, special tokens included; longer ones are cut.',
    }),
    max_batch_tokens: Type.Integer(),
    max_batch_requests: Type.Integer({ description: 'Texts of one batch.' }),
    max_client_batch_size: Type.Integer({ description: 'Texts of one request.' }),
    max_masks: Type.Integer({ description: 'Masks of one text.' }),
    max_top_k: Type.Integer(),
    provider: Type.String({
      description: 'What computes, `cpu` or `cuda`; of several devices, the first.',
    }),
    threads: Type.Integer({ description: 'Threads on the processor, of all engines together.' }),
    devices: Type.Array(Device, { description: 'One for each engine.' }),
    device_fallback: Type.Union([Type.String(), Type.Null()], {
      description: 'Why `--devices auto` took the processor and no GPU; else null.',
    }),
    integer_sums: Type.Union([Type.Enum(['exact', 'overflowing']), Type.Null()], {
      description:
        'Of a model in 8-bit integers: `overflowing` on processors that need a slower way to be right (x86 without VNNI). Else null.',
    }),
    license: Type.Union([Type.String(), Type.Null()], { description: 'From the model card.' }),
    languages: Type.Array(Type.String(), { description: 'From the model card.' }),
    intended_use: Type.Union([Type.String(), Type.Null()], {
      description: 'Intended use and limitations, in the words of the model card.',
    }),
    models: Type.Array(Listed, {
      description: 'All models of the service, in the order of its configuration.',
    }),
  }),
);

export type InfoReply = Static<typeof InfoReply>;

export const statusSchemas = [HealthReply, InfoReply];

const stateErrors = [
  'ENGINE_UNAVAILABLE',
  'MODEL_FAILED',
  'MODEL_NOT_FOUND',
  'REQUEST_INVALID',
] as const;

/** The same on two paths. */
export const readyOperation = (operationId: 'health' | 'healthReady') =>
  ({
    operationId,
    summary: 'Whether requests would be answered now',
    description:
      'Of the named model; without a name, of at least one, once all are loaded or have failed to.',
    tags: ['status'],
    querystring: ModelQuery,
    response: {
      200: {
        ...ref(HealthReply),
        description:
          'An inference has worked in the last seconds, or a tiny one was tried and did.',
      },
      ...errorResponses([...stateErrors, 'SHUTTING_DOWN']),
    },
  }) as const;

export const liveOperation = {
  operationId: 'healthLive',
  summary: 'Whether the service’s own process answers',
  description: 'Answers 200 whenever the process does, whatever the engines do.',
  tags: ['status'],
  response: {
    200: { ...ref(HealthReply), description: 'It answers.' },
    ...errorResponses(['INTERNAL']),
  },
} as const;

export const infoOperation = {
  operationId: 'info',
  summary: 'A model that is served, its licence, intended use and limits',
  description: 'The named model, or the first that is loaded; and a list of all.',
  tags: ['status'],
  querystring: ModelQuery,
  response: {
    200: { ...ref(InfoReply), description: 'The model and the limits.' },
    ...errorResponses(stateErrors),
  },
} as const;
