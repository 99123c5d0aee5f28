import { stateOff, type MailboxState } from './mailbox-state.js';
import { MailboxTeller } from './mailbox-teller.js';

const filling = (done: number): MailboxState => ({
  state: 'backfilling',
  code: null,
  detail: null,
  progress: { done, total: 9 },
});
const online: MailboxState = { state: 'online', code: null, detail: null, progress: null };

describe('MailboxTeller', () => {
  it('tells changes of state at once, and of mere progress only the newest', async () => {
    const told: MailboxState[] = [];
    const teller = new MailboxTeller(async (state) => void told.push(state));
    teller.tell(filling(1));
    await Promise.resolve();
    for (const done of [2, 3, 4]) teller.tell(filling(done));
    await teller.finish();
    expect(told).toEqual([filling(1), filling(4)]);
    teller.tell(online);
    teller.tell(online);
    await teller.finish();
    teller.tell(stateOff);
    await teller.finish();
    expect(told.slice(2)).toEqual([online, stateOff]);
  });

  it('tries again what could not be told, and gives up only when it must end', async () => {
    let tries = 0;
    const teller = new MailboxTeller(async () => {
      tries++;
      throw new Error('the database is away');
    });
    teller.tell(online);
    await teller.finish();
    expect(tries).toBeGreaterThan(1);
  });
});
