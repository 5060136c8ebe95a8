import type { Info } from './api.js';
import { h } from './dom.js';
import type { Messages } from './messages/messages.js';
import { groupsOf, toolNames, toolsOf, type Served } from './served.js';

/** What is known of the model that answers: never further than a click from any answer. */
export const modelCard = (text: Messages, { name, info }: Served): HTMLElement =>
  h(
    'section',
    { class: 'card', id: 'model', tabindex: -1, 'aria-labelledby': 'model-title' },
    h('h2', { id: 'model-title' }, text.card.title),
    h('p', { class: 'model-name' }, name),
    h(
      'dl',
      {},
      ...facts(text, info).flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]),
    ),
    h('h3', {}, text.card.intended),
    ...intendedUse(text, info),
    h(
      'p',
      { class: 'warning' },
      h('strong', {}, text.notice),
      ` ${text.noticeMore} ${text.card.limits}`,
    ),
  );

function facts(text: Messages, model: Info): [string, string | Node][] {
  const { card } = text;
  const labels =
    model.labels.length === 0
      ? []
      : [[card.labels, groupsOf(model.labels).join(', ')] as [string, string]];
  const hash = h('code', { title: model.model_sha }, `${model.model_sha.slice(0, 12)}…`);
  return [
    [card.license, model.license ?? card.unknown],
    [card.languages, model.languages.join(', ') || card.unknown],
    [card.tasks, model.tasks.join(', ')],
    ...labels,
    [card.architecture, model.model_type],
    [card.precision, model.model_dtype],
    [card.longest, card.pieces(model.max_input_length)],
    [card.vocabulary, card.pieces(model.vocabulary_size)],
    [card.vectors, card.dimensions(model.embedding_size)],
    [
      card.computes,
      model.threads === 0 ? model.provider : `${model.provider}, ${card.threads(model.threads)}`,
    ],
    [card.hash, hash],
  ];
}

/** The card's own words, whatever language they are in. */
function intendedUse({ card }: Messages, { intended_use: said }: Info): HTMLElement[] {
  if (said === null) return [h('p', {}, card.intendedMissing)];
  return [
    h('p', { class: 'note' }, card.intendedSource),
    h('blockquote', { lang: '' }, ...said.split(/\n{2,}/).map((part) => h('p', {}, part.trim()))),
  ];
}

/** What no served model can do, and how to get it; null where all of it is there. */
export function enableMore(text: Messages, models: readonly Served[]): HTMLElement | null {
  const there = toolsOf(models);
  const missing = toolNames.filter((name) => !there.includes(name));
  if (missing.length === 0) return null;
  const { enable } = text;
  return h(
    'section',
    { class: 'enable', 'aria-labelledby': 'enable-title' },
    h('h2', { id: 'enable-title' }, enable.title),
    h('p', {}, enable.lead),
    h('ul', {}, ...missing.map((name) => h('li', {}, enable[name]))),
    h('p', {}, `${enable.how} `, h('code', {}, '--models'), '.'),
  );
}
