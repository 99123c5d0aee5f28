const bars = 48;

/** Loudness of a recording as it was heard (0 to 1, any number of times) → so many bars of 0 to 100, evenly over its length. */
export function loudnessOf(levels: readonly number[]): number[] {
  if (levels.length === 0) return [];
  return Array.from({ length: bars }, (_, index) => {
    const from = Math.floor((index * levels.length) / bars);
    const to = Math.max(from + 1, Math.floor(((index + 1) * levels.length) / bars));
    return Math.round(100 * Math.max(...levels.slice(from, to)));
  });
}
