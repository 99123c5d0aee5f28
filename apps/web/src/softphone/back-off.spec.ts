import { pauseBefore } from './back-off.js';

describe('the pause before the line is tried again', () => {
  it('doubles to half a minute', () => {
    expect([0, 1, 2, 3, 4, 5, 12].map((failures) => pauseBefore(failures, 0.5))).toEqual([
      1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000,
    ]);
  });

  it('is spread by a quarter', () => {
    expect([pauseBefore(2, 0), pauseBefore(2, 1)]).toEqual([3_000, 5_000]);
  });
});
