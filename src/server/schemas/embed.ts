import { Type, type Static } from 'typebox';
import {
  answerHeaders,
  bodyErrors,
  errorResponses,
  modelErrors,
  named,
  ref,
  TextInputs,
  TruncateEnd,
} from './common.js';

export const EmbedBody = named(
  'EmbedRequest',
  Type.Object(
    {
      inputs: TextInputs,
      normalize: Type.Optional(
        Type.Boolean({ default: true, description: 'Scale each vector to length 1.' }),
      ),
      truncate: Type.Optional(TruncateEnd),
      pooling: Type.Optional(
        Type.Enum(['mean', 'cls'], {
          default: 'mean',
          description:
            '`mean`: the mean of all token states, special tokens included; `cls`: the state of the first token.',
        }),
      ),
    },
    { additionalProperties: false, examples: [{ inputs: 'Paciente con fiebre y tos.' }] },
  ),
);

export type EmbedBody = Static<typeof EmbedBody>;

const EmbedReply = named(
  'EmbedReply',
  Type.Array(Type.Array(Type.Number()), {
    description: 'One vector for each text, also for a single one.',
    examples: [[[-0.0698, 0.1195, -0.1076]]],
  }),
);

export const embedSchemas = [EmbedBody, EmbedReply];

export const embedOperation = {
  operationId: 'embed',
  summary: 'Embed texts',
  description: 'Gives a vector for each text, in the shapes of text-embeddings-inference.',
  tags: ['tasks'],
  body: ref(EmbedBody),
  response: {
    200: { ...ref(EmbedReply), description: 'The vectors.', headers: answerHeaders },
    ...errorResponses([...bodyErrors, ...modelErrors, 'TASK_UNSUPPORTED']),
  },
} as const;
