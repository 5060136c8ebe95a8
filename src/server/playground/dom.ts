/** The little that the page needs to make elements. */

export type Child = Node | string | null;

type Tags = HTMLElementTagNameMap;

/** An event's name with what happens then; `on: { click: () => … }`. */
type Listeners = {
  readonly [Name in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[Name]) => void;
};

/** Attributes as HTML names them; null and false leave one out, true gives it without a value. */
export interface Attributes {
  readonly [name: string]: string | number | boolean | null | undefined | Listeners;
  readonly on?: Listeners;
}

/** Makes an element: `h('p', { class: 'note' }, 'text')`. Texts are never read as HTML. */
export function h<Tag extends keyof Tags>(
  tag: Tag,
  { on = {}, ...attributes }: Attributes = {},
  ...children: readonly Child[]
): Tags[Tag] {
  const element = document.createElement(tag);
  setAttributes(element, attributes);
  for (const [name, listener] of Object.entries(on)) {
    // The table of events gives each name its own kind of event.
    element.addEventListener(name, listener as EventListener);
  }
  element.append(...present(children));
  return element;
}

export function setAttributes(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) element.removeAttribute(name);
    else if (typeof value !== 'object')
      element.setAttribute(name, value === true ? '' : String(value));
  }
}

/** Puts these in the place of all that is in an element. */
export const fill = (element: Element, ...children: readonly Child[]): void =>
  element.replaceChildren(...present(children));

const present = (children: readonly Child[]): (Node | string)[] =>
  children.filter((child) => child !== null);

/** How long a bar is: a share of its place. A style of its own, which the policy lets scripts set. */
export function bar(share: number): HTMLElement {
  const inside = h('span', { class: 'bar-inside' });
  inside.style.width = `${Math.max(0, Math.min(1, share)) * 100}%`;
  return h('span', { class: 'bar', 'aria-hidden': 'true' }, inside);
}

const SVG = 'http://www.w3.org/2000/svg';

/** A small drawing of one path, 24 by 24, in the colour of the text around it. */
export function icon(path: string): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  setAttributes(svg, { viewBox: '0 0 24 24', class: 'icon', 'aria-hidden': 'true' });
  const line = document.createElementNS(SVG, 'path');
  line.setAttribute('d', path);
  svg.append(line);
  return svg;
}

let count = 0;

/** An id that nothing else on the page has, to tie a label to what it labels. */
export const newId = (): string => `id-${(count += 1)}`;
