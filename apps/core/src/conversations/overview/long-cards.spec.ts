import type { ClientId } from '#libs/contracts';
import { LongCards } from './long-cards.js';
import type { EntryCount } from './overview.repository.js';

const [ada, ben] = ['ada', 'ben'] as string[] as [ClientId, ClientId];
const counted = (entries: number): EntryCount[] => [
  { month: '2026-11', what: 'email', employee: null, pointIds: [], entries },
];

describe('what was counted on a long card', () => {
  it('is known for a minute, and of a short card not at all', () => {
    let now = 0;
    const cards = new LongCards(() => now);
    cards.keep(ada, counted(20_000));
    cards.keep(ben, counted(19_999));
    now = 59_999;
    expect([cards.of(ada), cards.of(ben)]).toEqual([counted(20_000), null]);
    now = 60_000;
    expect(cards.of(ada)).toBeNull();
  });

  it('lasts no longer because it is asked for', () => {
    let now = 0;
    const cards = new LongCards(() => now);
    cards.keep(ada, counted(30_000));
    now = 50_000;
    expect(cards.of(ada)).not.toBeNull();
    now = 70_000;
    expect(cards.of(ada)).toBeNull();
  });
});
