import { setImmediate as aTurn } from 'node:timers/promises';
import { FetchRoom } from './fetch-room.js';

/** Who came in, in their order. */
function visitors(room: FetchRoom) {
  const inside: string[] = [];
  const leaving = new Map<string, () => void>();
  return {
    inside,
    comes: async (name: string, bytes: number) => {
      void room.enter(bytes).then((leave) => {
        inside.push(name);
        leaving.set(name, leave);
      });
      await aTurn();
    },
    goes: async (name: string) => {
      leaving.get(name)!();
      await aTurn();
    },
  };
}

describe('FetchRoom', () => {
  it('lets in what fits, and the next when somebody leaves', async () => {
    const { inside, comes, goes } = visitors(new FetchRoom(100));
    await comes('a', 60);
    await comes('b', 40);
    await comes('c', 1);
    expect(inside).toEqual(['a', 'b']);
    await goes('b');
    expect(inside).toEqual(['a', 'b', 'c']);
  });

  it('serves whoever came first, also where a later one would fit', async () => {
    const { inside, comes, goes } = visitors(new FetchRoom(100));
    await comes('a', 60);
    await comes('large', 80);
    await comes('small', 10);
    expect(inside).toEqual(['a']);
    await goes('a');
    expect(inside).toEqual(['a', 'large', 'small']);
  });

  it('lets in alone what is larger than all of it', async () => {
    const { inside, comes, goes } = visitors(new FetchRoom(100));
    await comes('a', 10);
    await comes('huge', 500);
    await comes('b', 10);
    expect(inside).toEqual(['a']);
    await goes('a');
    expect(inside).toEqual(['a', 'huge']);
    await goes('huge');
    expect(inside).toEqual(['a', 'huge', 'b']);
  });
});
