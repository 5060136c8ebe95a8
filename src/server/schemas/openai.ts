import { Type, type Static } from 'typebox';
import {
  answerHeaders,
  errorResponses,
  modelHeaders,
  ModelName,
  ModelPath,
  named,
  ref,
  replyHeaders,
} from './common.js';
import { Dimensions, TokenInputs, vectorErrors } from './vectors.js';

export const OpenaiError = named(
  'OpenaiError',
  Type.Object(
    {
      error: Type.Object({
        message: Type.String({ description: 'What happened, with the value, and what to do.' }),
        type: Type.Enum(['invalid_request_error', 'rate_limit_error', 'server_error']),
        param: Type.Union([Type.String(), Type.Null()], {
          description: 'The key of the request that is to blame, where it is one.',
        }),
        code: Type.String({ description: 'The error’s own code, in small letters.' }),
      }),
    },
    {
      description: 'Every error under /v1 has this shape.',
      examples: [
        {
          error: {
            message:
              'No model of this name is served here: clinical-es-mini. Name one, or leave `model` out.',
            type: 'invalid_request_error',
            param: 'model',
            code: 'model_not_found',
          },
        },
      ],
    },
  ),
);

export const EmbeddingsBody = named(
  'CreateEmbeddingRequest',
  Type.Object(
    {
      input: TokenInputs,
      model: ModelName,
      encoding_format: Type.Optional(
        Type.Enum(['float', 'base64'], {
          default: 'float',
          description: '`base64`: each vector as 32-bit floats, least significant byte first.',
        }),
      ),
      dimensions: Type.Optional(Dimensions),
      user: Type.Optional(Type.String({ description: 'Taken, and not used.' })),
    },
    {
      additionalProperties: false,
      examples: [{ input: 'Paciente con fiebre y tos.', model: 'clinical-es-mini' }],
    },
  ),
);

export type EmbeddingsBody = Static<typeof EmbeddingsBody>;

const EmbeddingsReply = named(
  'CreateEmbeddingReply',
  Type.Object(
    {
      object: Type.Literal('list'),
      data: Type.Array(
        Type.Object({
          object: Type.Literal('embedding'),
          index: Type.Integer(),
          embedding: Type.Union([Type.Array(Type.Number()), Type.String()], {
            description: 'Numbers, or base64.',
          }),
        }),
      ),
      model: Type.String(),
      usage: Type.Object({
        prompt_tokens: Type.Integer({ description: 'Special tokens included.' }),
        total_tokens: Type.Integer(),
      }),
    },
    {
      examples: [
        {
          object: 'list',
          data: [{ object: 'embedding', index: 0, embedding: [-0.0698, 0.1195, -0.1076] }],
          model: 'clinical-es-mini',
          usage: { prompt_tokens: 8, total_tokens: 8 },
        },
      ],
    },
  ),
);

const ModelSchema = named(
  'OpenaiModel',
  Type.Object({
    id: Type.String(),
    object: Type.Literal('model'),
    created: Type.Integer({
      description: 'When the service was started, in seconds since 1970: checkpoints tell no date.',
    }),
    owned_by: Type.String({
      description: 'The first part of the model’s name on the Hub; without one, `mascarilla`.',
    }),
  }),
);

export type OpenaiModel = Static<typeof ModelSchema>;

const ModelsReply = named(
  'ModelsReply',
  Type.Object(
    { object: Type.Literal('list'), data: Type.Array(ref(ModelSchema)) },
    {
      description: 'The models that are loaded.',
      examples: [
        {
          object: 'list',
          data: [
            {
              id: 'clinical-es-mini',
              object: 'model',
              created: 1764000000,
              owned_by: 'mascarilla',
            },
          ],
        },
      ],
    },
  ),
);

export const openaiSchemas = [
  OpenaiError,
  EmbeddingsBody,
  EmbeddingsReply,
  ModelSchema,
  ModelsReply,
];

const stateErrors = ['ENGINE_UNAVAILABLE', 'MODEL_FAILED'] as const;

export const embeddingsOperation = {
  operationId: 'createEmbedding',
  summary: 'Embed texts, as the API of OpenAI does',
  description:
    'Gives a vector for each text, pooled and scaled as the model asks. A long text is cut at its end.',
  tags: ['openai'],
  body: ref(EmbeddingsBody),
  headers: modelHeaders,
  response: {
    200: { ...ref(EmbeddingsReply), description: 'The vectors.', headers: answerHeaders },
    ...errorResponses(
      [
        ...vectorErrors.filter((code) => code !== 'PROMPT_UNKNOWN'),
        ...(['TOKEN_UNKNOWN', 'DIMENSIONS_TOO_MANY'] as const),
      ],
      OpenaiError,
    ),
  },
} as const;

export const modelsOperation = {
  operationId: 'listModels',
  summary: 'The served models, as the API of OpenAI lists models',
  description: 'Gives the models that are loaded, in the order of the configuration.',
  tags: ['openai'],
  response: {
    200: { ...ref(ModelsReply), description: 'The models.', headers: replyHeaders },
    ...errorResponses(stateErrors, OpenaiError),
  },
} as const;

export const modelOperation = {
  operationId: 'retrieveModel',
  summary: 'A served model, by its name',
  description: 'Gives the model of this name, percent-encoded where it has a slash.',
  tags: ['openai'],
  params: ModelPath,
  response: {
    200: { ...ref(ModelSchema), description: 'The model.', headers: replyHeaders },
    ...errorResponses(['MODEL_NOT_FOUND', ...stateErrors], OpenaiError),
  },
} as const;
