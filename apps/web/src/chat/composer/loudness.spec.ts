import { loudnessOf } from './loudness.js';

describe('the bars of a recording', () => {
  it('are 48, each as loud as its loudest moment', () => {
    const levels = Array.from({ length: 480 }, (_, index) => (index === 15 ? 0.87 : 0.1));
    const drawn = loudnessOf(levels);
    expect(drawn).toHaveLength(48);
    expect(drawn.slice(0, 3)).toEqual([10, 87, 10]);
  });

  it('are there for the shortest note, and none for silence that nobody heard', () => {
    expect(loudnessOf([0.5])).toEqual(Array.from({ length: 48 }, () => 50));
    expect(loudnessOf([])).toEqual([]);
  });
});
