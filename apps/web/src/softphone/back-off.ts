const firstMs = 1_000;
const longestMs = 30_000;

/**
 * How long to wait before the next try to reach the engine: doubling to half a minute, spread by a quarter to either side, so that
 * a whole office does not come back in the same moment.
 *
 * @param failures how many tries in a row have failed, from 0
 * @param chance 0 to 1, of Math.random
 */
export const pauseBefore = (failures: number, chance: number): number =>
  Math.round(Math.min(firstMs * 2 ** failures, longestMs) * (0.75 + chance / 2));
