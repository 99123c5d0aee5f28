import { eventually } from '#libs/testing';
import type { Standing } from '../driver/driver.port.js';
import { StandingTeller } from './standing-teller.js';

describe('how a number stands', () => {
  it('is told in order; what comes meanwhile goes with the next', async () => {
    const told: Standing[] = [];
    let go!: () => void;
    const first = new Promise<void>((resolve) => (go = resolve));
    const teller = new StandingTeller(async (standing) => {
      if (told.push(standing) === 1) await first;
    });
    teller.tell({ state: 'starting' });
    teller.tell({ state: 'syncing' });
    teller.tell({ state: 'ready', linkingMoved: true });
    go();
    await teller.finish();
    expect(told).toEqual([{ state: 'starting' }, { state: 'ready', linkingMoved: true }]);
  });

  it('outlasts a database that is away', async () => {
    const told: Standing[] = [];
    let away = true;
    const teller = new StandingTeller((standing) => {
      if (away) return Promise.reject(new Error('away'));
      told.push(standing);
      return Promise.resolve();
    });
    teller.tell({ state: 'ready', code: null });
    await eventually(() => expect(told).toEqual([]));
    away = false;
    teller.tell({ battery: null });
    await eventually(() => expect(told).toEqual([{ state: 'ready', code: null, battery: null }]));
  });
});
