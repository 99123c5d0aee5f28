import type { EvidenceRef, LetterHeader, Sha256 } from '#libs/contracts';

/** Why something in a source is no letter that could be brought in. */
export const sourceProblems = [
  ...(['not-a-letter', 'letter-too-large', 'unreadable', 'encrypted', 'archive-inside', 'outlook-inside'] as const),
  // Of a mailbox.
  ...(['letter-gone', 'letter-withheld'] as const),
] as const;
export type SourceProblem = (typeof sourceProblems)[number];

/** One thing of a source, in its order. */
export interface FoundLetter {
  /** The file in an archive, or the folder; empty where there is one alone. */
  readonly where: string;
  /** null: it is a letter. */
  readonly problem: SourceProblem | null;
  readonly header: LetterHeader | null;
  /** null: only the header was looked at. */
  readonly contentDigest: Sha256 | null;
  /** When it came, as the source tells; the letter's own Date counts more. */
  readonly at: Date | null;
  /** It was never sent. */
  readonly draft: boolean;
}

export interface KeptLetter {
  readonly evidence: EvidenceRef;
  readonly contentDigest: Sha256;
  readonly header: LetterHeader;
}

/** Some letters that follow each other. */
export interface LetterBatch {
  readonly letters: readonly FoundLetter[];
  /** Where the source goes on after them; written down as it is, and given back. */
  readonly place: unknown;
  /** Of a file: bytes that are past. */
  readonly doneBytes: number;
  /**
   * Makes some of them durable.
   * @param which by their number in `letters`
   * @returns in the order of `which`
   */
  keep(which: readonly number[]): Promise<(KeptLetter | SourceProblem)[]>;
}

/** Letters of an old mailbox or of a file, whichever it is. */
export interface LetterSource {
  /** @param place where an earlier batch ended; null: from the beginning */
  batches(place: unknown): AsyncGenerator<LetterBatch>;
}
