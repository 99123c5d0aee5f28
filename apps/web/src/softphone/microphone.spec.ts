import { levelOf, troubleOf } from './microphone.js';

describe('why there is no microphone', () => {
  it('is told by the name of the error', () => {
    expect(
      [
        'NotAllowedError',
        'SecurityError',
        'NotFoundError',
        'OverconstrainedError',
        'NotReadableError',
        'TypeError',
      ].map(troubleOf),
    ).toEqual(['refused', 'refused', 'none', 'none', 'busy', 'unknown']);
  });
});

describe('the level of the microphone', () => {
  const tone = (amplitude: number) => Float32Array.from({ length: 512 }, (_, at) => amplitude * Math.sin(at / 4));

  it('is nothing for silence and all for a full tone', () => {
    expect(levelOf(new Float32Array(512))).toBe(0);
    expect(levelOf(tone(Math.SQRT2))).toBeGreaterThan(0.99);
  });

  it('moves in the middle for speech', () => {
    expect(levelOf(tone(0.05))).toBeGreaterThan(0.4);
    expect(levelOf(tone(0.05))).toBeLessThan(0.6);
  });
});
