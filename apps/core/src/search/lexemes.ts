import { emailsIn } from '../access/masked-words.js';
import { stemsOf } from './word-stems.js';

/** Longer ones are no words but encoded bytes or links. */
const longestWord = 40;
const mostLexemes = 10_000;
const mostInFile = 4_000;
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

export const isStopWord = (word: string): boolean => stopWords.has(word);

const apostrophe = /(?<=\p{L})['’ʼ`](?=\p{L})/gu;
const word = /[\p{L}\p{N}]+/gu;

/** Letters and digits that are in their normal form already. */
const plain = /^[a-z\dЀ-ӿ]+$/i;
const lower = (text: string): string => text.toLowerCase().replaceAll('ё', 'е');

/** Lower case, ё as е, without the apostrophe inside Ukrainian words. */
const even = (text: string): string => lower(text.normalize('NFKC')).replace(apostrophe, '');

/** Words of a text, as they are kept and looked for; numbers are words too. */
export function* wordsOf(text: string): Generator<string> {
  // All at once: `matchAll` makes an object of each of them.
  for (const found of even(text.slice(0, longestText)).match(word) ?? []) if (found.length <= longestWord) yield found;
}

/** With the marks that some programs, and macOS in names of files, write behind a letter: й as и and a breve. */
const place = String.raw`[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:['’ʼ\x60]\p{L}[\p{L}\p{N}\p{M}]*)*`;
const anyPlace = new RegExp(place, 'gu');

/**
 * Finds the words of a text that may begin with one of these letters once they are lower case: most of a long text is passed over and not
 * taken apart. Letters that are neither Latin nor Cyrillic are always looked at.
 * @param letters lower case
 */
export function placesBeginning(letters: Iterable<string>): RegExp {
  const both = [...letters].flatMap((letter) => (letter === 'е' ? ['е', 'ё'] : [letter, letter.normalize('NFD')[0]!]));
  const first = both.flatMap((letter) => [letter, letter.toUpperCase()]).map(inClass);
  // Never in the middle of a word, whose other letters an apostrophe may join to it.
  const start = String.raw`(?<![\p{L}\p{N}\p{M}])(?:(?=\p{N})|(?<![\p{L}\p{N}\p{M}]['’ʼ\x60]))`;
  return new RegExp(String.raw`(?=[${first.join('')}]|[^\x00-\x7f\u0400-\u04ff])${start}${place}`, 'gu');
}

const inClass = (letter: string) => [...letter].map((one) => `\\u{${one.codePointAt(0)!.toString(16)}}`).join('');

/**
 * Words as they stand in a text, with where they stand: what a mark is put around. An NFKC form may be several words; the first counts.
 * @param among {@link placesBeginning}
 */
export function* placesOf(text: string, among = anyPlace): Generator<{ word: string; from: number; to: number }> {
  for (const { 0: found, index } of text.matchAll(among)) {
    const [first] = plain.test(found) ? [lower(found)] : (even(found).match(word) ?? []);
    if (first !== undefined) yield { word: first, from: index, to: index + found.length };
  }
}

/** The lexemes under which a text is found, each once. */
export function lexemesOf(text: string): string[] {
  const lexemes = new Set<string>();
  addWords(lexemes, text);
  return [...lexemes];
}

function addWords(lexemes: Set<string>, text: string, before = '', most = mostLexemes): void {
  for (const one of wordsOf(text)) {
    if (stopWords.has(one)) continue;
    for (const stem of stemsOf(one)) lexemes.add(before + stem);
    if (lexemes.size >= most) break;
  }
}

/** What only whoever sees addresses whole may find stands behind this, and what finds a file behind the other. */
export const ofAddress = '@';
export const ofFile = 'f:';

/** What may be a telephone number, as people write it. */
const number = /\+?\d[\d\s().\-\u00a0\u2010-\u2015]{5,24}\d/g;
/** A number is looked for from its beginning, with its country's code or without: `501112233` is the end of `380501112233`. */
const nationalDigits = 9;

/**
 * Everything by which something is found, as PostgreSQL reads a tsvector.
 *
 * The words of an e-mail address are kept apart, and so are whole numbers: whoever sees addresses masked would otherwise guess one letter by
 * letter. The digits of a number stay words, because an invoice has such too; {@link SearchService} looks at what it found for them.
 * @param texts subject, names, the text itself
 * @param files their names
 */
export function searchWords({ texts, files = [] }: { texts: readonly string[]; files?: readonly string[] }): string {
  const lexemes = new Set<string>();
  for (const text of [...texts, ...files]) addText(lexemes, text.slice(0, longestText));
  for (const name of files)
    addWords(
      lexemes,
      withoutAddresses(name, () => undefined),
      ofFile,
    );
  return tsvectorOf([...lexemes]);
}

/**
 * Everything by which what stands in a file is found, as PostgreSQL reads a tsvector: as a text, and once more as what is in files.
 * Fewer words than of a letter: several files stand in one row with it.
 */
export function wordsInFile(text: string): string {
  const [asText, asFile] = [new Set<string>(), new Set<string>()];
  addText(asText, text, mostInFile);
  addWords(
    asFile,
    withoutAddresses(text, () => undefined),
    ofFile,
    mostInFile,
  );
  return tsvectorOf([...asText, ...asFile]);
}

function addText(lexemes: Set<string>, text: string, most = mostLexemes): void {
  addWords(
    lexemes,
    withoutAddresses(text, (address) => addWords(lexemes, address, ofAddress)),
    '',
    most,
  );
  for (const [found] of text.matchAll(number)) {
    const digits = found.replace(/\D/g, '');
    if (digits.length < 7 || digits.length > 15) continue;
    lexemes.add(ofAddress + digits);
    if (digits.length > nationalDigits) lexemes.add(ofAddress + digits.slice(-nationalDigits));
    if (lexemes.size >= mostLexemes) break;
  }
}

/** The lexemes of the addresses in these texts, without what stands before them in the index. */
export function wordsOfAddresses(texts: readonly string[]): Set<string> {
  const lexemes = new Set<string>();
  for (const text of texts) for (const { address } of emailsIn(text.slice(0, longestText))) addWords(lexemes, address);
  return lexemes;
}

function withoutAddresses(text: string, found: (address: string) => void): string {
  let out = '';
  let done = 0;
  for (const { from, address } of emailsIn(text)) {
    found(address);
    out += `${text.slice(done, from)} `;
    done = from + address.length;
  }
  return out + text.slice(done);
}

/** As PostgreSQL reads a tsvector: `'договор' 'рахунк'`. Lexemes hold no quotes, so nothing needs to be escaped. */
export function tsvectorOf(lexemes: readonly string[]): string {
  return lexemes.map((lexeme) => `'${lexeme}'`).join(' ');
}
