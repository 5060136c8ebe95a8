import { Type, type Static } from 'typebox';
import { poolings } from '../../tasks/embed.js';
import {
  answerHeaders,
  bodyErrors,
  errorResponses,
  modelErrors,
  modelHeaders,
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
        Type.Boolean({
          description:
            'Scale each vector to length 1. Where it is left out, the model decides, as /info tells: true unless it is a sentence-transformers model without Normalize.',
        }),
      ),
      truncate: Type.Optional(TruncateEnd),
      pooling: Type.Optional(
        Type.Enum([...poolings], {
          description:
            'How the states of all tokens, special ones included, become one vector. `mean`: their mean; `cls`: the first one; `max`: the largest value of each dimension; `mean_sqrt_len_tokens`: their sum divided by the square root of their number; `weightedmean`: their mean, in which the n-th counts n times; `lasttoken`: the last one. Where it is left out, the model decides, as /info tells: `mean` unless a sentence-transformers model says otherwise.',
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

const Floats = Type.String({
  format: 'binary',
  description:
    '32-bit floats, little-endian, one vector after the other; x-embedding-shape has the sizes.',
});

const NpyFile = Type.String({
  format: 'binary',
  description: 'A file of NumPy (.npy, version 1.0) with the vectors as [texts, size].',
});

const embedHeaders = {
  ...answerHeaders,
  'x-embedding-shape': Type.Optional(
    Type.String({
      description: 'Texts and numbers of a vector, such as `3,768`; not in JSON.',
    }),
  ),
};

export const embedSchemas = [EmbedBody, EmbedReply];

export const embedOperation = {
  operationId: 'embed',
  summary: 'Embed texts',
  description: 'Gives a vector for each text, in the shapes of text-embeddings-inference.',
  tags: ['tasks'],
  body: ref(EmbedBody),
  headers: modelHeaders,
  response: {
    200: {
      description:
        'The vectors, in the type that the accept header likes best; JSON where it likes none of these.',
      content: {
        'application/json': { schema: ref(EmbedReply) },
        'application/octet-stream': { schema: Floats },
        'application/x-npy': { schema: NpyFile },
      },
      headers: embedHeaders,
    },
    ...errorResponses([...bodyErrors, ...modelErrors, 'TASK_UNSUPPORTED']),
  },
} as const;
