import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { isLanguage, languageOf, type Language } from './language.js';

const storedAt = 'keepline.language';

type Part = () => Promise<{ default: object }>;

/** Each language in two parts: what the first page says, and what only the pages behind it need. */
const texts: Record<Language, { first: Part; later: Part }> = {
  ru: { first: () => import('./locales/ru/index.js'), later: () => import('./locales/ru/later.js') },
  uk: { first: () => import('./locales/uk/index.js'), later: () => import('./locales/uk/later.js') },
  en: { first: () => import('./locales/en/index.js'), later: () => import('./locales/en/later.js') },
};

const loaded = new Set<string>();
let laterWanted = false;

async function load(language: Language, part: 'first' | 'later'): Promise<void> {
  const name = `${language} ${part}`;
  if (loaded.has(name)) return;
  const { default: bundle } = await texts[language][part]();
  i18next.addResourceBundle(language, 'translation', bundle, true);
  loaded.add(name);
}

function wanted(): Language {
  const stored = window.localStorage.getItem(storedAt);
  return isLanguage(stored) ? stored : languageOf(navigator.languages);
}

export async function startI18n(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: wanted(),
    resources: {},
    partialBundledLanguages: true,
    fallbackLng: false,
    defaultNS: 'translation',
    interpolation: { escapeValue: false },
    react: { useSuspense: false, bindI18nStore: 'added' },
  });
  await speak(wanted());
}

/** Changes the language of the page. */
async function speak(language: Language): Promise<void> {
  await load(language, 'first');
  if (laterWanted) await load(language, 'later');
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

/** The same by somebody's choice: remembered on this machine. */
export function choose(language: Language): Promise<void> {
  window.localStorage.setItem(storedAt, language);
  return speak(language);
}

/** Whoever signs in finds their own language; until somebody has chosen one, what was chosen on this machine or the browser's. */
export async function speakAs(locale: Language | null): Promise<void> {
  const language = locale ?? wanted();
  if (language !== currentLanguage()) await speak(language);
}

export const currentLanguage = (): Language => (isLanguage(i18next.language) ? i18next.language : 'en');

/** The second part too: pages that need it wait for this, the shell asks for it once the first page stands. */
export function speakFully(): Promise<void> {
  laterWanted = true;
  return load(currentLanguage(), 'later');
}
