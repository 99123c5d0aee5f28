import { deliveryChanged, DeliveryId, type SendLetter } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { aClient, aMailbox, anEmployee } from '#libs/testing';
import { MessageChangesRepository } from '../src/conversations/messages/message-changes.repository.js';
import { shown, type Shown } from './a-chat.js';
import { type Caller } from './a-core.js';
import { auditOf } from './a-workplace.js';
import {
  ada,
  anna,
  annasPage,
  chats,
  core,
  device,
  headsPage,
  number,
  office,
  sent,
  useChatOffice,
} from './a-chat-office.js';
import { somebodyWaits } from './somebody-waits.js';

useChatOffice();

const changes = (message: Shown) =>
  core.db.query(
    `select "is", by, state, employee_id as who from core.message_change where interaction_id = $1 order by at, id`,
    [message.id],
  );
const last = async () => (await chats.orders(number)).at(-1)!;

describe('a reaction', () => {
  it('is ordered, and counts when WhatsApp has it', async () => {
    const message = await sent();
    const answer = await annasPage.post(`interactions/${message.id}/reactions`, { emoji: '👍' });
    expect(answer.status).toBe(202);
    expect(shown(answer)).toMatchObject({ status: 'sent', text: '*Anna Kovalenko*\nGood day' });
    const order = await last();
    expect(order.content).toEqual({ is: 'reaction', messageId: message.providerId, emoji: '👍' });
    const waiting = { is: 'reaction', by: 'us', state: 'waiting', who: anna.employeeId };
    expect(await changes(message)).toEqual([waiting]);
    await chats.told(order.deliveryId, 1, { state: 'sent' });
    expect(await changes(message)).toEqual([{ ...waiting, state: 'done' }]);
    expect(await auditOf(core.db, ada.id)).toContain('message.reaction');
  });

  it('is of words only where they are one picture', async () => {
    const message = await sent();
    const answer = await annasPage.post(`interactions/${message.id}/reactions`, { emoji: '0501234567' });
    expect(answer).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
  });

  it('needs the open window of the Cloud API', async () => {
    await chats.wrote(1, office, number);
    const message = await sent(office);
    await chats.wrote(25, office, number);
    const answer = await annasPage.post(`interactions/${message.id}/reactions`, { emoji: '👍' });
    expect(answer).toMatchObject({ status: 409, body: { code: 'whatsapp.window-closed' } });
  });
});

describe('rewording', () => {
  it('changes what is shown when WhatsApp has it, signed as before', async () => {
    const message = await sent();
    expect((await annasPage.post(`interactions/${message.id}/edit`, { text: 'Good evening' })).status).toBe(202);
    const order = await last();
    const text = '*Anna Kovalenko*\nGood evening';
    expect(order.content).toEqual({ is: 'edit', messageId: message.providerId, text });
    const now = async () => shown(await annasPage.get(`interactions/${message.id}`)).text;
    expect(await now()).toBe('*Anna Kovalenko*\nGood day');
    await chats.told(order.deliveryId, 1, { state: 'sent' });
    expect(await now()).toBe(text);
  });

  it('that fails changes nothing', async () => {
    const message = await sent();
    await annasPage.post(`interactions/${message.id}/edit`, { text: 'Good evening' });
    await chats.told((await last()).deliveryId, 1, { state: 'failed', code: 'whatsapp.refused' });
    expect(shown(await annasPage.get(`interactions/${message.id}`))).toMatchObject({
      ...{ status: 'sent', text: '*Anna Kovalenko*\nGood day' },
    });
    expect(await changes(message)).toMatchObject([{ is: 'edited', state: 'failed' }]);
  });

  it('is for whoever wrote it, within 15 minutes, by a linked device', async () => {
    const message = await sent();
    const edit = async (page: Caller, of: Shown) =>
      (await page.post(`interactions/${of.id}/edit`, { text: 'x' })).body.code;
    expect(await edit(headsPage, message)).toBe('message.edit-not-allowed');
    await core.db.query(`update core.interaction set occurred_at = now() - interval '16 minutes' where id = $1`, [
      message.id,
    ]);
    expect(await edit(annasPage, message)).toBe('message.edit-too-late');
    await chats.wrote(1, office, number);
    expect(await edit(annasPage, await sent(office))).toBe('whatsapp.driver-cannot');
  });
});

