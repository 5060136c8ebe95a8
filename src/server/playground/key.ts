import { h, newId } from './dom.js';
import type { Messages } from './messages/messages.js';

/** Asks for the key that the service wants. It goes to memory, and with the requests. */
export function keyForm(text: Messages, isWrong: boolean, use: (key: string) => void): HTMLElement {
  const { key } = text;
  const id = newId();
  const hint = newId();
  const input = h('input', {
    id,
    type: 'password',
    autocomplete: 'off',
    required: true,
    'aria-describedby': hint,
    'aria-invalid': isWrong ? 'true' : null,
  });
  return h(
    'form',
    {
      class: 'key panel',
      on: {
        submit: (event) => {
          event.preventDefault();
          use(input.value.trim());
        },
      },
    },
    h('h2', {}, key.title),
    h('label', { for: id, class: 'field-label' }, key.label),
    h('div', { class: 'key-row' }, input, h('button', { class: 'primary' }, key.use)),
    h('p', { id: hint, class: 'note' }, key.hint),
    h('p', { role: 'alert' }, isWrong ? key.wrong : ''),
  );
}
