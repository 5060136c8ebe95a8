import { Type, type Static } from 'typebox';
import { windowPoolings } from '../../tasks/classify.js';
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
  TruncateWindows,
  windowErrors,
} from './common.js';

export const ClassifyBody = named(
  'TextClassificationRequest',
  Type.Object(
    {
      inputs: TextInputs,
      parameters: Type.Optional(
        Type.Object(
          {
            top_k: Type.Optional(
              Type.Integer({ minimum: 1, description: 'Labels for each text; all by default.' }),
            ),
            threshold: Type.Optional(
              Type.Number({ description: 'Leave out labels with a lower score.' }),
            ),
            truncate: Type.Optional(TruncateWindows),
            window_pooling: Type.Optional(
              Type.Enum([...windowPoolings], {
                default: 'mean',
                description:
                  'How the scores of a long text are made of those of its windows: `mean`, weighed by their tokens, or `max`, the largest of each label.',
              }),
            ),
            on_error: Type.Optional(OnError),
          },
          { additionalProperties: false },
        ),
      ),
      model: ModelName,
    },
    { additionalProperties: false, examples: [{ inputs: 'No refiere fiebre.' }] },
  ),
);

export type ClassifyBody = Static<typeof ClassifyBody>;

const LabelSchema = named(
  'ScoredLabel',
  Type.Object({
    label: Type.String(),
    score: Type.Number({
      description:
        'A probability: softmax over the labels, or each label by itself where several can hold at once; a plain number for a regression.',
    }),
  }),
);

export const Labels = Type.Array(ref(LabelSchema), { description: 'Best first.' });

export const ClassifyReply = named(
  'TextClassificationReply',
  Type.Union([Labels, itemsOf(Labels)], {
    description: 'The labels of the text; for a list of texts, a list of them.',
    examples: [
      [
        { label: 'negativo', score: 0.91 },
        { label: 'positivo', score: 0.09 },
      ],
    ],
  }),
);

export const classifySchemas = [ClassifyBody, LabelSchema, ClassifyReply];

export const classifyOperation = {
  operationId: 'classifyText',
  summary: 'Classify texts',
  description:
    'Scores the labels of a sequence classifier, as the text-classification pipeline of `transformers` does, of texts of any length. `/classify` is another name of it.',
  tags: ['tasks'],
  body: ref(ClassifyBody),
  headers: modelHeaders,
  response: {
    200: { ...ref(ClassifyReply), description: 'The labels.', headers: answerHeaders },
    ...errorResponses([...bodyErrors, ...modelErrors, ...windowErrors, 'TASK_UNSUPPORTED']),
  },
} as const;
