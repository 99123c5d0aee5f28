import { isLanguage, languageOf, type Language } from './language.js';
import speech from './speech.js';

const storedAt = 'keepline.language';

type Part = () => Promise<{ default: object }>;

/** Each language in three parts: what the first page says, what cards and conversations say, and what only the pages behind them need. */
const texts: Record<Language, { first: Part; work: Part; later: Part }> = {
  ru: {
    first: () => import('./locales/ru/index.js'),
    work: () => import('./locales/ru/work.js'),
    later: () => import('./locales/ru/later.js'),
  },
  uk: {
    first: () => import('./locales/uk/index.js'),
    work: () => import('./locales/uk/work.js'),
    later: () => import('./locales/uk/later.js'),
  },
  en: {
    first: () => import('./locales/en/index.js'),
    work: () => import('./locales/en/work.js'),
    later: () => import('./locales/en/later.js'),
  },
};

const loaded = new Set<string>();
const wantedParts = new Set<'work' | 'later'>();

async function load(language: Language, part: 'first' | 'work' | 'later'): Promise<void> {
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
  await Promise.all([load(language, 'first'), ...[...wantedParts].map((part) => load(language, part))]);
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

export const currentLanguage = (): Language => languageOf([speech.language]);

async function speakAlso(...parts: ('work' | 'later')[]): Promise<void> {
  for (const part of parts) wantedParts.add(part);
  await Promise.all(parts.map((part) => load(currentLanguage(), part)));
}

/** The second part too: pages with a card, a conversation or a way in wait for this. */
export const speakOfWork = (): Promise<void> => speakAlso('work');

/** All of it: pages that need it wait for this, the shell asks for it once the first page stands. */
export const speakFully = (): Promise<void> => speakAlso('work', 'later');
