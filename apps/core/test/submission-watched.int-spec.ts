import { randomUUID } from 'node:crypto';
import { aMailbox, eventually } from '#libs/testing';
import { firstSubmissionPolicy } from '../src/conversations/submission/policy/submission-policy.js';
import { ReadingService } from '../src/conversations/reading/reading.service.js';
import { RightMailbox } from '../src/conversations/submission/right-mailbox/right-mailbox.js';
import { SubmissionRelease } from '../src/conversations/submission/submission-release.js';
import type { TestCore } from './a-core.js';
import { aKeptLetter } from './a-kept-letter.js';
import { policyWith, SubmittingOffice } from './a-submitting-office.js';

let here: SubmittingOffice;
let core: TestCore;

beforeAll(async () => {
  here = await SubmittingOffice.open();
  core = here.core;
});
beforeEach(() => here.begin());
afterAll(() => here.close());

describe('what may not go', () => {
  it('leads the client away: it waits until it was read, and then for a head', async () => {
    await here.ownersPage.put('protection/policy', { outgoing: 'hold', captured: true, strangers: true, allowed: [] });
    const release = core.app.get(SubmissionRelease, { strict: false });
    const [good, bad, odd] = [
      await here.submit({ to: [here.adas] }),
      await here.submit({ to: [here.adas] }),
      await here.submit({ to: [here.adas] }),
    ];
    await release.lookSoon();
    expect(await here.orders(good.events[0]!)).toEqual([]);
    await here.read(good.events[0]!, 'The offer is attached.');
    await here.read(bad.events[0]!, 'Write to me at anna.private@gmail.com instead.');
    await here.read(odd.events[0]!, '', 'letter.unreadable');
    await release.lookSoon();
    expect(await here.recipients(good.events[0]!)).toEqual([here.adas]);
    await eventually(async () => {
      const { items = [] } = (await here.headsPage.get('protection/held')).body;
      expect(items.filter((one) => (one as { client: object | null }).client !== null)).toHaveLength(2);
      expect(items).toContainEqual(
        expect.objectContaining({
          client: { id: here.ada.id, name: 'Ada' },
          text: expect.stringContaining('instead') as string,
        }),
      );
    });
    expect([await here.orders(bad.events[0]!), await here.orders(odd.events[0]!)]).toEqual([[], []]);
  });

  it('is told of where it is not held', async () => {
    const { events } = await here.submit({ to: [here.adas] });
    await here.read(events[0]!, 'Write to me at anna.private@gmail.com instead.');
    await eventually(
      async () => {
        const rows = await core.db.query<{ code: string }>(`select code from core.alert where client_id = $1`, [
          here.ada.id,
        ]);
        expect(rows.map(({ code }) => code)).toContain('protection.bypass-sent');
      },
      { withinMs: 15_000 },
    );
  });

  it('comes by a password that was revoked meanwhile', async () => {
    const made = await here.page.post('me/mail-passwords', { name: 'Old' });
    const { id } = made.body['view'] as { id: string };
    await here.page.delete(`me/mail-passwords/${id}`);
    const before = here.passwordId;
    here.passwordId = id;
    expect((await here.submit({ to: [here.adas] })).route).toMatchObject({ code: 'submission.password-revoked' });
    here.passwordId = before;
  });
});

describe('a client who writes elsewhere', () => {
  // These letters have no originals: only the test says when one is read.
  beforeAll(() => core.app.get(ReadingService, { strict: false }).beforeApplicationShutdown());

  const tellAddress = { ...firstSubmissionPolicy.tellAddress, enabled: true };
  const told = async () => {
    await core.app.get(RightMailbox, { strict: false }).tellSoon();
    return (await here.timeline()).filter(({ flags }) => flags.includes('automatic'));
  };

  it('is told once where the company reads, when an employee answers what never came to us', async () => {
    await here.ownersPage.put('submission-policy', policyWith({ tellAddress }));
    const header = ['In-Reply-To: <private.1@client.test>'];
    const first = await here.submit({ to: [here.adas], header });
    expect(await told()).toEqual([]);
    await here.read(first.events[0]!, 'Добрий день, ось ціни.');
    expect(await told()).toHaveLength(1);
    const [line] = await told();
    expect(line!.text).toContain('пишіть нам на office@company.test');
    const second = await here.submit({ to: [here.adas], header: ['In-Reply-To: <private.2@client.test>'] });
    await here.read(second.events[0]!, 'Good day.');
    expect(await told()).toHaveLength(1);
  });

  it('is told nothing where they wrote to us, where nothing was answered, or where nobody wants it', async () => {
    const elsewhere = await here.submit({ to: [here.adas], header: ['In-Reply-To: <private.3@client.test>'] });
    await here.read(elsewhere.events[0]!, 'Good day.');
    expect(await told()).toEqual([]);
    await here.ownersPage.put('submission-policy', policyWith({ tellAddress }));
    await core.db.query(`update core.submitted_letter set elsewhere = false`);
    const asked = await aKeptLetter(here.adas, 'Offer').on(here.ada).through(here.mailbox).saved(core.db);
    const answer = await here.submit({ to: [here.adas], header: [`In-Reply-To: ${asked.messageId}`] });
    await here.read(answer.events[0]!, 'Good day.');
    const fresh = await here.submit({ to: [here.adas] });
    await here.read(fresh.events[0]!, 'Good day.');
    expect(await told()).toEqual([]);
  });

  it('on another mailbox of ours too, where one is the right one', async () => {
    const other = await aMailbox(`old.${randomUUID()}@company.test`).saved(core.db);
    await here.ownersPage.put(
      'submission-policy',
      policyWith({ tellAddress: { ...tellAddress, channelId: here.mailbox.id } }),
    );
    const asked = await aKeptLetter(here.adas, 'Question').on(here.ada).through(other).saved(core.db);
    await core.db.query(`update core.conversation set waiting_since = now() where id = $1`, [asked.conversationId]);
    expect(await told()).toHaveLength(1);
  });
});

describe('the policy', () => {
  it('is read by heads and changed by the owner; each change is an entry', async () => {
    await here.ownersPage.put('submission-policy', policyWith());
    expect((await here.page.get('submission-policy')).status).toBe(403);
    expect((await here.headsPage.get('submission-policy')).body).toEqual(policyWith());
    expect(
      (await here.headsPage.put('submission-policy', policyWith({ strangers: 'hold', together: true }))).status,
    ).toBe(403);
    expect((await here.ownersPage.put('submission-policy', { ...policyWith(), strangers: 'nobody' })).status).toBe(400);
    expect(
      (await here.ownersPage.put('submission-policy', policyWith({ strangers: 'hold', together: true }))).status,
    ).toBe(200);
    const [entry] = await core.db.query<{ body: object }>(
      `select body from core.journal where action = 'submission.policy-changed' order by at desc, seq desc limit 1`,
    );
    expect(entry!.body).toEqual({ fields: ['strangers', 'together'] });
  });
});
