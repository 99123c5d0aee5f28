import { beep, waitingMusic } from './sounds.js';

const samplesOf = (file: Buffer) =>
  Array.from({ length: (file.length - 44) / 2 }, (_, n) => file.readInt16LE(44 + n * 2));

test('music for who waits: eight kilohertz, 23 seconds, never loud, never silent for a second, without a seam', () => {
  const file = waitingMusic();
  expect(file.toString('latin1', 0, 4) + file.toString('latin1', 8, 16)).toBe('RIFFWAVEfmt ');
  expect([file.readUInt16LE(20), file.readUInt16LE(22), file.readUInt32LE(24), file.readUInt16LE(34)]).toEqual([
    1, 1, 8_000, 16,
  ]);
  const samples = samplesOf(file);
  expect(samples.length / 8_000).toBeCloseTo(23.04, 2);
  const loudest = samples.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
  expect(loudest).toBeLessThan(32_767 * 0.5);
  for (let second = 0; second < 23; second++) {
    const part = samples.slice(second * 8_000, (second + 1) * 8_000);
    expect(part.some((one) => Math.abs(one) > 1_000)).toBe(true);
  }
  expect(Math.abs(samples[0]! - samples.at(-1)!)).toBeLessThan(1_000);
});

test('a beep is a quarter of a second', () => {
  expect(samplesOf(beep())).toHaveLength(2_000);
});
