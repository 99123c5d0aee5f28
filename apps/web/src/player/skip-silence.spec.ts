import { lengthOf, silencesOf, soundAfter, type Span } from './skip-silence.js';

const client: Span[] = [
  [2_000, 5_000],
  [9_000, 9_500],
];
const company: Span[] = [
  [4_000, 7_000],
  [10_500, 12_000],
];

describe('skipping silence', () => {
  it('leaves out only where both are silent, and keeps a breath around what is said', () => {
    expect(silencesOf([client, company], 20_000)).toEqual([
      [0, 1_700],
      [12_300, 20_000],
    ]);
    expect(silencesOf([client, []], 20_000)).toEqual([
      [0, 1_700],
      [5_300, 8_700],
      [9_800, 20_000],
    ]);
  });

  it('leaves ordinary pauses alone', () => {
    expect(
      silencesOf(
        [
          [
            [0, 1_000],
            [3_000, 5_000],
          ],
        ],
        5_000,
      ),
    ).toEqual([]);
  });

  it('skips nothing where nobody speaks at all', () => {
    expect(silencesOf([[], []], 60_000)).toEqual([]);
  });

  it('goes on where the next sound is', () => {
    const silences = silencesOf([client, company], 20_000);
    expect(soundAfter(silences, 0)).toBe(1_700);
    expect(soundAfter(silences, 1_690)).toBeNull();
    expect(soundAfter(silences, 6_000)).toBeNull();
    expect(soundAfter(silences, 13_000)).toBe(20_000);
    expect(lengthOf(silences)).toBe(9_400);
  });
});