describe('deleting for everyone', () => {
  it('is for heads where the company does not let employees, and what was said stays', async () => {
    const message = await sent();
    const path = `interactions/${message.id}/revoke`;
    expect(await annasPage.post(path)).toMatchObject({ status: 403, body: { code: 'message.revoke-not-allowed' } });
    expect((await headsPage.post(path)).status).toBe(202);
    const order = await last();
    expect(order.content).toEqual({ is: 'revoke', messageId: message.providerId });
    expect(await headsPage.post(path)).toMatchObject({ status: 409, body: { code: 'message.already-revoked' } });
    await chats.told(order.deliveryId, 1, { state: 'sent' });
    expect(shown(await annasPage.get(`interactions/${message.id}`)).text).toBe('*Anna Kovalenko*\nGood day');
    const [row] = await core.db.query(
      `select revoked_by, revoked_at is not null as revoked from core.message where interaction_id = $1`,
      [message.id],
    );
    expect(row).toEqual({ revoked_by: 'us', revoked: true });
    expect(await auditOf(core.db, ada.id)).toContain('message.revoke');
  });

  it('of one on another’s card is not even refused', async () => {
    const message = await sent();
    const boris = await core.as(await anEmployee('Boris').saved(core.db));
    for (const [path, body] of [
      ['reactions', { emoji: '👍' }],
      ['edit', { text: 'x' }],
      ['revoke', {}],
    ] as const)
      expect(await boris.post(`interactions/${message.id}/${path}`, body)).toMatchObject({
        ...{ status: 404, body: { code: 'interaction.not-found' } },
      });
  });
});

describe('how far a message has come', () => {
  it('never goes back', async () => {
    const message = await sent();
    const id = message.deliveries[0]!.id;
    const status = async () => shown(await annasPage.get(`interactions/${message.id}`)).status;
    await chats.told(id, 4, { state: 'read' });
    await chats.told(id, 3, { state: 'delivered' });
    await chats.told(id, 5, { state: 'delivered' });
    await chats.told(id, 6, { state: 'failed', code: 'whatsapp.refused' });
    expect(await status()).toBe('read');
    await chats.told(id, 7, { state: 'played' });
    expect(await status()).toBe('played');
  });

  it('may be a refusal after WhatsApp had taken it, or a sighting after it had failed', async () => {
    const message = await sent();
    const id = message.deliveries[0]!.id;
    const status = async () => shown(await annasPage.get(`interactions/${message.id}`)).status;
    await chats.told(id, 2, { state: 'failed', code: 'whatsapp.window-closed' });
    expect(await status()).toBe('failed');
    await chats.told(id, 3, { state: 'delivered' });
    expect(await status()).toBe('delivered');
  });

  it('may be a wait, and another attempt', async () => {
    const answer = await annasPage.post(`clients/${ada.id}/messages`, {
      ...{ medium: 'whatsapp', text: 'Good day', channelId: device.id },
    });
    const id = shown(answer).deliveries[0]!.id;
    const status = async () => shown(await annasPage.get(`interactions/${shown(answer).id}`)).status;
    await chats.told(id, 1, { state: 'sending' });
    await chats.told(id, 2, { state: 'queued', code: 'whatsapp.pace' });
    expect(await status()).toBe('queued');
    await chats.told(id, 3, { state: 'unknown', code: 'whatsapp.crashed' });
    expect(await status()).toBe('unknown');
  });
});

