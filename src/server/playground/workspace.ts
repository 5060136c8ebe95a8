import type { Context } from './context.js';
import { fill, h, setAttributes } from './dom.js';
import { toolsOf, type ToolName } from './served.js';
import { tabs } from './tabs.js';
import { EntitiesState } from './tools/entities-state.js';
import { entitiesTool } from './tools/entities.js';
import { FillState } from './tools/fill-state.js';
import { fillTool } from './tools/fill.js';
import { LabelsState, labelsTool } from './tools/labels.js';
import { SimilarityState, similarityTool } from './tools/similarity.js';
import type { Tool } from './tools/tool.js';

/** What people have written and been answered: it outlives a change of language. */
export class Work {
  chosen: ToolName | null = null;
  readonly fill: FillState;
  readonly entities = new EntitiesState();
  readonly similarity = new SimilarityState();
  readonly labels = new LabelsState();

  constructor(maskToken: string) {
    this.fill = new FillState(maskToken);
  }
}

const makers: Readonly<Record<ToolName, (work: Work, context: Context) => Tool>> = {
  fill: (work, context) => fillTool(work.fill, context),
  entities: (work, context) => entitiesTool(work.entities, context),
  similarity: (work, context) => similarityTool(work.similarity, context),
  labels: (work, context) => labelsTool(work.labels, context),
};

/** The tools that the served model can do something for, one shown at a time. */
export function workspace(work: Work, context: Context): HTMLElement {
  const { text, model } = context;
  const names = toolsOf(model);
  const panel = h('div', { id: 'tool', role: 'tabpanel', class: 'panel' });
  const made = new Map<ToolName, Tool>();
  const show = (name: ToolName): void => {
    work.chosen = name;
    const tool = made.get(name) ?? makers[name](work, context);
    made.set(name, tool);
    setAttributes(panel, { 'aria-label': text.tool[name] });
    const title = h('h2', { class: 'off-screen' }, text.tool[name]);
    fill(panel, title, h('p', { class: 'lead' }, text.lead[name]), tool.element);
    tool.begin();
  };
  const first = names.find((name) => name === work.chosen) ?? names[0];
  if (first === undefined) return panel;
  const entries = names.map((name) => ({ name, label: text.tool[name] }));
  const list = tabs(text.tools, 'tool', entries, first, show);
  show(first);
  return h('div', { class: 'workspace' }, list, panel);
}
