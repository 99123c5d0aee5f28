import { randomUUID } from 'node:crypto';
import { aClient, aManager } from '#libs/testing';
import type { Caller } from './a-core.js';
import { policyWith, SubmittingOffice } from './a-submitting-office.js';

interface Told {
  kind: string;
  times: number;
  client: { name: string } | null;
  interactionId: string;
  subject: string;
  by: { name: string } | null;
  details: Record<string, string>;
}

let here: SubmittingOffice;

beforeAll(async () => {
  here = await SubmittingOffice.open();
});
beforeEach(async () => {
  await here.begin();
  await here.core.db.query(`delete from core.notice`);
});
afterAll(() => here.close());

const told = async (who: Caller = here.page): Promise<Told[]> =>
  ((await who.get('notices')).body.items as unknown as Told[]).filter(({ kind }) => kind === 'held');
const decide = async (how: 'release' | 'refuse') => {
  const { items } = (await here.headsPage.get('protection/held')).body as unknown as { items: { id: string }[] };
  expect((await here.headsPage.post(`protection/held/${items[0]!.id}/${how}`)).status).toBe(204);
};

describe('whoever wrote in a mail program', () => {
  it('is told which letter waits and why, and that it was let go: in one line', async () => {
    await here.ownersPage.put('protection/policy', { outgoing: 'hold', captured: true, strangers: true, allowed: [] });
    const { events } = await here.submit({ to: [here.adas] });
    await here.read(events[0]!, 'Write to me at anna.private@gmail.com instead.');
    await here.released();
    const [line] = await here.timeline();
    expect(await told()).toMatchObject([
      {
        ...{ client: { name: 'Ada' }, subject: 'Offer', interactionId: line!.id, by: null },
        details: { is: 'held', medium: 'email', why: expect.stringContaining('other-address') as string },
      },
    ]);
    expect(await told(here.headsPage)).toEqual([]);
    await decide('release');
    expect(await told()).toMatchObject([
      { interactionId: line!.id, by: { name: 'Maria Head' }, details: { is: 'released' } },
    ]);
  });

  it('is told of one that could not be read, and that it was refused', async () => {
    await here.ownersPage.put('protection/policy', { outgoing: 'hold', captured: true, strangers: true, allowed: [] });
    const { events } = await here.submit({ to: [here.adas] });
    await here.read(events[0]!, '', 'letter.unreadable');
    await here.released();
    expect(await told()).toMatchObject([{ details: { is: 'held', why: '' } }]);
    await decide('refuse');
    expect(await told()).toMatchObject([{ by: { name: 'Maria Head' }, details: { is: 'refused' } }]);
  });

  it('learns of one to a stranger by its own subject alone, and never whether the address stands on a colleague’s card', async () => {
    await here.ownersPage.put('submission-policy', policyWith({ strangers: 'hold' }));
    const colleague = await aManager('Boris Other').saved(here.core.db);
    const known = `known.${randomUUID()}@client.test`;
    await aClient('Secret').withEmail(known).assignedTo(colleague).saved(here.core.db);
    await here.submit({ to: [known] });
    await here.submit({ to: [`nobody.${randomUUID()}@new.test`] });
    const lines = await told();
    expect(lines).toHaveLength(2);
    for (const line of lines)
      expect(line).toMatchObject({
        ...{ client: null, subject: 'Offer', times: 1 },
        details: { is: 'held', medium: 'email', why: 'no-client' },
      });
  });

  it('is told nothing of what goes', async () => {
    await here.submit({ to: [here.adas] });
    expect(await told()).toEqual([]);
  });
});
