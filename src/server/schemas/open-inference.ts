import { Type, type Static } from 'typebox';
import {
  answerHeaders,
  errorResponses,
  modelHeaders,
  ModelPath,
  MOST_NAME_CHARACTERS,
  named,
  ref,
  replyHeaders,
} from './common.js';
import { fillMaskErrors } from './fill-mask.js';
import { vectorErrors } from './vectors.js';

/** Errors of the Open Inference Protocol. */
export const TensorError = named(
  'OpenInferenceError',
  Type.Object(
    { error: Type.String({ description: 'What happened, with the value, and what to do.' }) },
    {
      description: 'Every error under /v2 has this shape.',
      examples: [{ error: 'The model that is served here is clinical-es-mini.' }],
    },
  ),
);

const Name = Type.String({ minLength: 1, maxLength: MOST_NAME_CHARACTERS });
const Ignored = Type.Record(Type.String(), Type.Unknown(), { description: 'Not used.' });

const Datatype = Type.Enum(['BYTES', 'FP32', 'INT64']);
const Sizes = Type.Array(Type.Integer());

const Texts = Type.Object(
  {
    name: Type.Literal('text'),
    shape: Type.Array(Type.Integer({ minimum: 0 }), {
      minItems: 1,
      maxItems: 2,
      description: 'The number of texts, also as `[texts, 1]`.',
    }),
    datatype: Type.Literal('BYTES'),
    data: Type.Union([Type.Array(Type.String()), Type.Array(Type.Array(Type.String()))], {
      description: 'The texts, flat, or in as many lists as the shape says.',
    }),
    parameters: Type.Optional(Ignored),
  },
  { additionalProperties: false },
);

export const InferBody = named(
  'InferTensorsRequest',
  Type.Object(
    {
      id: Type.Optional(
        Type.String({
          maxLength: MOST_NAME_CHARACTERS,
          description: 'Comes back with the answer.',
        }),
      ),
      parameters: Type.Optional(
        Type.Record(Type.String(), Type.Unknown(), {
          description:
            'The options that the task’s own path takes: `top_k`, `pooling` and the like.',
        }),
      ),
      inputs: Type.Array(Texts, { minItems: 1, maxItems: 1 }),
      outputs: Type.Optional(
        Type.Array(
          Type.Object(
            { name: Name, parameters: Type.Optional(Ignored) },
            { additionalProperties: false },
          ),
          {
            maxItems: 16,
            description:
              'The tensors that are wanted, of one task. Left out, all of the model’s own task.',
          },
        ),
      ),
    },
    {
      additionalProperties: false,
      examples: [
        {
          id: '1',
          inputs: [
            { name: 'text', shape: [1], datatype: 'BYTES', data: ['Dolor <mask> en el pecho.'] },
          ],
          parameters: { top_k: 1 },
        },
      ],
    },
  ),
);

export type InferBody = Static<typeof InferBody>;

const InferReply = named(
  'InferTensorsReply',
  Type.Object(
    {
      model_name: Type.String(),
      id: Type.Optional(Type.String()),
      outputs: Type.Array(
        Type.Object({
          name: Type.String(),
          datatype: Datatype,
          shape: Sizes,
          data: Type.Union([Type.Array(Type.String()), Type.Array(Type.Number())], {
            description: 'Row by row.',
          }),
        }),
      ),
    },
    {
      examples: [
        {
          model_name: 'clinical-es-mini',
          id: '1',
          outputs: [{ name: 'token_str', datatype: 'BYTES', shape: [1, 1], data: [' torácico'] }],
        },
      ],
    },
  ),
);

const ServerReply = named(
  'OpenInferenceServerReply',
  Type.Object(
    { name: Type.String(), version: Type.String(), extensions: Type.Array(Type.String()) },
    { examples: [{ name: 'mascarilla', version: '0.1.0', extensions: [] }] },
  ),
);

const LiveReply = named(
  'OpenInferenceLiveReply',
  Type.Object({ live: Type.Boolean() }, { examples: [{ live: true }] }),
);

