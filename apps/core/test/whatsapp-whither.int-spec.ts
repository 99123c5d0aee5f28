import { whatsappIdentityLearned, whatsappMessageReceived } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { aWhatsappNumber } from '#libs/testing';
import { People } from '../src/conversations/messages/people/people.js';
import { ada, annasPage, chats, core, device, number, useChatOffice } from './a-chat-office.js';
import { shown } from './a-chat.js';
import type { Answer } from './a-core.js';
import { aMessage, party } from './a-whatsapp-message.js';
import { somebodyWaits } from './somebody-waits.js';

useChatOffice();

const send = (rest: object = {}) =>
  annasPage.post(`clients/${ada.id}/messages`, { medium: 'whatsapp', text: 'For you alone', ...rest });
const chatsOf = async () =>
  (
    await core.db.query<{ chatId: string }>(
      `select body ->> 'chatId' as "chatId" from core.outbox where topic = 'whatsapp.message.send.v1'
         and body ->> 'deliveryId' in (select d.id::text from core.delivery d join core.interaction i on i.id = d.interaction_id
           where i.client_id = $1) order by seq`,
      [ada.id],
    )
  ).map(({ chatId }) => chatId);
const conversationWith = async (counterpart: string) =>
  (
    await core.db.query<{ id: string }>(`select id from core.conversation where client_id = $1 and counterpart = $2`, [
      ada.id,
      counterpart,
    ])
  )[0]!.id;

describe('what is said to a client who also writes in a group', () => {
  let groups = 0;
  let group: string;
  const inGroup = () =>
    core.tell(
      whatsappMessageReceived,
      aMessage(
        device.id,
        number,
        { text: 'in the group' },
        {
          chat: { ...party(group, { phone: null, name: 'Builders' }), is: 'group' },
          author: party(number),
        },
      ),
    );
  beforeEach(() => {
    group = `12036304123456${String(1_000 + ++groups)}@g.us`;
  });
  const reached = async () => {
    const { body } = await annasPage.get(`clients/${ada.id}/reach`);
    const { whatsapp } = body as unknown as { whatsapp: { channelId: string; conversationId: string | null }[] };
    return whatsapp.find(({ channelId }) => channelId === device.id)!.conversationId;
  };

  it('goes to them alone, with and without the conversation that reach names', async () => {
    await core.tell(whatsappMessageReceived, aMessage(device.id, number, { text: 'in private' }));
    await inGroup();
    const conversationId = await reached();
    expect(conversationId).toBe(await conversationWith(number));
    await send();
    await send({ channelId: device.id });
    await send({ conversationId });
    expect(await chatsOf()).toEqual([number, number, number]);
  });

  it('begins a chat with them where there is only the group', async () => {
    await inGroup();
    expect(await reached()).toBeNull();
    expect(shown(await send()).conversationId).toBe(await conversationWith(number));
    expect(await chatsOf()).toEqual([number]);
  });

  it('goes into the group where its conversation is named, and by no other number of ours', async () => {
    await inGroup();
    const conversationId = await conversationWith(group);
    const other = await aWhatsappNumber('+380440000034').byDevice().saved(core.db);
    expect(await send({ conversationId, channelId: other.id })).toMatchObject({
      ...{ status: 404, body: { code: 'conversation.not-found' } },
    });
    expect(shown(await send({ conversationId }))).toMatchObject({ conversationId });
    expect(await chatsOf()).toEqual([group]);
  });
});

describe('a conversation that goes on in another one', () => {
  /** @returns the conversations under their id and under their number, of which nobody knows yet that they are one person's */
  const twoOfOne = async (lid: string) => {
    await core.db.query(
      `insert into core.contact_point (id, client_id, kind, value) values (gen_random_uuid(), $1, 'whatsapp', $2)`,
      [ada.id, lid],
    );
    await core.tell(whatsappMessageReceived, aMessage(device.id, number, { text: 'by number' }));
    const hidden = aMessage(device.id, party(lid), { text: 'by the id' });
    await core.tell(whatsappMessageReceived, hidden);
    return { old: await conversationWith(lid), kept: await conversationWith(number), hidden };
  };

  it('has what was on its way into it when it ended', async () => {
    const lid = `${number}@lid`;
    const { old, kept } = await twoOfOne(lid);
    let sending: Promise<Answer> | undefined;
    await core.app.get(UnitOfWork, { strict: false }).run(async (tx) => {
      await core.app.get(People, { strict: false }).learn(tx, [party(lid, { phone: `+${number}` })]);
      sending = send({ conversationId: old });
      await somebodyWaits(core);
    });
    const message = shown((await sending)!);
    expect(message).toMatchObject({ status: 'queued', conversationId: kept });
    const rows = await core.db.query(
      `select last_interaction_id as last, waiting_since from core.conversation where id = $1`,
      [kept],
    );
    expect(rows).toEqual([{ last: message.id, waiting_since: null }]);
  });

  it('is answered, seen and shown as typed in there, by its old id too', async () => {
    const lid = `${number}@lid`;
    const { old, kept, hidden } = await twoOfOne(lid);
    await core.tell(whatsappIdentityLearned, {
      channelId: device.id,
      party: party(lid, { phone: `+${number}` }),
      at: new Date().toISOString(),
    });
    expect(shown(await send({ conversationId: old }))).toMatchObject({ conversationId: kept });
    expect((await annasPage.post(`conversations/${old}/typing`, { is: 'typing' })).status).toBe(204);
    expect(core.whatsapp.typed.at(-1)).toEqual({ channelId: device.id, chatId: number, is: 'typing' });
    expect((await annasPage.post(`conversations/${old}/seen`)).status).toBe(204);
    expect(await chats.marked(number)).toMatchObject([{ channelId: device.id, messageId: hidden.messageId }]);
  });
});
