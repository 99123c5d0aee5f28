import { Together } from './together.js';

const limits = { mostAtOnce: 3, batchesAtOnce: 1 };

it('a thing that comes alone waits for nobody; what comes meanwhile shares the next batch', async () => {
  const batches: number[][] = [];
  let release: () => void = () => undefined;
  const first = new Promise<void>((resolve) => (release = resolve));
  const together = new Together<number, number>(async (items) => {
    batches.push([...items]);
    if (items.includes(1)) await first;
    return items.map((item) => item * 10);
  }, limits);
  const results = [1, 2, 3, 4, 5].map((item) => together.add(item));
  expect(batches).toEqual([[1]]);
  release();
  expect(await Promise.all(results)).toEqual([10, 20, 30, 40, 50]);
  expect(batches).toEqual([[1], [2, 3, 4], [5]]);
});

it('nobody pays for another’s fault', async () => {
  const together = new Together<number, number>(
    (items) => (items.includes(3) ? Promise.reject(new Error('three')) : Promise.resolve(items)),
    limits,
  );
  const results = await Promise.allSettled([1, 2, 3, 4].map((item) => together.add(item)));
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
});
