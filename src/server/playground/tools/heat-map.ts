import { h } from '../dom.js';
import { decimal } from '../format.js';
import type { Messages } from '../messages/messages.js';
import { rangeOf } from '../vectors.js';

/** Steps of colour from the least to the greatest value, each of which bears writing on it. */
const STEPS = 8;

/** Each sentence against each other: numbers on colours, as a table that can be read out. */
export function heatMap(
  text: Messages,
  sentences: readonly string[],
  matrix: readonly (readonly number[])[],
): HTMLElement {
  const { map } = text.similarity;
  const range = rangeOf(matrix);
  const stepOf = (value: number): number => {
    if (range === null || range.greatest === range.least) return STEPS - 1;
    const share = (value - range.least) / (range.greatest - range.least);
    return Math.round(Math.max(0, Math.min(1, share)) * (STEPS - 1));
  };
  const numbers = sentences.map((_, column) =>
    h('th', { scope: 'col', abbr: text.similarity.sentence(column + 1) }, String(column + 1)),
  );
  const rows = matrix.map((values, row) =>
    h(
      'tr',
      {},
      h(
        'th',
        { scope: 'row' },
        h('span', { class: 'number' }, String(row + 1)),
        h('span', { class: 'sentence', lang: 'es' }, sentences[row] ?? ''),
      ),
      ...values.map((value, column) =>
        h(
          'td',
          row === column ? { class: 'same' } : { 'data-heat': stepOf(value) },
          decimal(text, value, 2),
        ),
      ),
    ),
  );
  const head = h('thead', {}, h('tr', {}, h('td'), ...numbers));
  const table = h('table', { class: 'heat' }, h('caption', {}, map), head, h('tbody', {}, ...rows));
  return h('div', { class: 'table-frame', tabindex: 0, role: 'region', 'aria-label': map }, table);
}

/** What the colours mean. */
export function heatLegend(text: Messages, matrix: readonly (readonly number[])[]): HTMLElement {
  const range = rangeOf(matrix);
  const { less, more } = text.similarity;
  const steps = Array.from({ length: STEPS }, (_, step) => h('span', { 'data-heat': step }));
  const end = (value: number | undefined, name: string) =>
    h('span', {}, value === undefined ? name : `${name} (${decimal(text, value, 2)})`);
  return h(
    'p',
    { class: 'heat-legend' },
    end(range?.least, less),
    h('span', { class: 'heat-steps', 'aria-hidden': 'true' }, ...steps),
    end(range?.greatest, more),
  );
}
