import { Type, type Static } from 'typebox';
import { answerHeaders, errorResponses, modelHeaders, ModelName, named, ref } from './common.js';
import { cutting, vectorErrors } from './vectors.js';

export const SimilarityBody = named(
  'SentenceSimilarityRequest',
  Type.Object(
    {
      inputs: Type.Object(
        {
          source_sentence: Type.String({ description: 'The text that others are compared with.' }),
          sentences: Type.Array(Type.String(), { description: 'The others.' }),
        },
        { additionalProperties: false },
      ),
      parameters: Type.Optional(Type.Object(cutting, { additionalProperties: false })),
      model: ModelName,
    },
    {
      additionalProperties: false,
      examples: [
        {
          inputs: {
            source_sentence: 'Paciente con fiebre.',
            sentences: ['El enfermo tiene calentura.', 'Fractura de fémur.'],
          },
        },
      ],
    },
  ),
);

export type SimilarityBody = Static<typeof SimilarityBody>;

export const SimilarityReply = named(
  'SentenceSimilarityReply',
  Type.Array(Type.Number(), {
    description: 'For each of the sentences, the cosine with the source: 1 for the same direction.',
    examples: [[0.94, 0.71]],
  }),
);

export const similaritySchemas = [SimilarityBody, SimilarityReply];

export const similarityOperation = {
  operationId: 'compareSentences',
  summary: 'Compare a text with others',
  description:
    'Gives the cosine between the vector of a text and those of others, as the sentence-similarity task of the Hub does.',
  tags: ['tasks'],
  body: ref(SimilarityBody),
  headers: modelHeaders,
  response: {
    200: { ...ref(SimilarityReply), description: 'The cosines.', headers: answerHeaders },
    ...errorResponses(vectorErrors),
  },
} as const;
