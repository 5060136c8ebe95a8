import { Type, type Static } from 'typebox';
import {
  answerHeaders,
  bodyErrors,
  errorResponses,
  itemsOf,
  modelErrors,
  modelHeaders,
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
                description:
                  'Score only these words: exact pieces of the vocabulary (`Ġcasa`), else the first token of each word. At most `top_k` of them are given.',
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
    },
    { additionalProperties: false, examples: [{ inputs: EXAMPLE, parameters: { top_k: 2 } }] },
  ),
);

export type FillMaskBody = Static<typeof FillMaskBody>;

const CandidateSchema = named(
  'FillMaskCandidate',
  Type.Object({
    score: Type.Number({ description: 'Probability over the whole vocabulary.' }),
    token: Type.Integer({ description: 'The token’s id.' }),
    token_str: Type.String({ description: 'The token’s text; a leading space is part of it.' }),
    sequence: Type.String({ description: 'The text with the token in the mask’s place.' }),
  }),
);

const Candidates = Type.Array(ref(CandidateSchema), { description: 'Best first.' });

const FilledText = named(
  'FillMaskAnswer',
  Type.Union([Candidates, Type.Array(Candidates)], {
    description:
      'One text: its candidates where it has one mask; such a list for each mask where it has several.',
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

export const fillMaskSchemas = [FillMaskBody, CandidateSchema, FilledText, FillMaskReply];

/** Codes of its own. */
export const fillMaskErrors = [
  'TASK_UNSUPPORTED',
  'MASK_MISSING',
  'MASKS_TOO_MANY',
  'MASKS_TOO_FAR_APART',
  'TOP_K_TOO_LARGE',
  'CANDIDATES_TOO_MANY',
  'TARGETS_EMPTY',
  'TARGETS_TOO_MANY',
  'TARGET_UNKNOWN',
] as const;

export const fillMaskOperation = {
  operationId: 'fillMask',
  summary: 'Fill masked words',
  description:
    'Gives the most probable words for each mask of a text, as the fill-mask pipeline of `transformers` does.',
  tags: ['tasks'],
  body: ref(FillMaskBody),
  headers: modelHeaders,
  response: {
    200: { ...ref(FillMaskReply), description: 'The candidates.', headers: answerHeaders },
    ...errorResponses([...bodyErrors, ...modelErrors, ...fillMaskErrors]),
  },
} as const;
