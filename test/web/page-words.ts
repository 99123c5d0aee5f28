import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type PageLanguage = 'ru' | 'uk' | 'en';

type Texts = { readonly [name: string]: string | Texts };

const locales = join(import.meta.dirname, '../../apps/web/src/i18n/locales');

function merged(into: Texts, more: Texts): Texts {
  const all: Record<string, string | Texts> = { ...into };
  for (const [name, value] of Object.entries(more)) {
    const known = all[name];
    all[name] = typeof value === 'object' && typeof known === 'object' ? merged(known, value) : value;
  }
  return all;
}

/** What the page says in one language, by the name of the text: for suites that go the same way in all three. */
export function wordsOf(language: PageLanguage): (name: string, values?: Record<string, string | number>) => string {
  const folder = join(locales, language);
  const texts = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Texts)
    .reduce(merged, {});
  const plural = new Intl.PluralRules(language);
  const find = (name: string): string | Texts | undefined =>
    name.split('.').reduce<string | Texts | undefined>((at, part) => (typeof at === 'object' ? at[part] : at), texts);
  return (name, values = {}) => {
    const count = values['count'];
    const text = (typeof count === 'number' ? find(`${name}_${plural.select(count)}`) : undefined) ?? find(name);
    if (typeof text !== 'string') throw new Error(`the page has no text ${name} in ${language}`);
    return text.replace(/{{(\w+)}}/g, (_, value: string) => String(values[value] ?? `{{${value}}}`));
  };
}
