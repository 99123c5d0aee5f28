import { planWindows } from './fetch-windows.js';

const letter = (uid: number, size: number) => ({ uid, size, receivedAt: new Date(0) });
const limits = { letters: 3, bytes: 100, streamedBeyond: 1_000 };
const plan = (sizes: number[], alone: number[] = []) =>
  planWindows(
    sizes.map((size, i) => letter(i + 1, size)),
    limits,
    new Set(alone),
  ).map((window) =>
    window.is === 'streamed' ? `stream ${window.letter.uid}` : window.letters.map((l) => l.uid).join(' '),
  );

describe('planWindows', () => {
  it('closes a window at its number of letters and at its bytes', () => {
    expect(plan([10, 10, 10, 10])).toEqual(['1 2 3', '4']);
    expect(plan([60, 60, 30, 10])).toEqual(['1', '2 3 4']);
  });

  it('fetches a letter larger than a window alone, and streams a huge one', () => {
    expect(plan([10, 500, 10])).toEqual(['1', '2', '3']);
    expect(plan([10, 5_000, 10])).toEqual(['1', 'stream 2', '3']);
  });

  it('keeps a suspect apart', () => {
    expect(plan([10, 10, 10], [2])).toEqual(['1', '2', '3']);
  });

  it('plans nothing for nothing', () => {
    expect(plan([])).toEqual([]);
  });
});