describe('what nobody knows', () => {
  const unknown = async () => {
    const message = shown(
      await annasPage.post(`clients/${ada.id}/messages`, {
        medium: 'whatsapp',
        text: 'Good day',
        channelId: device.id,
      }),
    );
    await chats.told(message.deliveries[0]!.id, 2, { state: 'unknown', code: 'whatsapp.crashed' });
    return message;
  };
  const settle = (message: Shown, body: object, page = annasPage) =>
    page.post(`deliveries/${message.deliveries[0]!.id}/settle`, body);

  it.each(['sent', 'failed'] as const)('a person decides: %s', async (as) => {
    const message = await unknown();
    const answer = await settle(message, { as });
    expect(answer.status).toBe(200);
    expect(shown(answer).status).toBe(as);
    expect(await settle(message, { as })).toMatchObject({ status: 409, body: { code: 'delivery.already-settled' } });
    expect(await auditOf(core.db, ada.id)).toContain('delivery.settled');
  });

  it('goes out again only when somebody says so, as another delivery', async () => {
    const message = await unknown();
    const answers = await Promise.all([1, 2].map(() => settle(message, { again: true })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404]);
    const [first, second, ...more] = await chats.orders(number);
    expect(more).toEqual([]);
    expect(second).toEqual({ ...first, deliveryId: second!.deliveryId, at: second!.at, newChat: false });
    expect(second!.deliveryId).not.toBe(first!.deliveryId);
    const again = shown(await annasPage.get(`interactions/${message.id}`));
    expect(again).toMatchObject({ status: 'queued', deliveries: [{ id: second!.deliveryId, state: 'queued' }] });
    await chats.told(second!.deliveryId, 1, { state: 'sent', messageId: 'true_again' });
    expect(shown(await annasPage.get(`interactions/${message.id}`)).status).toBe('sent');
  });

  it.each([[{ as: 'failed' }], [{ again: true }]])(
    'is decided (%j) while more is told of it: neither stops the other',
    async (body) => {
      const message = await sent();
      await annasPage.post(`interactions/${message.id}/reactions`, { emoji: '👍' });
      const { deliveryId } = await last();
      await chats.told(deliveryId, 1, { state: 'unknown', code: 'whatsapp.crashed' });
      let settling: Promise<unknown> = Promise.resolve();
      // As what is told of deliveries does it.
      await core.app.get(UnitOfWork, { strict: false }).run(async (tx) => {
        await core.app.get(MessageChangesRepository, { strict: false }).lockNumbers(tx, [device.id]);
        settling = annasPage.post(`deliveries/${deliveryId}/settle`, body);
        await somebodyWaits(core);
        await tx.query(`update delivery set updated_at = now() where id = $1`, [deliveryId]);
      });
      expect(await settling).toMatchObject({ status: 200 });
    },
  );

  it('is nobody’s business who does not see the card, and nothing to decide before', async () => {
    const message = await unknown();
    const boris = await core.as(await anEmployee('Boris').saved(core.db));
    expect(await settle(message, { as: 'sent' }, boris)).toMatchObject({ body: { code: 'delivery.not-found' } });
    const known = await sent();
    expect(await settle(known, { again: true })).toMatchObject({ status: 409 });
    expect(await settle(known, { as: 'read' })).toMatchObject({ status: 400 });
  });
});

it('a letter of which nobody knows goes out again the same way: the same bytes to the same address', async () => {
  await aMailbox('office@company.test').saved(core.db);
  const card = await aClient('Mail').withEmail('mail@example.test').assignedTo(anna).saved(core.db);
  const letter = shown(
    await annasPage.post(`clients/${card.id}/messages`, { medium: 'email', subject: 'Offer', text: 'Good day' }),
  );
  const deliveryId = DeliveryId.parse(letter.deliveries[0]!.id);
  await core.tell(deliveryChanged, {
    ...{ deliveryId, state: 'unknown', revision: 2, at: new Date().toISOString() },
    ...{ code: null, reply: null, nextAttemptAt: null },
  });
  const settled = shown(await annasPage.post(`deliveries/${deliveryId}/settle`, { again: true }));
  expect(settled.status).toBe('queued');
  const orders = await core.db.query<{ body: SendLetter }>(
    `select body from core.outbox where topic = 'mail.letter.send.v1' and body ->> 'messageId' = $1 order by seq`,
    [`<${letter.id}@company.test>`],
  );
  expect(orders).toHaveLength(2);
  expect(orders[1]!.body).toEqual({ ...orders[0]!.body, deliveryId: settled.deliveries[0]!.id });
});
