/** Languages of the page, each under its own name. */
export const languages = { ru: 'Русский', uk: 'Українська', en: 'English' } as const;
export type Language = keyof typeof languages;

export const isLanguage = (value: unknown): value is Language => typeof value === 'string' && value in languages;

/** The first of the browser's languages that the page speaks; English when there is none. */
export function languageOf(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    const base = tag.toLowerCase().split('-')[0];
    if (isLanguage(base)) return base;
  }
  return 'en';
}
