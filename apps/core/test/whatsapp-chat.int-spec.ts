import { randomUUID } from 'node:crypto';
import { UnitOfWork } from '#libs/database';
import { aClient, anEmployee, aWhatsappNumber } from '#libs/testing';
import { RightAddress } from '../src/whatsapp/right-address/right-address.js';
import {
  ada,
  anotherClient,
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

useChatOffice();

describe('reach', () => {
  interface Reach {
    answersOn: string | null;
    whatsapp: { channelId: string; windowOpen: boolean; windowClosesAt: string | null }[];
  }
  const reach = async (page = annasPage) => (await page.get(`clients/${ada.id}/reach`)).body as unknown as Reach;

  it('tells by which numbers, whether words may be free, and how they are signed; and no number of the client', async () => {
    await chats.wrote(1, office, number);
    const message = await sent();
    const answer = await annasPage.get(`clients/${ada.id}/reach`);
    expect(answer.text).not.toContain(number.slice(3));
    const { whatsapp } = answer.body as unknown as Reach;
    expect(whatsapp[0]).toEqual({
      ...{ channelId: device.id, name: '+380440000012', driver: 'web', state: 'ready', canSend: true },
      ...{ contactPointId: ada.contactPoints[0]!.id, conversationId: message.conversationId },
      ...{ windowClosesAt: null, windowOpen: true, sign: '*Anna Kovalenko*', voiceNotes: true },
    });
    expect(whatsapp.find(({ channelId }) => channelId === office.id)).toMatchObject({
      ...{ conversationId: null, windowOpen: true, windowClosesAt: expect.any(String) as string, sign: null },
    });
  });

  it('is the medium of the client’s newest word', async () => {
    expect((await reach()).answersOn).toBeNull();
    const { conversationId } = await sent();
    expect((await reach()).answersOn).toBeNull();
    await inbound(conversationId, 'false_1');
    expect((await reach()).answersOn).toBe('whatsapp');
  });

  it('is nothing for a card without a number, and unknown for another’s', async () => {
    const bare = await aClient('Bare').assignedTo(anna).saved(core.db);
    expect((await annasPage.get(`clients/${bare.id}/reach`)).body).toEqual({ answersOn: null, whatsapp: [] });
    const boris = await core.as(await anEmployee('Boris').saved(core.db));
    expect(await boris.get(`clients/${ada.id}/reach`)).toMatchObject({ status: 404 });
  });
});

/** A message of the client in that conversation, as capture left it. */
const inbound = async (conversationId: string, providerId: string) => {
  const id = randomUUID();
  await core.db.query(
    `insert into core.interaction (id, client_id, conversation_id, channel_id, medium, direction, kind, occurred_at, header, natural_key,
       evidence_sha256, evidence_size, facts_sha256)
     values ($1, $2, $3, $4, 'whatsapp', 'inbound', 'message', now(), $5, $6, repeat('a', 64), 1, '')`,
    [
      id,
      ada.id,
      conversationId,
      device.id,
      { from: [], to: [], message: { kind: 'text' } },
      `whatsapp:${providerId}:${id}`,
    ],
  );
  await core.db.query(
    `insert into core.message (interaction_id, channel_id, provider_id, chat_id, kind, sent_by) values ($1, $2, $3, $4, 'text', 'client')`,
    [id, device.id, `${providerId}${id}`, number],
  );
  return `${providerId}${id}`;
};

describe('what is seen and typed', () => {
  it('is told to WhatsApp once, up to the newest, when it was seen by whoever is responsible', async () => {
    const { conversationId } = await sent();
    const path = `conversations/${conversationId}/seen`;
    expect((await annasPage.post(path)).status).toBe(204);
    expect(await chats.marked(number)).toEqual([]);
    await inbound(conversationId, 'false_1');
    const newest = await inbound(conversationId, 'false_2');
    expect((await headsPage.post(path)).status).toBe(204);
    expect(await chats.marked(number)).toEqual([]);
    await annasPage.post(path);
    await annasPage.post(path);
    expect(await chats.marked(number)).toEqual([{ channelId: device.id, chatId: number, messageId: newest }]);
  });

  it('is not told where the number does not', async () => {
    const shy = await aWhatsappNumber('+380440000033').byDevice().with({ markRead: false }).saved(core.db);
    const { conversationId } = await sent(shy);
    await inbound(conversationId, 'false_1');
    await annasPage.post(`conversations/${conversationId}/seen`);
    expect(await chats.marked(number)).toEqual([]);
  });

  it('is shown to the client while somebody types, and an absent role is no error', async () => {
    const { conversationId } = await sent();
    const path = `conversations/${conversationId}/typing`;
    expect((await annasPage.post(path, { is: 'recording' })).status).toBe(204);
    expect(core.whatsapp.typed.at(-1)).toEqual({ channelId: device.id, chatId: number, is: 'recording' });
    core.whatsapp.away();
    expect((await annasPage.post(path, { is: 'typing' })).status).toBe(204);
    core.whatsapp.refuse = null;
    expect(core.whatsapp.typed).toHaveLength(1);
    const boris = await core.as(await anEmployee('Boris').saved(core.db));
    expect(await boris.post(path, { is: 'typing' })).toMatchObject({
      status: 404,
      body: { code: 'conversation.not-found' },
    });
  });
});

describe('a client who writes to another number than the one for clients', () => {
  const wrong = async () => {
    const { conversationId } = await sent();
    await inbound(conversationId, 'false_wrong');
    await core.db.query(`update core.conversation set waiting_since = now(), last_at = now() where id = $1`, [
      conversationId,
    ]);
    return conversationId;
  };
  const look = () => core.app.get(RightAddress, { strict: false }).tellSoon();
  const told = async () =>
    (await chats.orders(number)).filter(({ content }) => JSON.stringify(content).includes('0001'));

  it('is told the right one once, unsigned, and goes on waiting', async () => {
    const conversationId = await wrong();
    await look();
    const right = await aWhatsappNumber('+380445550001')
      .allowing({
        tellRightAddress: { enabled: true, texts: { ru: '{number}', uk: 'Пишіть: {number} 0001', en: '0001' } },
      })
      .saved(core.db);
    await look();
    expect(await told()).toHaveLength(1);
    const [order] = await told();
    expect(order).toMatchObject({
      channelId: device.id,
      content: { is: 'text', text: `Пишіть: ${right.address} 0001` },
    });
    const [row] = await core.db.query<{ waits: boolean }>(
      `select waiting_since is not null as waits from core.conversation where id = $1`,
      [conversationId],
    );
    expect(row).toEqual({ waits: true });
    const { items } = (await annasPage.get(`clients/${ada.id}/timeline`)).body as unknown as {
      items: { flags: string[] }[];
    };
    expect(items.filter(({ flags }) => flags.includes('automatic'))).toHaveLength(1);
    await look();
    const other = ada;
    await anotherClient('Eve');
    await wrong();
    await look();
    expect(await told()).toHaveLength(1);
    expect(await core.db.query(`select code from core.told_address where client_id = $1`, [other.id])).toEqual([
      { code: null },
    ]);
    await core.db.query(`update core.channel set enabled = false where id = $1`, [right.id]);
  });

  it.each([
    ['is switched off', 'enabled', 'false', 'true'],
    ['is to be linked again', 'state', `'unlinked'`, `'ready'`],
  ])('is told it later when the number to which they wrote %s for a while', async (_, column, lost, found) => {
    const set = (value: string) =>
      core.db.query(`update core.channel set ${column} = ${value} where id = $1`, [device.id]);
    await wrong();
    const right = await aWhatsappNumber(`+3804455501${column.length}`)
      .allowing({ tellRightAddress: { enabled: true, texts: { ru: '0001', uk: '0001', en: '0001' } } })
      .saved(core.db);
    await set(lost);
    const tried = async () =>
      (await core.db.query<{ code: string }>(`select code from core.told_address where client_id = $1`, [ada.id])).map(
        ({ code }) => code,
      );
    await look();
    expect(await tried()).toEqual(['pending']);
    expect(await told()).toEqual([]);
    await set(found);
    await core.db.query(`update core.told_address set at = now() - interval '3 minutes' where client_id = $1`, [
      ada.id,
    ]);
    await look();
    expect(await tried()).toEqual([null]);
    expect(await told()).toHaveLength(1);
    await core.db.query(`update core.channel set enabled = false where id = $1`, [right.id]);
  });
});

it('several files take the same number of statements, one or eight of them', async () => {
  const uow = core.app.get(UnitOfWork, { strict: false });
  const as = uow.as.bind(uow);
  let statements = 0;
  uow.as = (scope, work) =>
    as(scope, (tx) => {
      const query = tx.query.bind(tx);
      tx.query = (sql: string, parameters?: readonly unknown[]) => {
        statements++;
        return query(sql, parameters);
      };
      return work(tx);
    });
  const count = async (files: number) => {
    const message = { medium: 'whatsapp', text: 'Good day', channelId: device.id };
    const names = Array.from({ length: files }, (_, n) => `${n}.pdf`);
    const attachmentIds = await Promise.all(names.map((name) => chats.upload(annasPage, name, 'application/pdf')));
    statements = 0;
    expect((await annasPage.post(`clients/${ada.id}/messages`, { ...message, attachmentIds })).status).toBe(202);
    return statements;
  };
  await count(1);
  const one = await count(1);
  expect(await count(8)).toBe(one);
  uow.as = as;
  expect(one).toBeLessThanOrEqual(45);
});
