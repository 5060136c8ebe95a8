import { Type, type Static } from 'typebox';
import { aggregationStrategies } from '../../tasks/entities.js';
import { annotationFormats } from '../annotations.js';
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

/** Far more than a model has. */
export const MOST_IGNORED_LABELS = 1000;

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
                description:
                  '`word` (where it is left out): whole words, each with the label of its first token, punctuation apart. The others as in `transformers`; with `POST /`, `simple` where it is left out. `none`: every token with its label. `simple`: neighbouring tokens of the same label together. `first`, `average`, `max`: words first, each with the label of its first token, of the mean of its tokens, or of its surest token.',
              }),
            ),
            ignore_labels: Type.Optional(
              Type.Array(Type.String(), {
                default: ['O'],
                maxItems: MOST_IGNORED_LABELS,
                description: 'Labels, or groups, to leave out.',
              }),
            ),
            truncate: Type.Optional(TruncateWindows),
            window: Type.Optional(
              Type.Integer({
                minimum: 8,
                description:
                  'Tokens that the model sees at once, special ones included; what it takes at most. Where it is left out, 160 with `word`, and with the others all that the model takes.',
              }),
            ),
            stride: Type.Optional(
              Type.Integer({
                minimum: 0,
                description:
                  'Tokens that the windows over a long text share at most: an eighth of a window where it is left out, a quarter at most.',
              }),
            ),
            format: Type.Optional(
              Type.Enum([...annotationFormats], {
                default: 'json',
                description:
                  '`json`: entities. `brat`: the lines of a .ann file, as text/plain; for a list of texts a list of such files. `bioc`: a collection in BioC’s JSON, with a document for each text.',
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
    entity_group: Type.String({ description: 'The label without its prefix, such as B- or I-.' }),
    score: Type.Number({ description: 'Mean probability.' }),
    word: Type.String({ description: 'The text of the entity, as it stands in the input.' }),
    ...span,
  }),
);

export const Entities = Type.Union([Type.Array(ref(GroupSchema)), Type.Array(ref(TokenSchema))], {
  description: 'In the order of the text: groups, or tokens with `none`.',
});

const BratFile = Type.String({ description: 'A .ann file of brat.' });

const Infons = Type.Record(Type.String(), Type.String());

const BiocCollection = named(
  'BiocCollection',
  Type.Object(
    {
      source: Type.String({ description: 'The model.' }),
      date: Type.String(),
      key: Type.String(),
      infons: Infons,
      documents: Type.Array(
        Type.Object({
          id: Type.String({ description: 'Index of the text in the request.' }),
          infons: Infons,
          passages: Type.Array(
            Type.Object({
              offset: Type.Integer(),
              infons: Infons,
              text: Type.String(),
              sentences: Type.Array(Type.Unknown()),
              annotations: Type.Array(
                Type.Object({
                  id: Type.String(),
                  infons: { ...Infons, description: '`type` and `score`.' },
                  text: Type.String(),
                  locations: Type.Array(
                    Type.Object({ offset: Type.Integer(), length: Type.Integer() }),
                  ),
                }),
              ),
              relations: Type.Array(Type.Unknown()),
            }),
          ),
          relations: Type.Array(Type.Unknown()),
        }),
      ),
    },
    { description: 'A collection in BioC’s JSON. Offsets count code points.' },
  ),
);

export const EntitiesReply = named(
  'TokenClassificationReply',
  Type.Union([Entities, itemsOf(Entities)], {
    description: 'The entities of the text; for a list of texts, a list of them.',
    examples: [
      [{ entity_group: 'NORMALIZABLES', score: 0.99, word: 'amoxicilina', start: 26, end: 37 }],
    ],
  }),
);

const EntitiesAnswer = named(
  'TokenClassificationAnswer',
  Type.Union([ref(EntitiesReply), ref(BiocCollection), itemsOf(BratFile)], {
    description: 'Entities, a collection of BioC, or for a list of texts a list of files of brat.',
  }),
);

export const entitiesSchemas = [
  EntitiesBody,
  TokenSchema,
  GroupSchema,
  BiocCollection,
  EntitiesReply,
  EntitiesAnswer,
];

export const entitiesOperation = {
  operationId: 'findEntities',
  summary: 'Find entities',
  description:
    'Labels the tokens of a text and groups them, of texts of any length. `/ner` is another name of it.',
  tags: ['tasks'],
  body: ref(EntitiesBody),
  headers: modelHeaders,
  response: {
    200: {
      description: 'The entities, in the format that was asked for.',
      content: {
        'application/json': { schema: ref(EntitiesAnswer) },
        'text/plain': { schema: BratFile },
      },
      headers: answerHeaders,
    },
    ...errorResponses([...bodyErrors, ...modelErrors, ...windowErrors, 'TASK_UNSUPPORTED']),
  },
} as const;
