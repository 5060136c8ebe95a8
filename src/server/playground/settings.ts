/** Language and theme: the only things that are stored, and only in this browser. */

export const languages = ['es', 'en'] as const;
export type Language = (typeof languages)[number];

export const themes = ['light', 'dark'] as const;
export type Theme = (typeof themes)[number];

export interface Settings {
  readonly language: Language;
  readonly theme: Theme;
}

/** What was chosen here before, else what the browser says. */
export const readSettings = (): Settings => ({
  language: stored('language', languages) ?? firstLanguage(navigator.languages),
  theme: stored('theme', themes) ?? (prefersDark() ? 'dark' : 'light'),
});

export function store<Name extends keyof Settings>(name: Name, value: Settings[Name]): void {
  try {
    localStorage.setItem(`mascarilla.${name}`, value);
  } catch {
    // Some browsers forbid to store anything; then it is not remembered.
  }
}

function stored<Value extends string>(
  name: keyof Settings,
  values: readonly Value[],
): Value | null {
  try {
    const found = localStorage.getItem(`mascarilla.${name}`);
    return values.find((value) => value === found) ?? null;
  } catch {
    return null;
  }
}

/** The first language of the reader's that the page has; else English. */
export function firstLanguage(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    const found = languages.find((language) => language === tag.toLowerCase().split('-')[0]);
    if (found !== undefined) return found;
  }
  return 'en';
}

const prefersDark = (): boolean => matchMedia('(prefers-color-scheme: dark)').matches;
