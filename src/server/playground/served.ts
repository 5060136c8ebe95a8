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

/** A served model: what requests call it, and what `/info` tells of it. */
export interface Served {
  readonly name: string;
  readonly info: Info;
}

/** The tools that some of these models can do something for. */
export const toolsOf = (models: readonly Served[]): ToolName[] =>
  toolNames.filter((name) => modelsFor(name, models).length > 0);

export const modelsFor = (name: ToolName, models: readonly Served[]): Served[] =>
  models.filter(({ info }) => info.tasks.includes(operationOf[name].task));

/** The tool for what the first model is there for. */
export const firstTool = ([first]: readonly Served[]): ToolName | undefined =>
  toolNames.find((name) => operationOf[name].task === first?.info.tasks[0]);

/** Labels without the B- and I- of their tokens, each once. */
export const groupsOf = (labels: readonly string[]): string[] => [
  ...new Set(labels.filter((label) => label !== 'O').map((label) => label.replace(/^[BI]-/, ''))),
];
