import type { Info, Path } from './api.js';

/** What the page can show, in the order in which it does. */
export const toolNames = ['fill', 'entities', 'labels', 'similarity'] as const;
export type ToolName = (typeof toolNames)[number];

/** The operation of each tool, and the name of its task in `/info`. */
export const operationOf = {
  fill: { path: 'fill-mask', task: 'fill-mask' },
  entities: { path: 'token-classification', task: 'token-classification' },
  similarity: { path: 'embed', task: 'feature-extraction' },
  labels: { path: 'text-classification', task: 'text-classification' },
} as const satisfies Record<ToolName, { readonly path: Path; readonly task: string }>;

/** The tools that a served model can do something for. */
export const toolsOf = ({ tasks }: Info): ToolName[] =>
  toolNames.filter((name) => tasks.includes(operationOf[name].task));

/** Labels without the B- and I- of their tokens, each once. */
export const groupsOf = (labels: readonly string[]): string[] => [
  ...new Set(labels.filter((label) => label !== 'O').map((label) => label.replace(/^[BI]-/, ''))),
];
