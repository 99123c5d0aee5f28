import type { Messages } from '@lingui/core';

export interface Texts {
  [name: string]: string | Texts;
}

/** A text as Lingui keeps it compiled: words as they are, and `[name]` where a value stands. Bare words it would take for ICU, and compile. */
type Tokens = (string | [name: string])[];

const pluralForm = /^(.+)_(one|few|many|other)$/;

export function tokensOf(text: string): Tokens {
  return text
    .split(/\{\{(.+?)\}\}/)
    .map((part, n): string | [string] => (n % 2 === 0 ? part : [part.trim()]))
    .filter((part) => part !== '');
}

/**
 * Our texts are written as translators know them: nested by area, values in double braces, plural forms as `name_one`, `name_few`. Here they
 * become one flat catalog, plural forms as one message of Lingui's compiled kind. All others stay text until they are said ({@link tokensOf}):
 * there are thousands, and a page says a few dozen.
 */
export function catalogOf(texts: Texts): Messages {
  const messages: Record<string, unknown> = {};
  const plurals: Record<string, Record<string, Tokens>> = {};
  const walk = (some: Texts, path: string): void => {
    for (const [name, text] of Object.entries(some)) {
      if (typeof text !== 'string') {
        walk(text, `${path}${name}.`);
        continue;
      }
      const [, bare, form] = (name.includes('_') && pluralForm.exec(name)) || [];
      if (bare === undefined || form === undefined) messages[path + name] = text;
      else (plurals[path + bare] ??= {})[form] = tokensOf(text);
    }
  };
  walk(texts, '');
  for (const [name, forms] of Object.entries(plurals)) messages[name] = [['count', 'plural', forms]];
  return messages as Messages;
}
