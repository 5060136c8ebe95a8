import type { Entity } from './api.js';

/** Entities of a text as files. Places count code points in all of them, as the service does. */

export const asJson = (text: string, entities: readonly Entity[]): string =>
  `${JSON.stringify({ text, entities }, null, 2)}\n`;

/** RFC 4180, with the mark by which spreadsheets know UTF-8. */
export function asCsv(entities: readonly Entity[]): string {
  const rows = entities.map(({ entity_group, word, start, end, score }) => [
    ...[cell(entity_group), cell(word), String(start), String(end), String(score)],
  ]);
  const lines = [['label', 'text', 'start', 'end', 'score'], ...rows];
  return `\uFEFF${lines.map((line) => `${line.join(',')}\r\n`).join('')}`;
}

/** Spreadsheets would compute what begins like a formula: an apostrophe before it keeps them from it. */
function cell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/**
 * Standoff annotations of BRAT (https://brat.nlplab.org/standoff.html), for a `.txt` with the text.
 * A place with a line break is given in parts, as the format asks.
 */
export function asBrat(text: string, entities: readonly Entity[]): string {
  const points = Array.from(text);
  return entities
    .map(({ entity_group, start, end }, index) => {
      const parts = partsOf(points, start, end);
      const places = parts.map(([from, to]) => `${from} ${to}`).join(';');
      const words = parts.map(([from, to]) => points.slice(from, to).join('')).join(' ');
      return `T${index + 1}\t${entity_group.replace(/[^\w-]/g, '_')} ${places}\t${words}\n`;
    })
    .join('');
}

/** The parts of a place that lie between line breaks. */
function partsOf(points: readonly string[], start: number, end: number): [number, number][] {
  const parts: [number, number][] = [];
  let from = start;
  for (let place = start; place <= end; place += 1) {
    const point = points[place];
    if (place < end && point !== '\n' && point !== '\r') continue;
    if (place > from) parts.push([from, place]);
    from = place + 1;
  }
  return parts;
}
