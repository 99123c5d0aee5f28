import { measureLanes, lettersOf, missingWindows, tones, turnsOf, type Party } from './tones.js';

const second = 8_000;
const voice = (party: Party | null, from: number, to: number) => (n: number) =>
  party !== null && n >= from && n < to ? 8_000 * Math.sin((2 * Math.PI * tones[party] * n) / second) : 0;

/** Interleaved samples of two lanes. */
const stereo = (left: (n: number) => number, right: (n: number) => number, seconds: number) =>
  Int16Array.from({ length: seconds * second * 2 }, (_, i) => (i % 2 === 0 ? left : right)(i >> 1));

describe('what is heard in a recording', () => {
  it('is told lane by lane', () => {
    const [left, right] = measureLanes(stereo(voice('client', 0, second), voice('employee', 0, second), 1), 2);
    expect(lettersOf(left!)).toBe('CCCCCCCCCC');
    expect(lettersOf(right!)).toBe('EEEEEEEEEE');
    expect(missingWindows(left!, 'client')).toBe(0);
    expect(missingWindows(left!, 'employee')).toBe(1);
  });

  it('shows a gap, two voices at once, and silence', () => {
    const gap = (n: number) => voice('client', 0, 3_200)(n) + voice('client', 4_800, second)(n);
    const both = (n: number) => voice('employee', 0, 4_000)(n) + voice('colleague', 0, 4_000)(n);
    const [left, right] = measureLanes(stereo(gap, both, 1), 2);
    expect(lettersOf(left!)).toBe('CCCC..CCCC');
    expect(missingWindows(left!, 'client')).toBeCloseTo(0.2);
    expect(missingWindows(left!, 'client', [0, 400])).toBe(0);
    expect(lettersOf(right!)).toBe('+++++.....');
  });

  it('tells whose turn it was, and forgets a lost packet', () => {
    const spoken = (n: number) =>
      voice('employee', 0, 6_400)(n) + voice('employee', 7_200, 12_000)(n) + voice('colleague', 20_000, 32_000)(n);
    const [, right] = measureLanes(
      stereo(() => 0, spoken, 4),
      2,
    );
    expect(lettersOf(right!)).toBe('EEEEEEEE.EEEEEE..........KKKKKKKKKKKKKKK');
    expect(turnsOf(right!)).toBe('E-K');
  });
});
