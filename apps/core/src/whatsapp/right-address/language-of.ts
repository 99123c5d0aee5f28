export type Language = 'ru' | 'uk' | 'en';

/** In which language somebody is answered: by the letters that only one of them has, or else by where the company is. */
export function languageOf(text: string, country: string | null): Language {
  if (/[іїєґ]/i.test(text)) return 'uk';
  if (/[ыэёъ]/i.test(text)) return 'ru';
  if (/\p{Script=Cyrillic}/u.test(text)) return country === 'UA' ? 'uk' : 'ru';
  if (/\p{Script=Latin}{3}/u.test(text)) return 'en';
  return country === 'UA' ? 'uk' : 'en';
}
