import { blockMs, FailureCount } from './failure-count.js';

const at = (minutes: number) => new Date(minutes * 60_000);

test('failures count for ten minutes, each stranger by itself', () => {
  const count = new FailureCount();
  expect([0, 1, 2].map((minute) => count.add('a', at(minute)))).toEqual([1, 2, 3]);
  expect(count.add('b', at(3))).toBe(1);
  expect(count.add('a', at(11))).toBe(2);
  count.forget('a');
  expect(count.add('a', at(11))).toBe(1);
});

test('a block is fifteen minutes, then twice as long each time, a day at most', () => {
  expect([1, 2, 3, 10].map((times) => blockMs(times) / 60_000)).toEqual([15, 30, 60, 1_440]);
});
