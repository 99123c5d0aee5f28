import { randomUUID } from 'node:crypto';
import { letterReceived } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { letterFacts } from '#libs/letters';
import { aClient, aManager, aTeam } from '#libs/testing';
import { ReachAliases } from '../src/conversations/reach/reach-aliases.js';
import type { TestCore } from './a-core.js';
import { aKeptLetter } from './a-kept-letter.js';
import { policyWith, routed, SubmittingOffice } from './a-submitting-office.js';

let here: SubmittingOffice;
let core: TestCore;

beforeAll(async () => {
  here = await SubmittingOffice.open();
  core = here.core;
});
beforeEach(() => here.begin());
afterAll(() => here.close());

describe('a letter out of a mail program', () => {
  it('stands on the card as its employee’s, and goes to the client in the company’s name', async () => {
    const sent = await here.submit({ to: [here.adas] });
    const [letter] = routed(sent);
    expect(letter!.identity).toMatchObject({
      from: { name: 'Anna Kovalenko, Company', address: 'office@company.test' },
      replyTo: `office+c${letter!.conversation.token}@company.test`,
      messageId: expect.stringMatching(/^<[0-9a-f-]{36}@company\.test>$/) as string,
    });
    const [line] = await here.timeline();
    expect(line).toMatchObject({ direction: 'outbound', subject: 'Offer', flags: ['mail-program'] });
    expect(line!.employee?.id).toBe(here.anna.employeeId);
    expect(await here.orders(sent.events[0]!)).toMatchObject([
      { channelId: here.mailbox.id, envelope: { from: 'office@company.test', to: [here.adas] }, prependHeaders: [] },
    ]);
    await here.read(sent.events[0]!, 'Good day.');
    expect((await here.timeline())[0]!.text).toBe('Good day.');
  });

  it('goes on in the thread that it answers; what clients answer comes back to it', async () => {
    const asked = await aKeptLetter(here.adas, 'Offer').on(here.ada).through(here.mailbox).saved(core.db);
    const [letter] = routed(await here.submit({ to: [here.adas], header: [`In-Reply-To: ${asked.messageId}`] }));
    expect(letter!.conversation).toMatchObject({ id: asked.conversationId, isNew: false });
    expect((await here.timeline()).map(({ conversationId }) => conversationId)).toEqual([
      asked.conversationId,
      asked.conversationId,
    ]);
    const [row] = await core.db.query<{ waits: Date | null }>(
      `select waiting_since as waits from core.conversation where id = $1`,
      [asked.conversationId],
    );
    expect(row!.waits).toBeNull();
  });

  it('is copied by rule, to colleagues who were named as it is, and to nobody twice', async () => {
    for (const target of ['archive@company.test', here.head.email])
      await core.db.query(
        `insert into core.copy_rule (id, direction, target, address) values (gen_random_uuid(), 'outbound', 'address', $1)`,
        [target],
      );
    const { events } = await here.submit({ to: [here.adas, here.head.email] });
    const made = await here.orders(events[0]!);
    expect(made.map(({ envelope, prependHeaders }) => [envelope.to[0], prependHeaders.length > 0])).toEqual([
      [here.adas, false],
      [here.head.email, false],
      ['archive@company.test', true],
    ]);
  });

  it('to several clients is one for each, on each card alone', async () => {
    const bobs = `bob.${randomUUID()}@rival.test`;
    const bob = await aClient('Bob').withEmail(bobs).assignedTo(here.anna).saved(core.db);
    const sent = await here.submit({ to: [here.adas, bobs] });
    const [hers, his] = routed(sent);
    expect(hers!.identity.to.map(({ address }) => address)).toEqual([here.adas]);
    expect(his!.identity.to.map(({ address }) => address)).toEqual([bobs]);
    expect(hers!.identity.messageId).not.toBe(his!.identity.messageId);
    expect(await here.recipients(sent.events[0]!)).toEqual([here.adas]);
    expect(await here.recipients(sent.events[1]!)).toEqual([bobs]);
    expect([await here.timeline(), await here.timeline(bob)].map(({ length }) => length)).toEqual([1, 1]);
    for (const { evidence } of sent.events) {
      const raw = (await here.evidence.read(evidence.sha256, 100_000)).toString();
      expect([here.adas, bobs].filter((address) => raw.includes(address))).toHaveLength(1);
    }
  });

  it('sent again on purpose to somebody else stands there too', async () => {
    const messageId = `<${randomUUID()}@company.test>`;
    await here.submit({ to: [here.adas], messageId });
    const other = await aClient('Eve')
      .withEmail(`eve.${randomUUID()}@client.test`)
      .assignedTo(here.anna)
      .saved(core.db);
    const again = await here.submit({ to: [other.contactPoints[0]!.value], messageId });
    expect(await here.timeline(other)).toHaveLength(1);
    expect(await here.recipients(again.events[0]!)).toEqual([other.contactPoints[0]!.value]);
  });

  it('that its program lays into a watched Sent folder is the same letter, seen again', async () => {
    const { original } = await here.submit({ to: [here.adas] });
    const now = new Date();
    await core.tell(letterReceived, {
      ...{ channelId: here.mailbox.id, source: 'imap', sourceRef: `Sent;UID=${randomUUID()}`, direction: 'outbound' },
      ...{ receivedAt: now.toISOString(), envelope: null, ...letterFacts(original, now) },
      evidence: await here.evidence.put(original),
    });
    expect(await here.timeline()).toHaveLength(1);
  });

  it('is an entry of the journal', async () => {
    await here.submit({ to: [here.adas] });
    const [entry] = await core.db.query<{ actor: string; body: object }>(
      `select actor_id as actor, body from core.journal where action = 'message.sent' and client_id = $1`,
      [here.ada.id],
    );
    expect(entry).toMatchObject({
      actor: here.anna.employeeId,
      body: { mailProgram: true, channelId: here.mailbox.id },
    });
  });
});

