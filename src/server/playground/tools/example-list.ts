import { h } from '../dom.js';
import type { Example } from '../examples.js';
import type { Messages } from '../messages/messages.js';

/** Texts to begin with, as a row of buttons. */
export function exampleList(
  text: Messages,
  examples: readonly Example[],
  take: (example: string) => void,
): HTMLElement {
  const buttons = examples.map(({ name, text: example }) => {
    const attributes = { type: 'button', class: 'example', lang: 'es', title: example };
    return h('button', { ...attributes, on: { click: () => take(example) } }, name);
  });
  return h(
    'div',
    { class: 'examples', role: 'group', 'aria-label': text.examples },
    h('span', { 'aria-hidden': 'true' }, text.examples),
    ...buttons,
  );
}
