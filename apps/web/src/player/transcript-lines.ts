export interface Word {
  /** 0 the client, 1 the company; null: nobody knows who. */
  lane: number | null;
  fromMs: number;
  toMs: number;
  text: string;
}

/** What one side says without being interrupted or pausing for long. */
export interface Line {
  lane: number | null;
  fromMs: number;
  /** With their place in the whole, so that a found word can be named. */
  words: { index: number; word: Word }[];
}

const newLineAfterMs = 2_000;

/** Words in the order of their beginning, in lines by speaker. */
export function linesOf(words: readonly Word[]): Line[] {
  const inOrder = [...words].sort((a, b) => a.fromMs - b.fromMs);
  const lines: Line[] = [];
  let until = 0;
  inOrder.forEach((word, index) => {
    const line = lines.at(-1);
    if (line !== undefined && line.lane === word.lane && word.fromMs - until < newLineAfterMs) {
      line.words.push({ index, word });
    } else {
      lines.push({ lane: word.lane, fromMs: word.fromMs, words: [{ index, word }] });
    }
    until = word.toMs;
  });
  return lines;
}

const bare = (text: string) => text.toLocaleLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');

/** Indices of the words at which the searched words begin, one after the other within a line; the last may be unfinished. */
export function findWords(lines: readonly Line[], typed: string): number[] {
  const wanted = typed
    .split(/\s+/)
    .map(bare)
    .filter((word) => word !== '');
  if (wanted.length === 0) return [];
  return lines.flatMap(({ words }) =>
    words
      .filter((_, at) =>
        wanted.every((text, offset) => {
          const spoken = bare(words[at + offset]?.word.text ?? '');
          return offset === wanted.length - 1 ? spoken.startsWith(text) : spoken === text;
        }),
      )
      .map(({ index }) => index),
  );
}

/** The word that is being said at this moment, or the last one said. Words are in order of `fromMs`. */
export function wordAt(words: readonly Word[], atMs: number): number {
  let [low, high] = [0, words.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((words[middle]?.fromMs ?? Infinity) <= atMs) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
