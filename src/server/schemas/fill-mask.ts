import { Type, type Static } from 'typebox';
import { MAX_BEAMS } from '../../tasks/fill-jointly.js';
import { targetLookups } from '../../tasks/fill-mask.js';
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
} from './common.js';

const EXAMPLE = 'El único antecedente personal a reseñar era la <mask> arterial.';

export const FillMaskBody = named(
  'FillMaskRequest',
  Type.Object(
    {
      inputs: Type.Union([Type.String(), Type.Array(Type.String())], {
        description: 'A text, or a list of texts, each with at least one mask token.',
      }),
      parameters: Type.Optional(
        Type.Object(
          {
            top_k: Type.Optional(
              Type.Integer({ minimum: 1, default: 5, description: 'Candidates for each mask.' }),
            ),
            targets: Type.Optional(
              Type.Union([Type.String(), Type.Array(Type.String())], {
                description: 'Score only these words. At most `top_k` of them are given.',
              }),
            ),
            target_lookup: Type.Optional(
              Type.Enum([...targetLookups], {
                default: 'vocabulary',
                description:
                  'How targets are looked up. `vocabulary`, as in `transformers`: exact pieces of the vocabulary (`Ġcasa`), else the first token of each. `word`: as they would stand in the mask’s place, with all their tokens.',
              }),
            ),
            joint: Type.Optional(
              Type.Boolean({
                default: false,
                description:
                  'Fill all masks of a text together, from left to right: the answer is one list of sequences. If false, each mask has candidates of its own, which need not fit each other.',
              }),
            ),
            beams: Type.Optional(
              Type.Integer({
                minimum: 1,
                maximum: MAX_BEAMS,
                description:
                  'For `joint`: beginnings that are kept after each mask, and so the most sequences that are given. By default 5, or `top_k` where that is more.',
              }),
            ),
            truncate: Type.Optional(
              Type.Boolean({
                default: true,
                description:
                  'Cut a text that is longer than the model takes, keeping a window around its masks; the answer says so in x-truncated-inputs. If false, such a text is refused.',
              }),
            ),
            on_error: Type.Optional(OnError),
          },
          { additionalProperties: false },
        ),
      ),
      model: ModelName,
    },
    { additionalProperties: false, examples: [{ inputs: EXAMPLE, parameters: { top_k: 2 } }] },
  ),
);

export type FillMaskBody = Static<typeof FillMaskBody>;

const CandidateSchema = named(
  'FillMaskCandidate',
  Type.Object({
    score: Type.Number({
      description:
        'Probability over the whole vocabulary; of a word of several tokens, their geometric mean: exp(log_likelihood / tokens).',
    }),
    token: Type.Integer({ description: 'The token’s id; of a word, its first token’s.' }),
    token_str: Type.String({ description: 'Its text; a leading space is part of it.' }),
    sequence: Type.String({
      description: 'The text with the token, or word, in the mask’s place.',
    }),
    tokens: Type.Optional(
      Type.Array(Type.Integer(), {
        description: 'All tokens of the word, where `target_lookup` is `word`.',
      }),
    ),
    log_likelihood: Type.Optional(
      Type.Number({
        description:
          'Natural logarithm of the probability of all of them together, each given those before it; likewise.',
      }),
    ),
  }),
);

const JointSchema = named(
  'FillMaskSequence',
  Type.Object({
    score: Type.Number({
      description:
        'The geometric mean of the probabilities of its tokens: exp(log_likelihood / masks).',
    }),
    log_likelihood: Type.Number({
      description:
        'Natural logarithm of the probability of all tokens together, each given those before it.',
    }),
    tokens: Type.Array(Type.Integer(), { description: 'A token for each mask.' }),
    token_strs: Type.Array(Type.String(), { description: 'Their texts.' }),
    sequence: Type.String({ description: 'The text with the tokens in the masks’ places.' }),
  }),
);

const Candidates = Type.Array(ref(CandidateSchema), { description: 'Best first.' });

export const FilledText = named(
  'FillMaskAnswer',
  Type.Union([Candidates, Type.Array(Candidates), Type.Array(ref(JointSchema))], {
    description:
      'One text: its candidates where it has one mask; such a list for each mask where it has several; with `joint`, sequences for all of them.',
  }),
);

export const FillMaskReply = named(
  'FillMaskReply',
  Type.Union([ref(FilledText), itemsOf(ref(FilledText))], {
    description:
      'The answer for the text; for a list of texts a list of answers, also for a list of one.',
    examples: [
      [
        {
          score: 0.6561,
          token: 1666,
          token_str: ' hipertensión',
          sequence: ' El único antecedente personal a reseñar era la hipertensión arterial.',
        },
        {
          score: 0.2043,
          token: 3565,
          token_str: ' tensión',
          sequence: ' El único antecedente personal a reseñar era la tensión arterial.',
        },
      ],
    ],
  }),
);

export const fillMaskSchemas = [
  FillMaskBody,
  CandidateSchema,
  JointSchema,
  FilledText,
  FillMaskReply,
];

/** Codes of its own. */
export const fillMaskErrors = [
  'TASK_UNSUPPORTED',
  'MASK_MISSING',
  'MASKS_TOO_MANY',
  'MASKS_TOO_FAR_APART',
  'TOP_K_TOO_LARGE',
  'CANDIDATES_TOO_MANY',
  'COMPUTATION_TOO_LARGE',
  'TARGETS_EMPTY',
  'TARGETS_TOO_MANY',
  'TARGET_UNKNOWN',
  'TARGET_TOO_LONG',
] as const;

export const fillMaskOperation = {
  operationId: 'fillMask',
  summary: 'Fill masked words',
  description:
    'Gives the most probable words for each mask of a text, as the fill-mask pipeline of `transformers` does; or for all masks together.',
  tags: ['tasks'],
  body: ref(FillMaskBody),
  headers: modelHeaders,
  response: {
    200: { ...ref(FillMaskReply), description: 'The candidates.', headers: answerHeaders },
    ...errorResponses([...bodyErrors, ...modelErrors, ...fillMaskErrors]),
  },
} as const;
