import { fromAlaw, toAlaw } from './alaw.js';

describe('A-law', () => {
  // Silence is 0xd5 (G.711: all zeros with the even bits inverted), the loudest 0xaa and 0x2a.
  it.each([
    [0, 0xd5],
    [32_767, 0xaa],
    [-32_767, 0x2a],
  ])('writes %i as one byte', (sample, byte) => expect(toAlaw(sample)).toBe(byte));

  it('reads back what it wrote, within the half of a step', () => {
    for (const sample of [0, 100, -100, 1_000, -1_000, 8_000, -8_000, 32_000]) {
      expect(Math.abs(fromAlaw(toAlaw(sample)) - sample)).toBeLessThanOrEqual(Math.max(8, Math.abs(sample) / 32));
    }
  });
});
