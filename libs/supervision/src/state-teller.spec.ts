import { StateTeller } from './state-teller.js';

interface Filling {
  state: string;
  code: string | null;
  progress: { done: number; total: number } | null;
}

const filling = (done: number): Filling => ({
  state: 'backfilling',
  code: null,
  progress: { done, total: 9 },
});
const online: Filling = { state: 'online', code: null, progress: null };
const off: Filling = { state: 'off', code: null, progress: null };

describe('StateTeller', () => {
  it('tells changes of state at once, and of mere progress only the newest', async () => {
    const told: Filling[] = [];
    const teller = new StateTeller<Filling>(async (state) => void told.push(state));
    teller.tell(filling(1));
    await Promise.resolve();
    for (const done of [2, 3, 4]) teller.tell(filling(done));
    await teller.finish();
    expect(told).toEqual([filling(1), filling(4)]);
    teller.tell(online);
    teller.tell(online);
    await teller.finish();
    teller.tell(off);
    await teller.finish();
    expect(told.slice(2)).toEqual([online, off]);
  });

  it('tries again what could not be told, and gives up only when it must end', async () => {
    let tries = 0;
    const teller = new StateTeller<Filling>(async () => {
      tries++;
      throw new Error('the database is away');
    });
    teller.tell(online);
    await teller.finish();
    expect(tries).toBeGreaterThan(1);
  });
});
