import type { Client } from './client.js';
import type { Context } from './context.js';
import { fill, h, setAttributes } from './dom.js';
import type { Messages } from './messages/messages.js';
import { firstTool, modelsFor, toolsOf, type Served, type ToolName } from './served.js';
import { tabs } from './tabs.js';
import { EntitiesState } from './tools/entities-state.js';
import { entitiesTool } from './tools/entities.js';
import { FillState } from './tools/fill-state.js';
import { fillTool } from './tools/fill.js';
import { LabelsState, labelsTool } from './tools/labels.js';
import { SimilarityState, similarityTool } from './tools/similarity.js';
import type { Tool } from './tools/tool.js';

const MASK = '<mask>';
const maskOf = ({ info }: Served): string => info.mask_token ?? MASK;

/** What people have written and been answered: it outlives a change of language. */
export class Work {
  readonly fill: FillState;
  readonly entities = new EntitiesState();
  readonly similarity = new SimilarityState();
  readonly labels = new LabelsState();
  chosen: ToolName | undefined;
  readonly #models = new Map<ToolName, Served>();

  constructor(readonly models: readonly Served[]) {
    this.chosen = firstTool(models);
    const [first] = modelsFor('fill', models);
    this.fill = new FillState(first === undefined ? MASK : maskOf(first));
  }

  /** The model that answers for a tool: the one that was chosen, else the first that can. */
  modelFor(name: ToolName): Served | undefined {
    return this.#models.get(name) ?? modelsFor(name, this.models)[0];
  }

  choose(name: ToolName, model: Served): void {
    this.#models.set(name, model);
    if (name === 'fill') this.fill.forget(maskOf(model));
    else this[name].forget();
  }
}

const makers: Readonly<Record<ToolName, (work: Work, context: Context) => Tool>> = {
  fill: (work, context) => fillTool(work.fill, context),
  entities: (work, context) => entitiesTool(work.entities, context),
  similarity: (work, context) => similarityTool(work.similarity, context),
  labels: (work, context) => labelsTool(work.labels, context),
};

/**
 * The tools that the served models can do something for, one shown at a time.
 *
 * @param answering hears which model answers for the one that is shown
 */
export function workspace(
  work: Work,
  common: { readonly text: Messages; readonly client: Client },
  answering: (model: Served) => void,
): HTMLElement {
  const { text } = common;
  const names = toolsOf(work.models);
  const panel = h('div', { id: 'tool', role: 'tabpanel', class: 'panel' });
  const show = (name: ToolName): void => {
    const model = work.modelFor(name);
    if (model === undefined) return;
    work.chosen = name;
    const tool = makers[name](work, { ...common, model, modelCount: work.models.length });
    setAttributes(panel, { 'aria-label': text.tool[name] });
    const title = h('h2', { class: 'off-screen' }, text.tool[name]);
    const choice = modelChoice(text, modelsFor(name, work.models), model, (other) => {
      work.choose(name, other);
      show(name);
      panel.querySelector('select')?.focus();
    });
    fill(panel, title, h('p', { class: 'lead' }, text.lead[name]), choice, tool.element);
    answering(model);
    tool.begin();
  };
  const first = names.find((name) => name === work.chosen) ?? names[0];
  if (first === undefined) return panel;
  const entries = names.map((name) => ({ name, label: text.tool[name] }));
  const list = tabs(text.tools, 'tool', entries, first, show);
  show(first);
  return h('div', { class: 'workspace' }, list, panel);
}

/** Which of several models answers; null where there is only one. */
function modelChoice(
  text: Messages,
  models: readonly Served[],
  chosen: Served,
  choose: (model: Served) => void,
): HTMLElement | null {
  if (models.length < 2) return null;
  const options = models.map(({ name }) =>
    h('option', { value: name, selected: name === chosen.name }, name),
  );
  const change = () => {
    const model = models.find(({ name }) => name === select.value);
    if (model !== undefined) choose(model);
  };
  const select = h('select', { on: { change } }, ...options);
  return h('label', { class: 'choice model-choice' }, text.card.choose, select);
}
