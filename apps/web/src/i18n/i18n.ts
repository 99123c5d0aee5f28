import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { isLanguage, languageOf, type Language } from './language.js';

const storedAt = 'keepline.language';

const texts: Record<Language, () => Promise<{ default: object }>> = {
  ru: () => import('./locales/ru/index.js'),
  uk: () => import('./locales/uk/index.js'),
  en: () => import('./locales/en/index.js'),
};

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
    react: { useSuspense: false },
  });
  await speak(wanted());
}

/** Changes the language of the page and remembers it on this machine. */
export async function speak(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'translation')) {
    const { default: bundle } = await texts[language]();
    i18next.addResourceBundle(language, 'translation', bundle);
  }
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
  window.localStorage.setItem(storedAt, language);
}

export const currentLanguage = (): Language => (isLanguage(i18next.language) ? i18next.language : 'en');
