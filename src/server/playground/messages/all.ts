import type { Language } from '../settings.js';
import { en } from './en.js';
import { es } from './es.js';
import type { Messages } from './messages.js';

export const messages: Readonly<Record<Language, Messages>> = { es, en };

/** How each language calls itself. */
export const languageNames: Readonly<Record<Language, string>> = { es: 'Español', en: 'English' };
