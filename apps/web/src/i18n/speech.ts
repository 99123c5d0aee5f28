import { setupI18n } from '@lingui/core';
import type { TFunction } from 'i18next';
import { catalogOf, tokensOf, type Texts } from './catalog.js';

/** In which a language counts, dates and sorts. English dates are written as most of the world reads them: the day first. */
const conventions: Readonly<Record<string, string>> = { en: 'en-GB' };

const lingui = setupI18n();
lingui.setMessagesCompiler(tokensOf);

/** Something was looked for that has no words yet: once there are more of them, whoever shows words looks again. */
let lacking = false;
lingui.on('missing', () => (lacking = true));

const known = (name: string): boolean => {
  const found = name in lingui.messages;
  lacking ||= !found;
  return found;
};

/** Values of values by their path: a text may say `{{handler.name}}`. */
function flat(values: Record<string, unknown>): Record<string, unknown> {
  const pairs = Object.entries(values).flatMap(([name, value]): [string, unknown][] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).map(([part, inner]: [string, unknown]) => [`${name}.${part}`, inner])
      : [[name, value]],
  );
  return Object.fromEntries(pairs);
}

const say = (name: string, values: Record<string, unknown> = {}): string => lingui._(name, flat(values));

/** What the page speaks by: Lingui, under the names and the types of i18next, by which every text's name is checked (docs/decisions/0035). */
const speech = {
  /** With its conventions (`en-GB`), for Intl. */
  get language(): string {
    return conventions[lingui.locale] ?? lingui.locale;
  },
  t: say as unknown as TFunction,
  exists: known,
  add: (language: string, texts: object): void => {
    lingui.load(language, catalogOf(texts as Texts));
    if (lacking) tellAll();
  },
  changeLanguage: (language: string): void => {
    lingui.activate(language, conventions[language] ?? language);
    tellAll();
  },
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
  shown: () => shown,
};

/** Whoever shows words gets another `t` when there are others: what was kept by the one before is made anew. */
const asShown = () => ({
  t: ((name: string, values?: Record<string, unknown>) => say(name, values)) as unknown as TFunction,
  i18n: { language: speech.language },
});
let shown = asShown();
const listeners = new Set<() => void>();

function tellAll(): void {
  lacking = false;
  shown = asShown();
  for (const listener of listeners) listener();
}

export default speech;
