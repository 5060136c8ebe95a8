import { describeAgreement } from './describe-agreement.js';
import type { Inspection } from './inspection.js';
import { count, fileSize } from './numbers.js';

/** A part of the page: its title, and its paragraphs. */
type Part = readonly [title: string, paragraphs: readonly (string | null)[]];

/** Characters of a card's text that a page has room for. */
const MOST_CHARACTERS = 700;
const MOST_LABELS = 20;

const INDENT = 13;

const NOT_TOLD = 'not told by the card';

/** An inspection as a page for people: titles to the left, what is not known left out. */
export function describeInspection(inspection: Inspection, width: number): string {
  const parts: readonly Part[] = [
    [
      'model',
      [inspection.name, describeKind(inspection), inspection.folder, describeHub(inspection)],
    ],
    ['refused', inspection.problems.map(({ code, message }) => `${code}: ${message}`)],
    ['sizes', [describeSizes(inspection)]],
    ['labels', [describeLabels(inspection)]],
    ['vectors', [describeVectors(inspection)]],
    ['weights', [describeWeights(inspection)]],
    ['tokenizer', [describeTokenizer(inspection)]],
    ['package', describePackage(inspection)],
    ...describeCard(inspection),
  ];
  const lines = parts.flatMap(([title, paragraphs]) => {
    const wrapped = paragraphs.flatMap((paragraph) =>
      paragraph === null || paragraph === '' ? [] : wrap(harmless(paragraph), width - INDENT),
    );
    return wrapped.map((line, index) => `${(index === 0 ? title : '').padEnd(INDENT)}${line}`);
  });
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

/** What a model does beside embedding, by its head. */
export const tasks = {
  none: 'no head: embeddings',
  'masked-lm': 'fill-mask',
  'token-classification': 'token classification',
  'sequence-classification': 'text classification',
} as const;

function describeKind({ model }: Inspection): string {
  const { classes, head, modelType } = model;
  const named = classes.length > 0 ? ` (${classes.join(', ')})` : '';
  const task = head === null ? '' : `, ${tasks[head.kind]}`;
  return `${modelType ?? 'of a type that is not told'}${named}${task}`;
}

const describeHub = ({ hub }: Inspection): string | null =>
  hub && `from the Hub: ${hub.repo} at ${hub.revision}, commit ${hub.commit}`;

function describeSizes({ model }: Inspection): string {
  const told = (value: number | null, what: string) =>
    value === null ? [] : [`${count(value)} ${what}`];
  return [
    ...told(model.parameters, 'parameters'),
    ...told(model.layers, 'layers'),
    ...told(model.hiddenSize, 'hidden'),
    ...told(model.heads, 'heads'),
    ...told(model.vocabularySize, 'pieces'),
    ...(model.maxTokens === null ? [] : [`texts of up to ${count(model.maxTokens)} tokens`]),
  ].join(', ');
}

function describeLabels({ model: { head } }: Inspection): string | null {
  if (head === null || !('labels' in head)) return null;
  const { labels } = head;
  const more = labels.length - MOST_LABELS;
  const shown = labels.slice(0, MOST_LABELS).join(', ');
  return more > 0 ? `${shown} and ${count(more)} more` : shown;
}

function describeVectors({ model: { embedding } }: Inspection): string | null {
  if (embedding === null) return null;
  const { normalize, pooling } = embedding;
  return `${pooling} of the tokens${normalize ? ', scaled to length 1' : ''}`;
}

function describeWeights({ layout, weights: { dtypes, files } }: Inspection): string | null {
  if (layout === null || layout === 'package') return null;
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  const types = Object.entries(dtypes ?? {}).map(([type, tensors]) => `${count(tensors)} ${type}`);
  return `${layout}, ${fileSize(bytes)}${types.length > 0 ? `; tensors: ${types.join(', ')}` : ''}`;
}

function describeTokenizer({ tokenizer: { files, kind, mask } }: Inspection): string | null {
  if (files.length === 0) return null;
  const named = kind ?? 'of a kind that cannot be read';
  return `${named}, ${mask === null ? 'no mask' : `mask ${mask}`}; ${files.join(', ')}`;
}

function describePackage({ package: found }: Inspection): readonly (string | null)[] {
  if (found === null) return [];
  const { folder, holds, state } = found;
  const states = {
    itself: null,
    cached: `converted, in the cache: ${folder}`,
    absent: `not converted yet; it would be kept as ${folder}`,
    damaged: `damaged or of another version, to be converted again: ${folder}`,
  } as const;
  if (holds === null) return [states[state]];
  const { agreement, converter, files, precision } = holds;
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  return [
    `${precision}, ${fileSize(bytes)}, by converter ${converter}`,
    agreement && describeAgreement(agreement),
    files.map(({ name, size }) => `${name} ${fileSize(size)}`).join(', '),
    states[state],
  ];
}

function describeCard({ card, model }: Inspection): readonly Part[] {
  if (card === null) return model.modelType === null ? [] : [['card', ['none']]];
  const { intendedUse, languages, license } = card;
  return [
    ['licence', [license ?? NOT_TOLD]],
    ['languages', [languages?.join(', ') || NOT_TOLD]],
    ['use', [shorten(intendedUse ?? NOT_TOLD)]],
  ];
}

/** Not in the middle of a word. */
function shorten(text: string): string {
  if (text.length <= MOST_CHARACTERS) return text;
  const start = text.slice(0, MOST_CHARACTERS);
  return `${start.replace(/\s\S*$/, '')} … (--json has it whole)`;
}

/** Names and cards are anybody's: what could steer a terminal becomes a space. */
const harmless = (text: string): string => text.replace(/[^\P{C}\n]/gu, ' ');

/** Breaks lines at spaces; a longer word stays whole. */
function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap((paragraph) => {
    const lines: string[] = [];
    let line = '';
    for (const word of paragraph.split(/\s+/).filter((word) => word !== '')) {
      if (line !== '' && line.length + 1 + word.length > width) {
        lines.push(line);
        line = word;
      } else {
        line = line === '' ? word : `${line} ${word}`;
      }
    }
    return [...lines, line];
  });
}
