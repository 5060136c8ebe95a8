import { Type, type Static } from 'typebox';
import {
  bodyErrors,
  errorResponses,
  ModelName,
  named,
  ref,
  replyHeaders,
  TextInputs,
} from './common.js';

export const TokenizeBody = named(
  'TokenizeRequest',
  Type.Object(
    {
      inputs: TextInputs,
      model: ModelName,
      add_special_tokens: Type.Optional(
        Type.Boolean({
          default: true,
          description: 'Whether the special tokens around a text are given too.',
        }),
      ),
    },
    { additionalProperties: false, examples: [{ inputs: 'Fiebre y tos.' }] },
  ),
);

export type TokenizeBody = Static<typeof TokenizeBody>;

const Offset = Type.Union([Type.Integer(), Type.Null()]);

const TokenSchema = named(
  'Token',
  Type.Object({
    id: Type.Integer(),
    text: Type.String({
      description: 'The token’s part of the text; a special token as the vocabulary writes it.',
    }),
    special: Type.Boolean({
      description:
        'Whether it is one of the special tokens around the text. Those that stand in the text itself, such as a mask, are not.',
    }),
    start: {
      ...Offset,
      description: 'Where it starts in the text, in Unicode code points; null for special tokens.',
    },
    stop: {
      ...Offset,
      description:
        'Where it stops, exclusive, in Unicode code points; null for special tokens. Tokens that share a character, such as an emoji, have the same place.',
    },
  }),
);

const TokenizeReply = named(
  'TokenizeReply',
  Type.Array(Type.Array(ref(TokenSchema)), {
    description: 'The tokens of each text, also for a single one.',
    examples: [[[{ id: 0, text: '<s>', special: true, start: null, stop: null }]]],
  }),
);

const Ids = Type.Integer({ minimum: 0 });

export const DecodeBody = named(
  'DecodeRequest',
  Type.Object(
    {
      ids: Type.Array(Type.Union([Ids, Type.Array(Ids)]), {
        description: 'Token ids of one text, or a list of them for each of several texts.',
      }),
      model: ModelName,
      skip_special_tokens: Type.Optional(
        Type.Boolean({
          default: true,
          description: 'Leave out the model’s special tokens, masks included.',
        }),
      ),
    },
    { additionalProperties: false, examples: [{ ids: [0, 1666, 2] }] },
  ),
);

export type DecodeBody = Static<typeof DecodeBody>;

const DecodeReply = named(
  'DecodeReply',
  Type.Array(Type.String(), {
    description: 'The text of each list of tokens, also for a single one.',
    examples: [[' hipertensión']],
  }),
);

export const tokensSchemas = [TokenizeBody, TokenSchema, TokenizeReply, DecodeBody, DecodeReply];

/** Codes of operations that need the tokenizer alone. */
const tokenErrors = [
  ...bodyErrors,
  'INPUT_EMPTY',
  'INPUTS_TOO_MANY',
  'INTERNAL',
  'MODEL_NOT_FOUND',
  'MODEL_FAILED',
  'ENGINE_UNAVAILABLE',
] as const;

export const tokenizeOperation = {
  operationId: 'tokenize',
  summary: 'Tokenise texts',
  description:
    'Gives the tokens of texts with their places, as text-embeddings-inference does. Nothing is cut.',
  tags: ['tokens'],
  body: ref(TokenizeBody),
  response: {
    200: { ...ref(TokenizeReply), description: 'The tokens.', headers: replyHeaders },
    ...errorResponses([...tokenErrors, 'INPUT_NOT_UNICODE', 'CHARACTERS_TOO_MANY']),
  },
} as const;

export const decodeOperation = {
  operationId: 'decode',
  summary: 'Make texts of tokens',
  description: 'Gives the texts of token ids, as text-embeddings-inference does.',
  tags: ['tokens'],
  body: ref(DecodeBody),
  response: {
    200: { ...ref(DecodeReply), description: 'The texts.', headers: replyHeaders },
    ...errorResponses([...tokenErrors, 'TOKENS_TOO_MANY', 'TOKEN_UNKNOWN']),
  },
} as const;
