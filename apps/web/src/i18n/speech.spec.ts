import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import i18next from 'i18next';
import speech from './speech.js';

type Texts = { [name: string]: string | Texts };

const folder = join(import.meta.dirname, 'locales');
const plural = /^(.*)_(?:one|few|many|other)$/;
const counts = [0, 1, 2, 3, 5, 11, 12, 21, 22, 25, 100, 101, 1_000_000, 1.5];

function filesOf(language: string): Texts[] {
  const names = readdirSync(join(folder, language)).filter((name) => name.endsWith('.json'));
  return names.map((name) => JSON.parse(readFileSync(join(folder, language, name), 'utf8')) as Texts);
}

function namesIn(texts: Texts, path = ''): string[] {
  return Object.entries(texts).flatMap(([name, text]) =>
    typeof text === 'string' ? [path + name] : namesIn(text, `${path}${name}.`),
  );
}

/** Something for everything that stands in braces; what a replacement could take for its own signs among it. */
const given = (text: string) =>
  Object.fromEntries(
    [...text.matchAll(/\{\{(.+?)\}\}/g)].map(([, path]) => {
      const [first = '', ...rest] = path!.trim().split('.');
      return [first, rest.length > 0 ? { [rest.join('.')]: `<${first} $& {{x}}>` } : `<${first} $& $1>`];
    }),
  );

describe.each(['en', 'ru', 'uk'])('the words of the page in %s', (language) => {
  type Say = (name: string, values: Record<string, unknown>) => string;
  const say = speech.t as unknown as Say;
  const library = i18next.t as unknown as Say;
  let texts: Texts;

  beforeAll(async () => {
    await i18next.init({
      ...{ lng: language, resources: {}, fallbackLng: false, showSupportNotice: false },
      interpolation: { escapeValue: false },
    });
    for (const file of filesOf(language)) {
      i18next.addResourceBundle(language, 'translation', file, true);
      speech.add(language, file);
    }
    await i18next.changeLanguage(language);
    speech.changeLanguage(language);
    texts = i18next.getResourceBundle(language, 'translation') as Texts;
  });

  const textOf = (name: string) =>
    name.split('.').reduce<string | Texts>((found, part) => (found as Texts)[part]!, texts) as string;

  const formsOf = (name: string) =>
    ['one', 'few', 'many', 'other'].map((form) => textOf(`${name}_${form}`) ?? '').join(' ');

  it('are what i18next makes of them, every one of them', () => {
    const names = namesIn(texts).filter((name) => !plural.test(name));
    expect(names.length).toBeGreaterThan(1_500);
    const seen = names.map((name) => [name, say(name, given(textOf(name)))]);
    expect(seen).toEqual(names.map((name) => [name, library(name, given(textOf(name)))]));
  });

  it('count as i18next counts', () => {
    const names = [...new Set(namesIn(texts).flatMap((name) => plural.exec(name)?.[1] ?? []))];
    expect(names.length).toBeGreaterThan(50);
    const asked = names.flatMap((name) => {
      const { count: _, ...rest } = given(formsOf(name)) as Record<string, unknown>;
      return counts.map((count) => [name, { ...rest, count }] as const);
    });
    expect(asked.map(([name, values]) => say(name, values))).toEqual(
      asked.map(([name, values]) => library(name, values)),
    );
  });

  it('leave out what nobody gave, say a name that has no text, and know which have one', () => {
    expect(say('shell.userMenu', { name: 'Ada' })).toBe(library('shell.userMenu', { name: 'Ada' }));
    expect(say('shell.userMenu', {})).toBe(library('shell.userMenu', { name: '' }));
    expect(say('shell.userMenu', { name: null })).toBe(library('shell.userMenu', { name: null }));
    expect(say('nothing.of.the.kind', {})).toBe('nothing.of.the.kind');
    expect([speech.exists('act.save'), speech.exists('act.nothing'), speech.exists('act')]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('whoever shows words', () => {
  const heard = (change: () => void): [times: number, anotherT: boolean] => {
    const before = speech.shown();
    let told = 0;
    const leave = speech.subscribe(() => (told += 1));
    change();
    leave();
    return [told, speech.shown() !== before];
  };

  it('hears of another language, and gets another t then', () => {
    expect(heard(() => speech.changeLanguage('uk'))).toEqual([1, true]);
    expect(speech.shown()).toBe(speech.shown());
  });

  it('is not drawn anew for words that nobody has looked for', () => {
    expect(heard(() => speech.add('uk', { one: { more: 'Word' } }))).toEqual([0, false]);
    expect((speech.t as (name: string) => string)('one.more')).toBe('Word');
  });

  it.each([
    ['said', () => (speech.t as (name: string) => string)('another.one')],
    ['asked about', () => speech.exists('another.one')],
  ])('is drawn anew once there are words for what was %s in vain', (_, look) => {
    look();
    expect(heard(() => speech.add('uk', { two: { more: 'Words' } }))).toEqual([1, true]);
    expect(heard(() => speech.add('uk', { three: { more: 'Words' } }))).toEqual([0, false]);
  });
});