const ReadyReply = named(
  'OpenInferenceReadyReply',
  Type.Object(
    {
      live: Type.Boolean({ description: 'As the protocol has it.' }),
      ready: Type.Boolean({ description: 'As KServe has it.' }),
    },
    { examples: [{ live: true, ready: true }] },
  ),
);

const ModelReadyReply = named(
  'OpenInferenceModelReadyReply',
  Type.Object(
    { name: Type.String(), ready: Type.Boolean() },
    { examples: [{ name: 'clinical-es-mini', ready: true }] },
  ),
);

const TensorSchema = Type.Object({
  name: Type.String(),
  datatype: Datatype,
  shape: Type.Array(Type.Integer(), { description: '-1 where it depends on the request.' }),
});

const MetadataReply = named(
  'OpenInferenceModelReply',
  Type.Object(
    {
      name: Type.String(),
      platform: Type.String(),
      inputs: Type.Array(TensorSchema),
      outputs: Type.Array(TensorSchema),
    },
    {
      examples: [
        {
          name: 'clinical-es-mini',
          platform: 'onnxruntime_onnx',
          inputs: [{ name: 'text', datatype: 'BYTES', shape: [-1] }],
          outputs: [{ name: 'embedding', datatype: 'FP32', shape: [-1, 256] }],
        },
      ],
    },
  ),
);

export type MetadataReply = Static<typeof MetadataReply>;

export const inferenceProtocolSchemas = [
  TensorError,
  InferBody,
  InferReply,
  ServerReply,
  LiveReply,
  ReadyReply,
  ModelReadyReply,
  MetadataReply,
];

const stateErrors = ['ENGINE_UNAVAILABLE', 'SHUTTING_DOWN'] as const;

const get = (
  operationId: string,
  summary: string,
  description: string,
  reply: { readonly $id: string } & Parameters<typeof ref>[0],
  codes: Parameters<typeof errorResponses>[0],
) => ({
  operationId,
  summary,
  description,
  tags: ['open inference'],
  response: {
    200: { ...ref(reply), description: 'The answer.', headers: replyHeaders },
    ...errorResponses(codes, TensorError),
  },
});

export const serverOperation = get(
  'inferenceServer',
  'The server, as the Open Inference Protocol tells it',
  'Gives the name and version of the service.',
  ServerReply,
  ['SHUTTING_DOWN'],
);

export const serverLiveOperation = get(
  'inferenceServerLive',
  'Whether the service’s own process answers',
  'Answers 200 whenever the process does, whatever the engines do.',
  LiveReply,
  ['SHUTTING_DOWN'],
);

export const serverReadyOperation = get(
  'inferenceServerReady',
  'Whether requests would be answered now',
  'Answers 200 where an inference has just worked for at least one model, else 503.',
  ReadyReply,
  stateErrors,
);

export const modelReadyOperation = {
  ...get(
    'inferenceModelReady',
    'Whether this model would answer now',
    'Answers 200 where an inference has just worked for this model, else 503.',
    ModelReadyReply,
    ['MODEL_NOT_FOUND', 'MODEL_FAILED', ...stateErrors],
  ),
  params: ModelPath,
};

export const modelMetadataOperation = {
  ...get(
    'inferenceModel',
    'The tensors that a model takes and gives',
    'Gives the names, types and shapes of the tensors of /v2/models/{model}/infer.',
    MetadataReply,
    ['MODEL_NOT_FOUND', 'MODEL_FAILED', ...stateErrors],
  ),
  params: ModelPath,
};

export const inferOperation = {
  operationId: 'inferTensors',
  summary: 'Ask a model for tensors, as the Open Inference Protocol does',
  description:
    'Takes a tensor of texts and gives tensors: of the model’s own task, or `embedding`. /v2/models/{model} tells their names.',
  tags: ['open inference'],
  params: ModelPath,
  body: ref(InferBody),
  headers: modelHeaders,
  response: {
    200: { ...ref(InferReply), description: 'The tensors.', headers: answerHeaders },
    ...errorResponses(
      [
        ...vectorErrors,
        ...fillMaskErrors.filter((code) => code !== 'TASK_UNSUPPORTED'),
        ...(['MODEL_NOT_FOUND', 'DIMENSIONS_TOO_MANY'] as const),
      ],
      TensorError,
    ),
  },
};