describe('an alias', () => {
  it('leads to the client whom it stands for, and of one who was given to somebody else nowhere', async () => {
    const alias = await core.app
      .get(UnitOfWork, { strict: false })
      .run((tx) =>
        core.app
          .get(ReachAliases, { strict: false })
          .aliasFor(tx, here.anna.employeeId, here.ada.id, here.ada.contactPoints[0]!.id),
      );
    const sent = await here.submit({ to: [alias] });
    expect(routed(sent)[0]).toMatchObject({
      ...{ clientId: here.ada.id, recipients: [here.adas], identity: { to: [{ address: here.adas }] } },
    });
    expect(await here.recipients(sent.events[0]!)).toEqual([here.adas]);
    await core.db.query(`update core.client set responsible_id = $2 where id = $1`, [
      here.ada.id,
      here.head.employeeId,
    ]);
    expect((await here.submit({ to: [alias] })).route).toMatchObject({
      code: 'submission.alias-dead',
      recipient: alias,
    });
  });
});

describe('somebody who is no client', () => {
  const stranger = () => `stranger.${randomUUID()}@new.test`;

  it('gets it, and it stands in the tray', async () => {
    const to = stranger();
    const { events } = await here.submit({ to: [to] });
    expect(await here.recipients(events[0]!)).toEqual([to]);
    const { items = [] } = (await here.ownersPage.get('unplaced')).body;
    expect(JSON.stringify(items)).toContain(to);
  });

  it('gets it once a head has let it go, or never', async () => {
    await here.ownersPage.put('submission-policy', policyWith({ strangers: 'hold' }));
    const [one, other] = [stranger(), stranger()];
    const [first, second] = [await here.submit({ to: [one] }), await here.submit({ to: [other] })];
    expect(await here.orders(first.events[0]!)).toEqual([]);
    const held = (await here.headsPage.get('protection/held')).body.items as {
      id: string;
      to: string[];
      client: null;
    }[];
    expect(held.slice(0, 2)).toMatchObject([
      { client: null, to: [other], findings: [{ kind: 'no-client' }], employee: { id: here.anna.employeeId } },
      { client: null, to: [one] },
    ]);
    expect((await here.headsPage.post(`protection/held/${held[1]!.id}/release`)).status).toBe(204);
    expect((await here.headsPage.post(`protection/held/${held[0]!.id}/refuse`)).status).toBe(204);
    expect(await here.recipients(first.events[0]!)).toEqual([one]);
    expect(await here.orders(second.events[0]!)).toEqual([]);
    const otherTeam = await core.as(
      await aManager('Other')
        .inTeam(await aTeam().saved(core.db))
        .saved(core.db),
    );
    await here.submit({ to: [stranger()] });
    expect((await otherTeam.get('protection/held')).body.items).toEqual([]);
    expect((await here.headsPage.get('protection/held')).body.items).toHaveLength(1);
  });

  it('gets nothing, and whoever wrote it is told', async () => {
    await here.ownersPage.put('submission-policy', policyWith({ strangers: 'refuse' }));
    const to = stranger();
    expect((await here.submit({ to: [here.adas, to] })).route).toEqual({
      is: 'refused',
      code: 'submission.no-client',
      recipient: to,
    });
    const hidden = `hidden.${randomUUID()}@client.test`;
    await aClient('Hidden').withEmail(hidden).assignedTo(here.head).saved(core.db);
    expect((await here.submit({ to: [hidden] })).route).toMatchObject({ code: 'submission.no-client' });
  });
});
