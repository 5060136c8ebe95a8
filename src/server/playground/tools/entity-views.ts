import type { Entity } from '../api.js';
import { bar, h } from '../dom.js';
import { percent } from '../format.js';
import type { Messages } from '../messages/messages.js';

/** How many colours there are; more labels share them, and have their names beside. */
const HUES = 6;

export type HueOf = (label: string) => number;

export const huesOf =
  (labels: readonly string[]): HueOf =>
  (label) =>
    Math.max(0, labels.indexOf(label)) % HUES;

/** The text with its entities in it. */
export function markedText(
  text: Messages,
  written: string,
  entities: readonly Entity[],
  hueOf: HueOf,
): HTMLElement {
  const points = Array.from(written);
  const between = (start: number, end: number) => points.slice(start, end).join('');
  let place = 0;
  const parts = entities.flatMap(({ entity_group: label, start, end }) => {
    const before = between(place, start);
    place = end;
    const name = h('small', {}, label);
    return [before, h('mark', { 'data-hue': hueOf(label) }, between(start, end), name)];
  });
  const label = text.entities.marked;
  return h(
    'p',
    { class: 'paper', role: 'group', 'aria-label': label, lang: 'es' },
    ...parts,
    between(place, points.length),
  );
}

/** Which labels there are, how many of each, and whether they are shown. */
export function legend(
  text: Messages,
  entities: readonly Entity[],
  labels: readonly string[],
  hueOf: HueOf,
  isShown: (label: string) => boolean,
  toggle: (label: string) => void,
): HTMLElement {
  const chips = labels.map((label) => {
    const count = entities.filter(({ entity_group: group }) => group === label).length;
    const box = h('input', {
      type: 'checkbox',
      checked: isShown(label),
      on: { change: () => toggle(label) },
    });
    return h(
      'label',
      { class: 'chip', 'data-hue': hueOf(label) },
      box,
      h('span', {}, label),
      h('span', { class: 'count' }, String(count)),
    );
  });
  return h('fieldset', { class: 'legend' }, h('legend', {}, text.entities.legend), ...chips);
}

export function entityTable(
  text: Messages,
  entities: readonly Entity[],
  hueOf: HueOf,
): HTMLElement {
  const { table, label, word, place, score } = text.entities;
  const head = [word, label, place, score].map((name) => h('th', { scope: 'col' }, name));
  const rows = entities.map((entity) =>
    h(
      'tr',
      {},
      h('th', { scope: 'row', lang: 'es' }, entity.word),
      h(
        'td',
        {},
        h('span', { class: 'tag', 'data-hue': hueOf(entity.entity_group) }, entity.entity_group),
      ),
      h('td', { class: 'number-cell' }, `${entity.start}–${entity.end}`),
      h('td', { class: 'score-cell' }, bar(entity.score), percent(text, entity.score)),
    ),
  );
  return h(
    'div',
    { class: 'table-frame', tabindex: 0, role: 'region', 'aria-label': table },
    h(
      'table',
      { class: 'entities' },
      h('caption', { class: 'off-screen' }, table),
      h('thead', {}, h('tr', {}, ...head)),
      h('tbody', {}, ...rows),
    ),
  );
}
