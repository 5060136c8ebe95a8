import { Type, type Static } from 'typebox';
import { answerHeaders, bodyErrors, errorResponses, modelErrors, named, ref } from './common.js';

export const EmbedBody = named(
  'EmbedRequest',
  Type.Object(
    {
      inputs: Type.Union([Type.String(), Type.Array(Type.String())], {
        description: 'A text, or a list of texts.',
      }),
      normalize: Type.Optional(
        Type.Boolean({ default: true, description: 'Scale each vector to length 1.' }),
      ),
      truncate: Type.Optional(
        Type.Boolean({
          default: true,
          description:
            'Cut a text at its end where it is longer than the model takes; the answer says so in x-truncated-inputs. If false, such a text is refused.',
        }),
      ),
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
    ...errorResponses([...bodyErrors, ...modelErrors]),
  },
} as const;
