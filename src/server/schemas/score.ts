import { Type, type Static } from 'typebox';
import { scoringMethods } from '../../tasks/scoring-rows.js';
import {
  answerHeaders,
  bodyErrors,
  errorResponses,
  itemsOf,
  modelErrors,
  modelHeaders,
  ModelName,
  named,
  OnError,
  ref,
  TextInputs,
} from './common.js';

export const ScoreBody = named(
  'ScoreRequest',
  Type.Object(
    {
      inputs: TextInputs,
      parameters: Type.Optional(
        Type.Object(
          {
            method: Type.Optional(
              Type.Enum([...scoringMethods], {
                default: 'within_word_l2r',
                description:
                  'What is masked beside a token that is scored. `within_word_l2r`: the tokens of its word that come after it, so that a word of several tokens does not give itself away; `original`: nothing.',
              }),
            ),
            window: Type.Optional(
              Type.Integer({
                minimum: 8,
                default: 128,
                description:
                  'Tokens that are seen around each word, special tokens included; at most what the model takes. A shorter text is seen as a whole.',
              }),
            ),
            top_k: Type.Optional(
              Type.Integer({
                minimum: 0,
                default: 0,
                description: 'Tokens to give for the place of each word.',
              }),
            ),
            truncate: Type.Optional(
              Type.Boolean({
                default: true,
                description:
                  'Score the first 512 tokens of a longer text; the answer says so in x-truncated-inputs. If false, such a text is refused.',
              }),
            ),
            on_error: Type.Optional(OnError),
          },
          { additionalProperties: false },
        ),
      ),
      model: ModelName,
    },
    {
      additionalProperties: false,
      examples: [{ inputs: 'Paciente con fiebre y tos.', parameters: { top_k: 3 } }],
    },
  ),
);

export type ScoreBody = Static<typeof ScoreBody>;

const logarithm = 'Natural logarithm of a probability.';
const orNull = (schema: Parameters<typeof Type.Union>[0][number]) =>
  Type.Union([schema, Type.Null()]);

const AlternativeSchema = named(
  'ScoreAlternative',
  Type.Object({
    score: Type.Number({ description: 'Probability over the whole vocabulary.' }),
    token: Type.Integer({ description: 'The token’s id.' }),
    token_str: Type.String({ description: 'The token’s text; a leading space is part of it.' }),
  }),
);

const WordSchema = named(
  'ScoredWord',
  Type.Object({
    word: Type.String({
      description: 'The word, or a punctuation mark, as it stands in the text.',
    }),
    start: Type.Integer({ description: 'Where it starts in the text, in Unicode code points.' }),
    end: Type.Integer({ description: 'Where it ends, exclusive.' }),
    score: orNull(
      Type.Number({
        description:
          'How probable it is where it stands: the geometric mean of the probabilities of its tokens, exp(log_likelihood / tokens). Null for a special token, and for what the vocabulary lacks.',
      }),
    ),
    log_likelihood: orNull(
      Type.Number({ description: `${logarithm} Of its tokens together; null likewise.` }),
    ),
    tokens: Type.Integer({ description: 'Tokens that it has.' }),
    alternatives: Type.Optional(
      Type.Array(ref(AlternativeSchema), {
        description: 'What the model would put in its place, as one token, best first.',
      }),
    ),
  }),
);

const ScoredTextSchema = named(
  'ScoredText',
  Type.Object({
    log_likelihood: Type.Number({ description: 'The sum of those of all words.' }),
    perplexity: orNull(
      Type.Number({
        description: 'exp(-log_likelihood / tokens); null where nothing could be scored.',
      }),
    ),
    tokens: Type.Integer({ description: 'Tokens that were scored.' }),
    windowed: Type.Boolean({
      description: 'Whether words were seen in windows of the text, because it is longer than one.',
    }),
    words: Type.Array(ref(WordSchema), { description: 'In the order of the text.' }),
  }),
);

export const ScoreReply = named(
  'ScoreReply',
  Type.Union([ref(ScoredTextSchema), itemsOf(ref(ScoredTextSchema))], {
    description: 'The scores of the text; for a list of texts, a list of them.',
    examples: [
      {
        log_likelihood: -1.5,
        perplexity: 4.48,
        tokens: 1,
        windowed: false,
        words: [{ word: 'tos', start: 0, end: 3, score: 0.223, log_likelihood: -1.5, tokens: 1 }],
      },
    ],
  }),
);

export const scoreSchemas = [
  ScoreBody,
  AlternativeSchema,
  WordSchema,
  ScoredTextSchema,
  ScoreReply,
];

export const scoreOperation = {
  operationId: 'scoreTexts',
  summary: 'Score texts',
  description:
    'Tells how probable each word of a text is where it stands, and all of the text: its pseudo-log-likelihood under the masked language model.',
  tags: ['tasks'],
  body: ref(ScoreBody),
  headers: modelHeaders,
  response: {
    200: { ...ref(ScoreReply), description: 'The scores.', headers: answerHeaders },
    ...errorResponses([
      ...bodyErrors,
      ...modelErrors,
      ...(['TASK_UNSUPPORTED', 'TOP_K_TOO_LARGE', 'CANDIDATES_TOO_MANY'] as const),
      'COMPUTATION_TOO_LARGE',
    ]),
  },
} as const;
