import { Type, type Static, type TSchema } from 'typebox';
import { errorTable, type ErrorCode } from '../../errors.js';
import { errorScopes } from '../../tasks/items.js';

/** A reference to a schema that the app knows by its `$id`; named so in the OpenAPI document. */
export function ref<Schema extends TSchema & { $id: string }>(schema: Schema) {
  return Type.Unsafe<Static<Schema>>({ $ref: `${schema.$id}#` });
}

/** Gives a schema its name in the OpenAPI document. */
export function named<Schema extends TSchema>(name: string, schema: Schema) {
  return { ...schema, $id: name };
}

const errorTypes = [...new Set(Object.values(errorTable).map(({ type }) => type))].filter(
  (type) => type !== 'load',
);

/** A text, or a list of them, as every task takes it. */
export const TextInputs = Type.Union([Type.String(), Type.Array(Type.String())], {
  description: 'A text, or a list of texts.',
});

/** Of a model's name, or of an id, in a body. */
export const MOST_NAME_CHARACTERS = 256;

/** Which model is meant, as every task takes it. */
export const ModelName = Type.Optional(
  Type.String({
    maxLength: MOST_NAME_CHARACTERS,
    description:
      'The name of a served model, or the last part of it, as /info lists them. Left out, the first one that can do the task is meant.',
    examples: ['clinical-es-mini'],
  }),
);

/** A model in a path, percent-encoded where its name has a slash. */
export const ModelPath = Type.Object({
  model: Type.String({ description: 'The name of a served model, or the last part of it.' }),
});

export type ModelPath = Static<typeof ModelPath>;

/** The same with the slash as it is: not all clients encode it. */
export const OwnedModelPath = Type.Object({ owner: Type.String(), model: Type.String() });

export type OwnedModelPath = Static<typeof OwnedModelPath>;

export const fullName = ({ owner, model }: OwnedModelPath): string => `${owner}/${model}`;

/** What becomes of a long text, in tasks that see its start. */
export const TruncateEnd = Type.Boolean({
  default: true,
  description:
    'Cut a text at its end where it is longer than the model takes; the answer says so in x-truncated-inputs. If false, such a text is refused.',
});

/** What becomes of a long text, in tasks that lay windows over it. */
export const TruncateWindows = Type.Boolean({
  default: false,
  description:
    'Answer for no more than the model sees at once, from the start of a text; the answer says so in x-truncated-inputs. If false, a long text is answered whole, in windows.',
});

/** What every error tells. */
export const errorProperties = {
  error: Type.String({ description: 'What happened, with the value, and what to do.' }),
  error_type: Type.Enum(errorTypes, {
    description: 'The kind of error, as text-embeddings-inference names them.',
  }),
  code: Type.String({ description: 'The error’s own code: stable, for programs.' }),
};

/** The one shape of every error. */
export const ErrorReply = named(
  'Error',
  Type.Object(
    {
      ...errorProperties,
      request_id: Type.String({ description: 'The x-request-id of the request.' }),
    },
    {
      description: 'Every error has this shape, except under /v1 and /v2.',
      examples: [
        {
          error:
            'No mask_token (<mask>) found on the input: write <mask> in `inputs` where the word is missing.',
          error_type: 'validation',
          code: 'MASK_MISSING',
          request_id: '5f0c7ff4-6f3b-4e2f-9c55-0d1f4a3f1f6e',
        },
      ],
    },
  ),
);

/** What a text spoils that cannot be answered. */
export const OnError = Type.Enum([...errorScopes], {
  default: 'request',
  description:
    'What a text with an error spoils. `request`: the whole request is answered with the error; `item`: of a list, only its own place in the answer, which then holds the error, and x-failed-inputs tells which they are.',
});

/** The error of one text of a list. */
export const ItemError = named(
  'ItemError',
  Type.Object(
    { ...errorProperties },
    {
      description: 'In the place of a text that has an error, where `on_error` is `item`.',
      examples: [
        {
          error: '`inputs[1]` is empty. Send at least one character.',
          error_type: 'empty',
          code: 'INPUT_EMPTY',
        },
      ],
    },
  ),
);

