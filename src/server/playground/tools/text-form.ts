import type { Cell } from '../cell.js';
import { h, newId } from '../dom.js';
import type { Example } from '../examples.js';
import type { Messages } from '../messages/messages.js';
import { exampleList } from './example-list.js';

interface Form {
  readonly label: string;
  readonly button: string;
  readonly examples: readonly Example[];
}

/** A text to write or to choose, and the button that asks about it (or Control and Enter). */
export function textForm(
  text: Messages,
  written: Cell<string>,
  { label, button, examples }: Form,
  ask: () => void,
): HTMLElement {
  const id = newId();
  const area = h('textarea', {
    id,
    rows: 4,
    lang: 'es',
    spellcheck: 'false',
    on: {
      input: () => (written.value = area.value),
      keydown: (event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) ask();
      },
    },
  });
  area.value = written.value;
  const take = (example: string) => {
    area.value = example;
    written.value = example;
    ask();
  };
  return h(
    'div',
    { class: 'writing' },
    exampleList(text, examples, take),
    h('label', { for: id, class: 'field-label' }, label),
    area,
    h(
      'div',
      { class: 'actions' },
      h('button', { type: 'button', class: 'primary', on: { click: ask } }, button),
    ),
  );
}
