import { Burst } from './burst.js';

describe('Burst', () => {
  it('is none while people write', () => {
    const burst = new Burst();
    for (let now = 0; now < 1_000; now += 10) {
      burst.captured(7, now);
      expect(burst.lasts(now)).toBe(false);
    }
  });

  it('begins with the first letters of a mailbox that is being filled in, and ends soon after the last', () => {
    const burst = new Burst();
    burst.captured(8, 5_000);
    expect(burst.lasts(5_999)).toBe(true);
    expect(burst.lasts(6_000)).toBe(false);
    for (const now of [5_080, 5_150, 5_240]) burst.captured(30, now);
    expect(burst.lasts(5_639)).toBe(true);
    expect(burst.lasts(5_640)).toBe(false);
  });

  it('bears with the pauses of a busy machine', () => {
    const burst = new Burst();
    for (const now of [0, 500, 1_050]) burst.captured(30, now);
    expect(burst.lasts(2_600)).toBe(true);
    expect(burst.lasts(2_700)).toBe(false);
    burst.captured(30, 2_600);
    expect(burst.lasts(4_599)).toBe(true);
    expect(burst.lasts(4_600)).toBe(false);
  });

  it('gives way for twenty seconds at most, and begins anew with the next', () => {
    const burst = new Burst();
    let now = 0;
    for (; now <= 30_000; now += 100) burst.captured(30, now);
    expect(burst.lasts(30_001)).toBe(false);
    burst.captured(30, 31_000);
    expect(burst.lasts(31_100)).toBe(true);
  });
});
