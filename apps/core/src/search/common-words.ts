import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { SearchRepository } from './search.repository.js';

/** From here on two words are alike, by the share of the trigrams that they have in common. */
const alike = 0.35;

/** By their sound: which words have a trigram, and how many trigrams each has. */
interface Known {
  /** Milliseconds since 1970. */
  readonly countedAt: number;
  readonly words: readonly string[];
  readonly among: ReadonlySet<string>;
  readonly sizes: readonly number[];
  readonly having: ReadonlyMap<string, readonly number[]>;
}

/** A word that somebody typed, and the common ones that look like it. */
export interface Doubted {
  /** It is a common word itself. */
  readonly isCommon: boolean;
  /** The most alike first. */
  readonly alike: readonly string[];
}

/** The words that stand in many interactions. They are some thousands, the same until they are counted again, and remembered until then. */
@Injectable()
export class CommonWords {
  private known: Known | null = null;

  constructor(private readonly repository: SearchRepository) {}

  /** @returns for each of the words, in their order */
  async like(tx: Tx, words: readonly string[], most: number): Promise<Doubted[]> {
    const { countedAt, sounds } = await this.repository.soundsOf(tx, words);
    if (countedAt === null) return words.map(() => ({ isCommon: false, alike: [] }));
    if (this.known?.countedAt !== countedAt.getTime())
      this.known = knownOf(countedAt.getTime(), await this.repository.commonWords(tx));
    const known = this.known;
    return words.map((word, n) => ({ isCommon: known.among.has(word), alike: alikeOf(known, word, sounds[n]!, most) }));
  }
}

function knownOf(countedAt: number, rows: readonly { word: string; sounds: readonly string[] }[]): Known {
  const having = new Map<string, number[]>();
  for (const [n, { sounds }] of rows.entries())
    for (const sound of sounds) {
      const there = having.get(sound);
      if (there) there.push(n);
      else having.set(sound, [n]);
    }
  const words = rows.map(({ word }) => word);
  return { countedAt, words, among: new Set(words), sizes: rows.map(({ sounds }) => sounds.length), having };
}

function alikeOf(known: Known, word: string, sounds: readonly string[], most: number): string[] {
  const shared = new Map<number, number>();
  for (const sound of sounds) for (const n of known.having.get(sound) ?? []) shared.set(n, (shared.get(n) ?? 0) + 1);
  return [...shared]
    .map(([n, common]) => ({ word: known.words[n]!, by: common / (sounds.length + known.sizes[n]! - common) }))
    .filter((one) => one.by >= alike && one.word !== word)
    .toSorted((a, b) => b.by - a.by || (a.word < b.word ? -1 : 1))
    .slice(0, most)
    .map((one) => one.word);
}
