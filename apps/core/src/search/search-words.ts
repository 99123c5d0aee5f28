import { isStopWord, lexemesOf, ofAddress, ofFile, placesBeginning, placesOf, wordsOf } from './lexemes.js';
import { stemsOf } from './word-stems.js';

const mostWords = 20;
/** A word that may go on is looked for by its beginning from here on. */
const shortestBeginning = 3;
const shortestNumber = 4;

interface Wanted {
  readonly word: string;
  readonly stems: readonly string[];
  /** The last one may not be finished. */
  readonly goesOn: boolean;
}

/** What somebody typed. Every word must be there in any of its forms, the last one also as a beginning. */
export class SearchWords {
  /** Where one of them may stand: a stem begins as its word does. */
  private readonly candidates: RegExp;

  private constructor(
    private readonly wanted: readonly Wanted[],
    private readonly number: string | null,
  ) {
    const known = wanted.flatMap(({ word, stems }) => [word, ...stems]);
    this.candidates = placesBeginning(new Set(known.flatMap((one) => [...one].slice(0, 1))));
  }

  /** @returns null when nothing is left to look for */
  static of(typed: string): SearchWords | null {
    const words = [...wordsOf(typed)].slice(0, mostWords);
    const telling = words.filter((word) => !isStopWord(word));
    if (telling.length === 0) return null;
    const last = /[\p{L}\p{N}]$/u.test(typed) ? words.at(-1) : undefined;
    const wanted = telling.map((word, n) => ({
      word,
      stems: stemsOf(word),
      goesOn: n === telling.length - 1 && word === last && word.length >= shortestBeginning,
    }));
    return new SearchWords(wanted, numberOf(typed));
  }

  /** What each of them is looked for by. */
  get stems(): readonly (readonly string[])[] {
    return this.wanted.map(({ stems }) => stems);
  }

  /** The same, with another lexeme for the nth of them. */
  with(n: number, lexeme: string): SearchWords {
    return new SearchWords(this.wanted.with(n, { word: lexeme, stems: [lexeme], goesOn: false }), null);
  }

  /** What was typed, with another word for the nth of them. */
  spelt(typed: string, n: number, word: string): string {
    const place = [...placesOf(typed)].find((one) => one.word === this.wanted[n]!.word);
    return place === undefined ? typed : typed.slice(0, place.from) + word + typed.slice(place.to);
  }

  /** A number among them: it may be a piece of somebody's telephone number. */
  get holdNumber(): boolean {
    return this.wanted.some(({ word }) => /\p{N}/u.test(word));
  }

  /**
   * As PostgreSQL reads a tsquery.
   * @param whole addresses too are looked at, and numbers however they are spaced: only for whoever sees them
   * @param inFiles only names of files
   */
  tsquery({ whole, inFiles }: { whole: boolean; inFiles: boolean }): string {
    const before = [inFiles ? ofFile : '', ...(whole && !inFiles ? [ofAddress] : [])];
    const words = this.wanted.map(({ word, stems, goesOn }) => {
      const forms = before.flatMap((prefix) => [
        ...stems.map((stem) => `'${prefix}${stem}'`),
        ...(prefix === ofAddress && !stems.includes(word) ? [`'${prefix}${word}'`] : []),
        ...(goesOn ? [`'${prefix}${word}':*`] : []),
      ]);
      return forms.length === 1 ? forms[0]! : `(${forms.join(' | ')})`;
    });
    const all = words.join(' & ');
    return whole && !inFiles && this.number !== null ? `(${all} | '${ofAddress}${this.number}':*)` : all;
  }

  /** The same for what stands in a file, where one of the words is enough. */
  anyInFile({ whole }: { whole: boolean }): string {
    const before = [ofFile, ...(whole ? [ofAddress] : [])];
    const words = this.wanted.flatMap(({ word, stems, goesOn }) =>
      before.flatMap((prefix) => [
        ...stems.map((stem) => `'${prefix}${stem}'`),
        ...(goesOn ? [`'${prefix}${word}':*`] : []),
      ]),
    );
    return words.join(' | ');
  }

  /** Whether this word of a text is one of them. */
  matches(found: string): boolean {
    return this.wanted.some((one) => fits(one, found, stemsOf(found)));
  }

  /** Whether all of them stand in a text, by the same rules as in the index. */
  allIn(text: string): boolean {
    const lexemes = new Set(lexemesOf(text));
    const words = this.wanted.some(({ goesOn }) => goesOn) ? [...wordsOf(text)] : [];
    return this.wanted.every(
      ({ word, stems, goesOn }) =>
        stems.some((stem) => lexemes.has(stem)) || (goesOn && words.some((one) => one.startsWith(word))),
    );
  }

  /** Where they stand, `[from, to)` in UTF-16 units. */
  marksIn(text: string): [number, number][] {
    return [...placesOf(text, this.candidates)]
      .filter(({ word }) => this.matches(word))
      .map(({ from, to }) => [from, to]);
  }

  /** Where the first of them begins; null: none is there. @param upTo no further */
  firstIn(text: string, upTo: number): number | null {
    for (const { word, from } of placesOf(text.slice(0, upTo), this.candidates)) if (this.matches(word)) return from;
    return null;
  }
}

const fits = ({ word, stems, goesOn }: Wanted, found: string, itsStems: readonly string[]): boolean =>
  !isStopWord(found) && (stems.some((stem) => itsStems.includes(stem)) || (goesOn && found.startsWith(word)));

/** Digits of what may be a piece of a telephone number, without the zeros and the plus that stand for the country; null: it is none. */
export function numberOf(typed: string): string | null {
  if (!/^[\d\s()+.\-\u00a0\u2010-\u2015]+$/.test(typed)) return null;
  const digits = typed.replace(/\D/g, '').replace(/^0+/, '');
  return digits.length >= shortestNumber && digits.length <= 15 ? digits : null;
}
