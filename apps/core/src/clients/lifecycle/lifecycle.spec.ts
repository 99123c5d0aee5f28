import { lifecycleOf, type Contacts } from './lifecycle.js';

const now = new Date('2026-11-25T12:00:00Z');
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);
const contacts = (change: Partial<Contacts>): Contacts => ({
  ...{ createdAt: daysAgo(400), firstInbound: null, firstOutbound: null, last: null, recent: null, before: null },
  ...change,
});
const spoken = { firstInbound: daysAgo(300), firstOutbound: daysAgo(299) };

describe('the life cycle of a client', () => {
  it.each([
    ['nobody has written', contacts({}), 'potential', daysAgo(400)],
    [
      'only we have',
      contacts({ firstOutbound: daysAgo(3), last: daysAgo(3), recent: daysAgo(3) }),
      'potential',
      daysAgo(400),
    ],
    [
      'both have, lately',
      contacts({ firstInbound: daysAgo(5), firstOutbound: daysAgo(4), last: daysAgo(4), recent: daysAgo(5) }),
      'new',
      daysAgo(4),
    ],
    [
      'both have, long since',
      contacts({ ...spoken, last: daysAgo(1), recent: daysAgo(80), before: daysAgo(100) }),
      'loyal',
      daysAgo(209),
    ],
    ['silent for half a year', contacts({ ...spoken, last: daysAgo(181), before: daysAgo(181) }), 'dead', daysAgo(1)],
    [
      'back after half a year',
      contacts({ ...spoken, last: daysAgo(2), recent: daysAgo(10), before: daysAgo(200) }),
      'returned',
      daysAgo(10),
    ],
    [
      'silent for just not half a year',
      contacts({ ...spoken, last: daysAgo(179), before: daysAgo(179) }),
      'loyal',
      daysAgo(209),
    ],
  ] as const)('%s: %#', (_, of, state, since) => {
    expect(lifecycleOf(of, now)).toEqual({ state, since });
  });
});
