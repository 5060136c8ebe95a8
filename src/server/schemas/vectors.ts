import { Type, type Static } from 'typebox';
import { poolings } from '../../tasks/embed.js';
import { truncationDirections } from '../../tasks/vector-inputs.js';
import {
  answerHeaders,
  bodyErrors,
  errorResponses,
  ItemError,
  modelErrors,
  modelHeaders,
  ModelName,
  named,
  OnError,
  ref,
} from './common.js';

export const Tokens = Type.Array(Type.Integer({ minimum: 0 }));

/** A text or its tokens, or a list of either. */
export const TokenInputs = Type.Union(
  [Type.String(), Type.Array(Type.Union([Type.String(), Type.Integer({ minimum: 0 }), Tokens]))],
  {
    description:
      'A text, or a list of texts. In the place of each text, its tokens can be given as /tokenize gives them; they are used as they are, without special tokens unless those are among them.',
  },
);

/** What every operation that gives vectors understands, as text-embeddings-inference names it. */
export const cutting = {
  truncate: Type.Optional(
    Type.Boolean({
      default: true,
      description:
        'Cut a text that is longer than the model takes; the answer says so in x-truncated-inputs. If false, such a text is refused.',
    }),
  ),
  truncation_direction: Type.Optional(
    Type.Enum([...truncationDirections], {
      default: 'right',
      description: 'Where a long text is cut: `right`, at its end, or `left`, at its start.',
    }),
  ),
  prompt_name: Type.Optional(
    Type.Union([Type.String(), Type.Null()], {
      description:
        'Refused unless null: prompts of a model are not read, so write them before the texts.',
    }),
  ),
};

export const Dimensions = Type.Integer({
  minimum: 1,
  description:
    'Give so many elements of each vector, from the first on; before it is scaled. Only models trained for it (Matryoshka) lose little by it.',
});

export const EmbedBody = named(
  'EmbedRequest',
  Type.Object(
    {
      inputs: TokenInputs,
      model: ModelName,
      normalize: Type.Optional(
        Type.Boolean({
          description:
            'Scale each vector to length 1. Where it is left out, the model decides, as /info tells: true unless it is a sentence-transformers model without Normalize.',
        }),
      ),
      ...cutting,
      dimensions: Type.Optional(Dimensions),
      on_error: Type.Optional(OnError),
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

export const Vector = Type.Array(Type.Number());

export const EmbedReply = named(
  'EmbedReply',
  Type.Array(Type.Union([Vector, ref(ItemError)]), {
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

export const EmbedAllBody = named(
  'EmbedAllRequest',
  Type.Object(
    { inputs: TokenInputs, model: ModelName, ...cutting },
    { additionalProperties: false, examples: [{ inputs: 'Paciente con fiebre y tos.' }] },
  ),
);

export type EmbedAllBody = Static<typeof EmbedAllBody>;

const EmbedAllReply = named(
  'EmbedAllReply',
  Type.Array(Type.Array(Type.Array(Type.Number())), {
    description: 'For each text, also for a single one, the vectors of its tokens.',
    examples: [[[[-0.0698, 0.1195, -0.1076]]]],
  }),
);

export const vectorsSchemas = [EmbedBody, EmbedReply, EmbedAllBody, EmbedAllReply];

/** Codes of operations that give vectors. */
export const vectorErrors = [
  ...bodyErrors,
  ...modelErrors,
  'TASK_UNSUPPORTED',
  'PROMPT_UNKNOWN',
] as const;

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
    ...errorResponses([...vectorErrors, 'TOKEN_UNKNOWN', 'DIMENSIONS_TOO_MANY']),
  },
} as const;

export const embedAllOperation = {
  operationId: 'embedAll',
  summary: 'Embed every token',
  description:
    'Gives the last hidden state of each token of each text, special tokens included, neither pooled nor scaled, as text-embeddings-inference does.',
  tags: ['tasks'],
  body: ref(EmbedAllBody),
  headers: modelHeaders,
  response: {
    200: { ...ref(EmbedAllReply), description: 'The vectors.', headers: answerHeaders },
    ...errorResponses([...vectorErrors, 'TOKEN_UNKNOWN', 'STATES_TOO_MANY']),
  },
} as const;
