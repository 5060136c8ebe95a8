import { Type, type Static } from 'typebox';
import { bodyErrors, errorResponses, named, ref, replyHeaders, TextInputs } from './common.js';

export const SentencesBody = named(
  'SentencesRequest',
  Type.Object(
    { inputs: TextInputs },
    {
      additionalProperties: false,
      examples: [{ inputs: 'Remitido por la Dra. Ruiz. Hb. 12,3 g/dl. Alta.' }],
    },
  ),
);

export type SentencesBody = Static<typeof SentencesBody>;

const SentenceSchema = named(
  'Sentence',
  Type.Object({
    text: Type.String({ description: 'As it stands in the text, without white space around it.' }),
    start: Type.Integer({ description: 'Where it starts in the text, in Unicode code points.' }),
    end: Type.Integer({ description: 'Where it ends, exclusive, in Unicode code points.' }),
    paragraph: Type.Integer({
      description: 'Number of its paragraph, from 0. Blank lines are between paragraphs.',
    }),
  }),
);

const Sentences = Type.Array(ref(SentenceSchema), { description: 'In the order of the text.' });

const SentencesReply = named(
  'SentencesReply',
  Type.Union([Sentences, Type.Array(Sentences)], {
    description: 'The sentences of the text; for a list of texts, a list of them.',
    examples: [[{ text: 'Remitido por la Dra. Ruiz.', start: 0, end: 26, paragraph: 0 }]],
  }),
);

export const sentencesSchemas = [SentencesBody, SentenceSchema, SentencesReply];

export const sentencesOperation = {
  operationId: 'splitSentences',
  summary: 'Split texts into sentences',
  description:
    'Gives the sentences of Spanish clinical texts with their places. Rules decide, and no model.',
  tags: ['tokens'],
  body: ref(SentencesBody),
  response: {
    200: { ...ref(SentencesReply), description: 'The sentences.', headers: replyHeaders },
    ...errorResponses([
      ...bodyErrors,
      'INPUT_EMPTY',
      'INPUT_NOT_UNICODE',
      'INPUTS_TOO_MANY',
      'CHARACTERS_TOO_MANY',
      'INTERNAL',
      'ENGINE_UNAVAILABLE',
      'MODEL_FAILED',
    ]),
  },
} as const;
