import type { WhatsappParty } from '#libs/contracts';
import { Parties } from './parties.js';

describe('who is who', () => {
  const lid = '99000000000001@lid';
  let phones: Record<string, string>;
  let known: Record<string, string>;
  let asked: string[];
  let learned: WhatsappParty[];
  let now: number;
  let parties: Parties;

  beforeEach(() => {
    phones = {};
    known = {};
    asked = [];
    learned = [];
    now = 1_000;
    parties = new Parties(
      {
        phoneBehind: (id) => {
          asked.push(id);
          return Promise.resolve(phones[id] ?? null);
        },
        phoneKnownBehind: (id) => Promise.resolve(known[id] ?? null),
        titleOf: (group) => Promise.resolve(group === '120363000000000001@g.us' ? 'Site' : null),
      },
      (party) => learned.push(party),
      () => now,
    );
  });

  it('is told by the number where there is one', async () => {
    expect(await parties.chat('380501112233@c.us', 'Ada')).toEqual({
      id: '380501112233',
      phone: '+380501112233',
      aliases: [],
      name: 'Ada',
      is: 'person',
    });
    expect(await parties.chat('120363000000000001@g.us', 'Ada')).toMatchObject({
      name: 'Site',
      is: 'group',
      phone: null,
    });
    expect(await parties.chat('status@broadcast', null)).toBeNull();
    expect(asked).toEqual([]);
  });

  it('without a number is asked for once in a while, and told when it is learned', async () => {
    expect(await parties.person(lid, '')).toEqual({ id: lid, phone: null, aliases: [], name: null });
    phones[lid] = '380931112233@c.us';
    await parties.person(lid, null);
    expect(asked).toEqual([lid]);
    now += 11 * 60_000;
    const party = { id: lid, phone: '+380931112233', aliases: ['380931112233'], name: 'Ada' };
    expect(await parties.person(lid, 'Ada')).toEqual(party);
    expect(await parties.person(lid, 'Ada')).toEqual(party);
    expect(asked).toEqual([lid, lid]);
    expect(learned).toEqual([party]);
  });

  it('is known as soon as the page itself knows it', async () => {
    expect((await parties.person(lid, null)).phone).toBeNull();
    known[lid] = '380931112233@c.us';
    expect((await parties.person(lid, null)).phone).toBe('+380931112233');
    expect(asked).toEqual([lid]);
    expect(learned).toHaveLength(1);
  });
});
