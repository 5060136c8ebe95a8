import { h, setAttributes } from './dom.js';

interface Tab<Name extends string> {
  readonly name: Name;
  readonly label: string;
}

/**
 * A list of tabs after the pattern of ARIA: one stop for the Tab key, arrows go on to the next.
 *
 * @param panelId the element that shows what is chosen
 */
export function tabs<Name extends string>(
  label: string,
  panelId: string,
  entries: readonly Tab<Name>[],
  chosen: Name,
  choose: (name: Name) => void,
): HTMLElement {
  const select = (index: number): void => {
    const entry = entries[(index + entries.length) % entries.length];
    if (entry === undefined) return;
    for (const [place, button] of buttons.entries()) mark(button, entries[place] === entry);
    choose(entry.name);
  };
  const buttons = entries.map((entry, index) => {
    const button = h(
      'button',
      {
        type: 'button',
        role: 'tab',
        class: 'tab',
        'data-name': entry.name,
        'aria-controls': panelId,
        on: {
          click: () => select(index),
          keydown: (event) => {
            const target = targetOf(event.key, index, entries.length);
            if (target === null) return;
            event.preventDefault();
            select(target);
            buttons[(target + entries.length) % entries.length]?.focus();
          },
        },
      },
      entry.label,
    );
    mark(button, entry.name === chosen);
    return button;
  });
  return h('div', { role: 'tablist', 'aria-label': label, class: 'tabs' }, ...buttons);
}

const mark = (button: HTMLElement, isChosen: boolean): void =>
  setAttributes(button, { 'aria-selected': String(isChosen), tabindex: isChosen ? 0 : -1 });

/** Where a key goes to from the place `index`; null where it goes nowhere. */
export function targetOf(key: string, index: number, count: number): number | null {
  switch (key) {
    case 'ArrowRight':
    case 'ArrowDown':
      return index + 1;
    case 'ArrowLeft':
    case 'ArrowUp':
      return index - 1;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
