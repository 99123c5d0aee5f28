import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const source = join(import.meta.dirname, '..');
const languages = ['en', 'ru', 'uk'] as const;

type Texts = { [name: string]: string | Texts };

/** Names of all texts of a language: `timeline.note`, plural forms with their suffix. */
function textsOf(language: string): Map<string, string> {
  const found = new Map<string, string>();
  const walk = (texts: Texts, path: string): void => {
    for (const [name, text] of Object.entries(texts)) {
      if (typeof text === 'string') found.set(path + name, text);
      else walk(text, `${path}${name}.`);
    }
  };
  const folder = join(source, 'i18n/locales', language);
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
    walk(JSON.parse(readFileSync(join(folder, file), 'utf8')) as Texts, '');
  }
  return found;
}

const plural = /_(one|few|many|other)$/;
const bareNames = (texts: Map<string, string>) =>
  [...new Set([...texts.keys()].map((name) => name.replace(plural, '')))].sort();
const placeholders = (text: string) => [...new Set(text.match(/\{\{\w+\}\}/g) ?? [])].sort();

/** Every text name that the sources mention, whole or as the beginning of one that is put together. */
function mentioned(): { whole: Set<string>; begun: string[] } {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
    (name) => /\.tsx?$/.test(name) && !/\.spec\.ts$/.test(name),
  );
  const code = files.map((name) => readFileSync(join(source, name), 'utf8')).join('\n');
  return {
    whole: new Set([...code.matchAll(/'([a-zA-Z]+(?:\.[\w-]+)+)'/g)].map((match) => match[1] ?? '')),
    begun: [...code.matchAll(/`([a-zA-Z]+\.(?:[\w-]+\.)*)\$\{/g)].map((match) => match[1] ?? ''),
  };
}

describe('the texts of the page', () => {
  const texts = Object.fromEntries(languages.map((language) => [language, textsOf(language)]));
  const english = texts['en'] as Map<string, string>;

  it.each(languages)('are the same ones in %s, none missing, none left over', (language) => {
    expect(bareNames(texts[language] as Map<string, string>)).toEqual(bareNames(english));
  });

  it.each([
    ['ru', /^(– )?(не )?\S+л(ся)?(?=[ ,]|$)/],
    ['uk', /^(– )?(не )?\S+в(ся)?(?=[ ,]|$)/],
  ] as const)('say of nobody in the journal in %s that a man did it', (language, ofAMan) => {
    const acts = [...(texts[language] as Map<string, string>)].filter(([name]) => name.startsWith('action.'));
    expect(acts.length).toBeGreaterThan(200);
    expect(acts.filter(([, text]) => ofAMan.test(text))).toEqual([]);
  });

  it.each(languages)('have every plural form of %s', (language) => {
    const mine = texts[language] as Map<string, string>;
    const wanted = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    for (const name of [...english.keys()]
      .filter((each) => each.endsWith('_other'))
      .map((each) => each.replace(plural, ''))) {
      const forms = [...mine.keys()].filter((each) => each.replace(plural, '') === name && plural.test(each));
      expect(forms.map((form) => form.slice(name.length + 1)).sort()).toEqual([...wanted].sort());
    }
  });

  it.each(languages)('say in %s what their English says: the same names in braces', (language) => {
    for (const [name, text] of texts[language] as Map<string, string>) {
      const original = english.get(name) ?? english.get(name.replace(plural, '_other')) ?? '';
      expect([name, placeholders(text)]).toEqual([name, placeholders(original)]);
    }
  });

  it.each([
    ['ru', /начальник|(?<!поиск и )команд/i],
    ['uk', /начальник|(?<!пошук і )команд/i],
  ])('have one word in %s for a head and one for a team', (language, others) => {
    expect([...(texts[language] as Map<string, string>)].filter(([, text]) => others.test(text))).toEqual([]);
  });

  it('are all used', () => {
    const { whole, begun } = mentioned();
    const unused = bareNames(english).filter(
      (name) => !whole.has(name) && !begun.some((beginning) => name.startsWith(beginning)),
    );
    expect(unused).toEqual([]);
  });

  it('are all there: no source names one that does not exist', () => {
    const areas = new Set([...english.keys()].map((name) => name.split('.')[0]));
    const names = new Set(bareNames(english));
    const code = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tsx'));
    const asked = code.flatMap((file) =>
      [...readFileSync(join(source, file), 'utf8').matchAll(/\bt\(\s*'([^']+)'/g)].map((match) => match[1] ?? ''),
    );
    expect(asked.filter((name) => areas.has(name.split('.')[0]) && !names.has(name))).toEqual([]);
    expect(asked.length).toBeGreaterThan(150);
  });
});
