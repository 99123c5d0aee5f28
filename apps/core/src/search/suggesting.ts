import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { CommonWords } from './common-words.js';
import { placesOf } from './lexemes.js';
import type { SearchWords } from './search-words.js';
import { SearchRepository, toJudge, type Asked, type FoundRow } from './search.repository.js';
import { stemsOf } from './word-stems.js';

/** So many words of a question are doubted, and so many others tried for each. */
const mostDoubted = 3;
const mostTried = 3;
const shortest = 4;

/** What was probably meant, where nothing was found: a word that stands in many interactions, by which this viewer finds something. */
@Injectable()
export class Suggesting {
  constructor(
    private readonly repository: SearchRepository,
    private readonly commonWords: CommonWords,
  ) {}

  /**
   * @param asking the same question with other words
   * @param seen all that the viewer sees of what was found
   */
  async find(
    tx: Tx,
    typed: string,
    words: SearchWords,
    asking: (words: SearchWords) => Asked,
    seen: (row: FoundRow) => string,
  ): Promise<string | null> {
    const doubted = words.stems
      .map(([stem], n) => ({ n, stem: stem ?? '' }))
      .slice(0, mostDoubted)
      .filter(({ stem }) => stem.length >= shortest && !/\P{L}/u.test(stem));
    if (doubted.length === 0) return null;
    const alike = await this.commonWords.like(
      tx,
      doubted.map(({ stem }) => stem),
      mostTried,
    );
    for (const [at, { n }] of doubted.entries()) {
      // What many have written is no mistake.
      if (alike[at]!.isCommon) continue;
      for (const lexeme of alike[at]!.alike) {
        const [row] = await this.repository.find(tx, asking(words.with(n, lexeme)), null, 1, toJudge);
        const word = row && [...placesOf(seen(row))].find((place) => stemsOf(place.word).includes(lexeme))?.word;
        if (word !== undefined) return words.spelt(typed, n, word);
      }
    }
    return null;
  }
}