/** A list of what became of each text. */
export const itemsOf = <Schema extends TSchema>(item: Schema) =>
  Type.Array(Type.Union([item, ref(ItemError)]));

/** Codes that any operation with a body can answer. */
export const bodyErrors = [
  'BODY_INVALID',
  'BODY_TOO_LARGE',
  'MEDIA_TYPE_UNSUPPORTED',
  'REQUEST_INVALID',
] as const satisfies readonly ErrorCode[];

/** Codes that any operation which asks the model can answer. */
export const modelErrors = [
  'MODEL_NOT_FOUND',
  'MODEL_FAILED',
  'INPUT_EMPTY',
  'INPUT_NOT_UNICODE',
  'INPUT_TOO_LONG',
  'INPUTS_TOO_MANY',
  'OVERLOADED',
  'DEADLINE_UNREACHABLE',
  'DEADLINE_PASSED',
  'ENGINE_FAILED',
  'ROW_REFUSED',
  'INTERNAL',
  'ENGINE_UNAVAILABLE',
] as const satisfies readonly ErrorCode[];

/** Codes that any operation can answer; the first two where keys or a limit are set. */
const commonErrors = [
  'INVALID_API_KEY',
  'RATE_LIMIT_EXCEEDED',
  'HEADERS_TOO_MANY',
  'URL_TOO_LONG',
] as const satisfies readonly ErrorCode[];

/** Codes of operations that answer for documents of any length. */
export const windowErrors = [
  'CHARACTERS_TOO_MANY',
  'WINDOWS_TOO_MANY',
] as const satisfies readonly ErrorCode[];

/** Of errors that another try can mend. */
const retryHeaders = {
  'retry-after': Type.Optional(
    Type.String({ description: 'Seconds after which to try again.', examples: ['1'] }),
  ),
};

/** The error responses of an operation, by status, each with the codes that it can carry. */
export function errorResponses(codes: readonly ErrorCode[], shape: { $id: string } = ErrorReply) {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of [...codes, ...commonErrors]) {
    const { status } = errorTable[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, of]) => [
      status,
      {
        description: of.join(', '),
        ...([429, 503].includes(status) && { headers: retryHeaders }),
        $ref: `${shape.$id}#`,
      },
    ]),
  );
}

/** Headers that operations which ask the model understand. They are read where the client is known. */
export const modelHeaders = Type.Object({
  'x-request-timeout-ms': Type.Optional(
    Type.String({
      description:
        'Milliseconds after which the answer is of no use. What cannot be ready by then is refused at once, the rest when they have passed.',
      examples: ['2000'],
    }),
  ),
});

/** Headers of every answer. */
export const replyHeaders = {
  'x-request-id': Type.String({ description: 'The request’s id: the one sent, or a new one.' }),
};

/** Headers of an answer that the model gave. */
export const answerHeaders = {
  ...replyHeaders,
  'x-truncated-inputs': Type.Optional(
    Type.String({
      description:
        'Indices of the texts that were longer than the model takes and have been cut, such as `0,3`; absent if none was.',
    }),
  ),
  'x-failed-inputs': Type.Optional(
    Type.String({
      description:
        'Indices of the texts that have an error in their places, such as `1`; only where `on_error` is `item`.',
    }),
  ),
  'x-compute-tokens': Type.String({ description: 'Tokens computed, special tokens included.' }),
  'x-total-time': Type.String({ description: 'Milliseconds in the service.' }),
  'x-tokenization-time': Type.String({ description: 'Milliseconds of tokenising.' }),
  'x-queue-time': Type.String({
    description: 'Milliseconds of the text that waited longest; of several rounds, all together.',
  }),
  'x-inference-time': Type.String({ description: 'Milliseconds of the slowest batch, likewise.' }),
  'server-timing': Type.String({
    description: 'The same times, as browsers show them.',
    examples: ['tokenize;dur=0.3, queue;dur=0.6, inference;dur=4.1, total;dur=5.4'],
  }),
};
