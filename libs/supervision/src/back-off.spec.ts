import { BackOff } from './back-off.js';

describe('BackOff', () => {
  it('doubles up to its longest wait and begins anew after a reset', () => {
    const backOff = new BackOff(1_000, 8_000, () => 0.5);
    expect([1, 2, 3, 4, 5].map(() => backOff.next())).toEqual([1_000, 2_000, 4_000, 8_000, 8_000]);
    backOff.reset();
    expect(backOff.next()).toBe(1_000);
  });

  it('is up to a quarter early or late', () => {
    expect(new BackOff(1_000, 8_000, () => 0).next()).toBe(750);
    expect(new BackOff(1_000, 8_000, () => 1).next()).toBe(1_250);
  });
});
