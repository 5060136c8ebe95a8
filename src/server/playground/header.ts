import type { Messages } from './messages/messages.js';
import { languageNames } from './messages/all.js';
import { h, icon } from './dom.js';
import { languages, type Settings } from './settings.js';

const MOON = 'M20 14.5A8.500 8.500 0 0 1 9.500 4 8.500 8.500 0 1 0 20 14.500z';
const SUN =
  'M12 7.500a4.500 4.500 0 1 0 0 9a4.500 4.500 0 1 0 0-9M12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.400 1.400M17.600 17.600L19 19M19 5l-1.400 1.400M6.400 17.600L5 19';

export interface Choices {
  readonly settings: Settings;
  readonly choose: (settings: Settings) => void;
}

/** The name of the service, and how the page looks and speaks. */
export function header(text: Messages, { settings, choose }: Choices): HTMLElement {
  const mark = h('img', { src: 'page/mark.svg', alt: '', width: 44, height: 44 });
  const name = h('div', {}, h('h1', {}, 'mascarilla'), h('p', { class: 'tagline' }, text.tagline));
  return h(
    'header',
    { class: 'top' },
    h('div', { class: 'brand' }, mark, name),
    h(
      'div',
      { class: 'settings', role: 'group', 'aria-label': text.settings },
      ...languages.map((language) =>
        h(
          'button',
          {
            type: 'button',
            class: 'quiet language',
            id: `language-${language}`,
            lang: language,
            'aria-pressed': String(language === settings.language),
            on: { click: () => choose({ ...settings, language }) },
          },
          languageNames[language],
        ),
      ),
      themeButton(text, { settings, choose }),
    ),
  );
}

function themeButton(text: Messages, { settings, choose }: Choices): HTMLElement {
  const isDark = settings.theme === 'dark';
  const name = isDark ? text.toLight : text.toDark;
  const theme = isDark ? 'light' : 'dark';
  return h(
    'button',
    {
      type: 'button',
      class: 'quiet theme',
      id: 'theme',
      title: name,
      'aria-label': name,
      on: { click: () => choose({ ...settings, theme }) },
    },
    icon(isDark ? SUN : MOON),
  );
}
