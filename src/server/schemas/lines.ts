import { Type, type TProperties, type TSchema } from 'typebox';
import { ClassifyBody, Labels } from './classify.js';
import { errorProperties, MOST_NAME_CHARACTERS, named, ref } from './common.js';
import { EntitiesBody, Entities } from './entities.js';
import { FilledText, FillMaskBody } from './fill-mask.js';
import { EmbedBody, Tokens, Vector } from './vectors.js';

/** Media type of lines of JSON, one value on each. */
export const LINES_TYPE = 'application/x-ndjson';

export const LineId = Type.Union(
  [Type.String({ maxLength: MOST_NAME_CHARACTERS }), Type.Integer()],
  { description: 'Comes back with the answer. The n-th answer belongs to the n-th line anyway.' },
);

const Id = Type.Optional(LineId);

const Text = Type.String({ description: 'One text.' });

/** A line of a stream that is no bare text: what the ordinary body has, with one text. */
function lineOf<Properties extends TProperties, Inputs extends TSchema>(
  name: string,
  { properties }: { readonly properties: Properties },
  inputs: Inputs,
) {
  return named(
    name,
    Type.Object(
      { ...properties, inputs, id: Id },
      {
        additionalProperties: false,
        description: 'One line: what the body has otherwise, with one text in `inputs`.',
      },
    ),
  );
}

const LineError = named(
  'LineError',
  Type.Object(
    {
      id: Id,
      line: Type.Integer({ description: 'Which line is to blame; the first is 1.' }),
      ...errorProperties,
    },
    {
      description:
        'An error in the place of a line’s answer. After SHUTTING_DOWN and REQUEST_MALFORMED nothing comes: the lines from there on are not answered.',
      examples: [
        {
          line: 3,
          error: 'The line is not valid JSON: it is empty.',
          error_type: 'validation',
          code: 'LINE_INVALID',
        },
      ],
    },
  ),
);

/** The answer to a line. */
const answerOf = (name: string, output: TSchema) =>
  named(
    name,
    Type.Union(
      [
        Type.Object({
          id: Id,
          output,
          truncated: Type.Optional(
            // Not a literal: generators of clients trip over one that is no text.
            Type.Boolean({ description: 'True: the text was cut; absent if it was not.' }),
          ),
        }),
        ref(LineError),
      ],
      { description: 'What the line’s one text gives, or an error.' },
    ),
  );

export const FillMaskLine = lineOf('FillMaskLine', FillMaskBody, Text);
export const EmbedLine = lineOf(
  'EmbedLine',
  EmbedBody,
  Type.Union([Text, Tokens], { description: 'One text, or its tokens.' }),
);
export const EntitiesLine = lineOf('TokenClassificationLine', EntitiesBody, Text);
export const ClassifyLine = lineOf('TextClassificationLine', ClassifyBody, Text);

const FillMaskLineAnswer = answerOf('FillMaskLineAnswer', ref(FilledText));
const EmbedLineAnswer = answerOf('EmbedLineAnswer', Vector);
const EntitiesLineAnswer = answerOf('TokenClassificationLineAnswer', Entities);
const ClassifyLineAnswer = answerOf('TextClassificationLineAnswer', Labels);

export const linesSchemas = [
  LineError,
  ...[FillMaskLine, FillMaskLineAnswer],
  ...[EmbedLine, EmbedLineAnswer],
  ...[EntitiesLine, EntitiesLineAnswer],
  ...[ClassifyLine, ClassifyLineAnswer],
];

/** The paths that take lines, each with what one line is and what it gives. */
export const linesOperations = {
  '/fill-mask': { line: FillMaskLine, answer: FillMaskLineAnswer },
  '/embed': { line: EmbedLine, answer: EmbedLineAnswer },
  '/token-classification': { line: EntitiesLine, answer: EntitiesLineAnswer },
  '/text-classification': { line: ClassifyLine, answer: ClassifyLineAnswer },
} as const;
