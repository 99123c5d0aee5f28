/** As many points as a player draws. */
export const pointsAtMost = 64;

/**
 * Loudness over time, 0 to 100, evenly over the length; the loudest point of a note that is not silent is 100.
 * @param samples one channel, -1 to 1
 */
export function waveformOf(samples: Float32Array, points = pointsAtMost): number[] {
  const count = Math.min(points, samples.length);
  const loudness: number[] = [];
  for (let point = 0; point < count; point++) {
    const from = Math.floor((point * samples.length) / count);
    const to = Math.floor(((point + 1) * samples.length) / count);
    let sum = 0;
    for (let i = from; i < to; i++) sum += samples[i]! ** 2;
    loudness.push(Math.sqrt(sum / (to - from)));
  }
  const loudest = Math.max(0, ...loudness);
  // Below this it is the noise of the line: stretched to 100 it would look like speech.
  if (loudest < 0.001) return loudness.map(() => 0);
  return loudness.map((one) => Math.round((one / loudest) * 100));
}
