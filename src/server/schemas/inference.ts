import { Type, type Static } from 'typebox';
import { ClassifyReply } from './classify.js';
import {
  answerHeaders,
  bodyErrors,
  errorResponses,
  modelErrors,
  modelHeaders,
  ModelName,
  ModelPath,
  named,
  ref,
} from './common.js';
import { EntitiesReply } from './entities.js';
import { fillMaskErrors, FillMaskReply } from './fill-mask.js';
import { SimilarityReply } from './similarity.js';
import { EmbedReply } from './vectors.js';

/** Loose: what fits depends on the model, and is checked as its task's own operation does it. */
export const InferenceBody = named(
  'InferenceRequest',
  Type.Object(
    {
      inputs: Type.Unknown({
        description:
          'A text, or a list of texts; for a comparison an object of `source_sentence` and `sentences`.',
      }),
      model: ModelName,
      parameters: Type.Optional(
        Type.Record(Type.String(), Type.Unknown(), {
          description: 'Those of the task’s own operation.',
        }),
      ),
      options: Type.Optional(
        Type.Record(Type.String(), Type.Unknown(), {
          description: 'What older clients send, such as `wait_for_model`: taken, and not used.',
        }),
      ),
    },
    {
      description:
        'For vectors, keys of /embed can stand in `parameters` or beside `inputs`, as clients of the Hub have it.',
      examples: [{ inputs: 'La paciente refiere <mask> abdominal.', parameters: { top_k: 2 } }],
    },
  ),
);

export type InferenceBody = Static<typeof InferenceBody>;

const InferenceReply = named(
  'InferenceReply',
  Type.Union(
    [FillMaskReply, EntitiesReply, ClassifyReply, EmbedReply, SimilarityReply].map((reply) =>
      ref(reply),
    ),
    {
      description:
        'The answer of the task’s own operation; labels of a text are in a list of lists.',
      examples: [
        [
          {
            score: 0.6561,
            token: 1666,
            token_str: ' hipertensión',
            sequence: ' Antecedente de hipertensión arterial.',
          },
        ],
      ],
    },
  ),
);

export const inferenceSchemas = [InferenceBody, InferenceReply];

export const inferenceOperation = {
  operationId: 'infer',
  summary: 'What the model is for',
  description:
    'Fills masks, finds entities, classifies or embeds, by the head of the model (the first of `tasks` in /info), as the inference API of the Hub does: its clients work with the address of this service as endpoint. An object of `source_sentence` and `sentences` is compared.',
  tags: ['tasks'],
  body: ref(InferenceBody),
  headers: modelHeaders,
  response: {
    200: { ...ref(InferenceReply), description: 'The answer.', headers: answerHeaders },
    ...errorResponses([
      ...bodyErrors,
      ...modelErrors,
      ...fillMaskErrors,
      ...(['TOKEN_UNKNOWN', 'PROMPT_UNKNOWN', 'DIMENSIONS_TOO_MANY'] as const),
    ]),
  },
} as const;

export const namedInferenceOperation = {
  ...inferenceOperation,
  operationId: 'inferWithModel',
  summary: 'What a model is for',
  params: ModelPath,
} as const;
