import { stemsOf } from './word-stems.js';

/** Longer ones are no words but encoded bytes or links. */
const longestWord = 40;
const mostLexemes = 10_000;
/** Scanned of one text: beyond it are tables and logs, which nobody looks for by a word. */
const longestText = 1_000_000;

/** Words that stand in almost every letter: they would find everything and cost most of the index. */
const stopWords = new Set(
  (
    'и в во не что он на я с со как а то все она так его но да ты к у же вы за бы по ее мне было вот от меня еще нет о из ему для мы их ' +
    'і й та що він на не я з із у в до як це але за від ми ви про для по ще вже або чи його її їх ' +
    'a an and are as at be by for from has he in is it its of on or that the to was we were will with you your'
  ).split(' '),
);

/** Words of a text: lower case, ё as е, without the apostrophe inside Ukrainian words; numbers are words too. */
function* wordsOf(text: string): Generator<string> {
  const even = text
    .slice(0, longestText)
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/(?<=\p{L})['’ʼ`](?=\p{L})/gu, '');
  for (const [word] of even.matchAll(/[\p{L}\p{N}]+/gu)) if (word.length <= longestWord) yield word;
}

/** The lexemes under which a text is found, each once. */
export function lexemesOf(text: string): string[] {
  const lexemes = new Set<string>();
  for (const word of wordsOf(text)) {
    if (stopWords.has(word)) continue;
    for (const stem of stemsOf(word)) lexemes.add(stem);
    if (lexemes.size >= mostLexemes) break;
  }
  return [...lexemes];
}

/** As PostgreSQL reads a tsvector: `'договор' 'рахунк'`. Lexemes hold letters and digits only, so nothing needs to be escaped. */
export function tsvectorOf(lexemes: readonly string[]): string {
  return lexemes.map((lexeme) => `'${lexeme}'`).join(' ');
}

/**
 * What somebody typed, as PostgreSQL's tsquery: every word must be there in any of its forms, the last one also as a beginning,
 * because it may not be finished.
 * @returns null when nothing is left to look for
 */
export function lexemeQuery(typed: string): string | null {
  const words = [...wordsOf(typed)].slice(0, 20);
  const telling = words.filter((word) => !stopWords.has(word));
  if (telling.length === 0) return null;
  const last = /[\p{L}\p{N}]$/u.test(typed) ? words.at(-1) : undefined;
  return telling
    .map((word, n) => {
      const forms = stemsOf(word).map((stem) => `'${stem}'`);
      if (n === telling.length - 1 && word === last && word.length >= 3) forms.push(`'${word}':*`);
      return forms.length === 1 ? forms[0]! : `(${forms.join(' | ')})`;
    })
    .join(' & ');
}
