import { Type, type Static } from 'typebox';
import { aggregationStrategies } from '../../tasks/entities.js';
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
  TruncateEnd,
} from './common.js';

export const EntitiesBody = named(
  'TokenClassificationRequest',
  Type.Object(
    {
      inputs: TextInputs,
      parameters: Type.Optional(
        Type.Object(
          {
            aggregation_strategy: Type.Optional(
              Type.Enum([...aggregationStrategies], {
                default: 'simple',
                description:
                  '`none`: every token with its label. `simple`: neighbouring tokens of the same label together. `first`, `average`, `max`: words first, each with the label of its first token, of the mean of its tokens, or of its surest token.',
              }),
            ),
            ignore_labels: Type.Optional(
              Type.Array(Type.String(), {
                default: ['O'],
                maxItems: 1000,
                description: 'Labels, or groups, to leave out.',
              }),
            ),
            truncate: Type.Optional(TruncateEnd),
            on_error: Type.Optional(OnError),
          },
          { additionalProperties: false },
        ),
      ),
      model: ModelName,
    },
    {
      additionalProperties: false,
      examples: [{ inputs: 'Se inició tratamiento con amoxicilina.' }],
    },
  ),
);

export type EntitiesBody = Static<typeof EntitiesBody>;

const OFFSET =
  'Counted in Unicode code points, as Python does; an emoji is one, an accent that is a character of its own is one more.';

const span = {
  start: Type.Integer({ description: `Where it starts in the text. ${OFFSET}` }),
  end: Type.Integer({ description: `Where it ends, exclusive. ${OFFSET}` }),
};

const TokenSchema = named(
  'EntityToken',
  Type.Object({
    entity: Type.String({ description: 'The label of the token.' }),
    score: Type.Number({ description: 'Probability of the label.' }),
    index: Type.Integer({ description: 'Position of the token, special tokens counted.' }),
    word: Type.String({ description: 'The token as it stands in the vocabulary.' }),
    ...span,
  }),
);

const GroupSchema = named(
  'EntityGroup',
  Type.Object({
    entity_group: Type.String({ description: 'The label without its B- or I-.' }),
    score: Type.Number({ description: 'Mean probability.' }),
    word: Type.String({ description: 'The text of the entity, as it stands in the input.' }),
    ...span,
  }),
);

const Entities = Type.Union([Type.Array(ref(GroupSchema)), Type.Array(ref(TokenSchema))], {
  description: 'In the order of the text: groups, or tokens with `none`.',
});

export const EntitiesReply = named(
  'TokenClassificationReply',
  Type.Union([Entities, itemsOf(Entities)], {
    description: 'The entities of the text; for a list of texts, a list of them.',
    examples: [
      [{ entity_group: 'NORMALIZABLES', score: 0.99, word: 'amoxicilina', start: 26, end: 37 }],
    ],
  }),
);

export const entitiesSchemas = [EntitiesBody, TokenSchema, GroupSchema, EntitiesReply];

export const entitiesOperation = {
  operationId: 'findEntities',
  summary: 'Find entities',
  description:
    'Labels the tokens of a text and groups them, as the token-classification pipeline of `transformers` does.',
  tags: ['tasks'],
  body: ref(EntitiesBody),
  headers: modelHeaders,
  response: {
    200: { ...ref(EntitiesReply), description: 'The entities.', headers: answerHeaders },
    ...errorResponses([...bodyErrors, ...modelErrors, 'TASK_UNSUPPORTED']),
  },
} as const;
