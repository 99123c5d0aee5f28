import type { TFunction } from 'i18next';
import { merged } from './locales/merged.js';

/**
 * What this page needs of i18next, in its own words: texts by name, plural forms by Intl, values in braces. The library's whole is 16 kB of the
 * 170 that a first page may weigh. Its types stay, and so does the library itself in a test, which says that both say the same.
 * The build puts this in the place of `i18next` (vite.config.ts).
 */
interface Texts {
  [name: string]: string | Texts;
}

const bundles = new Map<string, Texts>();
const listeners = new Set<() => void>();
let rules = new Intl.PluralRules('en');

function textAt(name: string): string | null {
  let found: string | Texts | undefined = bundles.get(speech.language);
  for (const part of name.split('.')) found = typeof found === 'object' ? found[part] : undefined;
  return typeof found === 'string' ? found : null;
}

/** A value by its path, as `handler.name`. */
function valueAt(values: Record<string, unknown>, path: string): unknown {
  if (path in values) return values[path];
  return path.split('.').reduce<unknown>((value, part) => (value as Record<string, unknown> | null)?.[part], values);
}

/** What no value is given for stays in its braces: so it is seen. */
const filled = (text: string, values: Record<string, unknown>): string =>
  text.replaceAll(/\{\{(.+?)\}\}/g, (braces, path: string) => {
    const value = valueAt(values, path.trim());
    if (value === undefined) return path.trim() in values ? '' : braces;
    // Names, numbers and dates in words: whoever gives something else sees what the language makes of it.
    return value === null ? '' : `${value as string | number}`;
  });

function translate(name: string, values: Record<string, unknown> = {}): string {
  const { count } = values;
  const plural = typeof count === 'number' ? textAt(`${name}_${rules.select(count)}`) : null;
  return filled(plural ?? textAt(name) ?? name, values);
}

const speech = {
  language: 'en',
  t: translate as unknown as TFunction,
  exists: (name: string): boolean => textAt(name) !== null,
  add(language: string, texts: object): void {
    bundles.set(language, merged(bundles.get(language) ?? {}, texts as Texts));
    changed();
  },
  changeLanguage(language: string): void {
    speech.language = language;
    rules = new Intl.PluralRules(language);
    changed();
  },
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  shown: () => shown,
};

/** Whoever shows words hears when there are others, and then gets a `t` that is another one: what was kept by it is made anew. */
let shown = asShown();

function asShown() {
  return {
    t: ((name: string, values?: Record<string, unknown>) => translate(name, values)) as unknown as TFunction,
    i18n: { language: speech.language },
  };
}

function changed(): void {
  shown = asShown();
  for (const listener of listeners) listener();
}

export default speech;
