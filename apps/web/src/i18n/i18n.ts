import { isLanguage, languageOf, type Language } from './language.js';
import speech from './speech.js';

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
  speech.add(language, bundle);
  loaded.add(name);
}

function wanted(): Language {
  const stored = window.localStorage.getItem(storedAt);
  return isLanguage(stored) ? stored : languageOf(navigator.languages);
}

export const startI18n = (): Promise<void> => speak(wanted());

/** Changes the language of the page. */
async function speak(language: Language): Promise<void> {
  await load(language, 'first');
  if (laterWanted) await load(language, 'later');
  speech.changeLanguage(language);
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

export const currentLanguage = (): Language => (isLanguage(speech.language) ? speech.language : 'en');

/** The second part too: pages that need it wait for this, the shell asks for it once the first page stands. */
export function speakFully(): Promise<void> {
  laterWanted = true;
  return load(currentLanguage(), 'later');
}
