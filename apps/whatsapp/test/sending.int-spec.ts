import { randomUUID } from 'node:crypto';
import { markWhatsappRead, whatsappMessageReceived, type ChannelId, type SendWhatsapp } from '#libs/contracts';
import { eventually } from '#libs/testing';
import type { Sending } from '../src/driver/driver.port.js';
import { found, WhatsappHouse } from './whatsapp-house.js';

let house: WhatsappHouse;
let channelId: ChannelId;

beforeAll(async () => {
  house = await WhatsappHouse.open();
});
afterAll(() => house.close());
beforeEach(async () => {
  channelId = await house.aNumber();
});
afterEach(async () => {
  house.driver.answers = [];
  await house.db.query('delete from whatsapp.delivery');
});

const saying = (text: string): Pick<SendWhatsapp, 'content'> => ({ content: { is: 'text', text } });
const states = async (order: SendWhatsapp) =>
  (await house.history(order)).map(({ state, revision }) => `${revision} ${state}`);

/** An order that is with the driver, which does not answer before it is told to. */
async function underWay(text: string) {
  let answer: ((sending: Sending) => void) | undefined;
  house.driver.answers = [() => new Promise((resolve) => (answer = resolve))];
  const order = house.order(channelId, saying(text));
  await house.send(order);
  await eventually(() => expect(answer).toBeDefined());
  return { order, answer: answer! };
}

describe('an order', () => {
  it('is sent, and its states are told in order with the id', async () => {
    const order = house.order(channelId, { ...saying('The offer'), quotes: '3EB0QUOTED' });
    await house.send(order);
    const last = await house.reached(order, 'sent');
    expect(last.messageId).toBe(`m${house.driver.sent.length}`);
    expect(house.driver.sent.at(-1)).toEqual(order);
    expect(await states(order)).toEqual(['1 sending', '2 sent']);
  });

  it('that comes twice is sent once', async () => {
    const order = house.order(channelId);
    await house.send(order, order);
    await house.send(order);
    await house.reached(order, 'sent');
    expect(house.driver.sent.filter(({ deliveryId }) => deliveryId === order.deliveryId)).toHaveLength(1);
  });

  it('takes its file out of the evidence', async () => {
    const evidence = await house.evidence.put(Buffer.from('%PDF-1.7 offer'));
    const file = { is: 'media', as: 'document', evidence, type: 'application/pdf', name: 'offer.pdf' } as const;
    const order = house.order(channelId, { content: { ...file, caption: '' } });
    await house.send(order);
    await house.reached(order, 'sent');
    expect(house.driver.media.at(-1)?.toString()).toBe('%PDF-1.7 offer');
  });

  it('lies here sealed', async () => {
    const order = house.order(channelId, saying('A secret word'));
    await house.send(order);
    await house.reached(order, 'sent');
    const [row] = await house.db.query<{ all: string }>(
      'select d::text as all from whatsapp.delivery d where id = $1',
      [order.deliveryId],
    );
    expect(row!.all).toContain(order.deliveryId);
    expect(row!.all).not.toContain(Buffer.from('secret').toString('hex'));
  });
});

describe('the queue', () => {
  it('keeps the order of each chat and has one under way for each number', async () => {
    const from = house.driver.sent.length;
    const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
    const orders = [3, 1, 2].map((n) => house.order(channelId, { ...saying(String(n)), at: at(n) }));
    await house.send(...orders);
    for (const order of orders) await house.reached(order, 'sent');
    const texts = house.driver.sent.slice(from).map(({ content }) => content);
    expect(texts).toEqual([saying('1').content, saying('2').content, saying('3').content]);
    expect(house.driver.atOnce).toBe(1);
  });

  it('tries again what may go later; only its own chat waits for it', async () => {
    house.driver.answers = [() => ({ is: 'later', code: 'whatsapp.limit', reply: '131056: slow', notBefore: null })];
    const first = house.order(channelId, saying('first'));
    const second = house.order(channelId, saying('second'));
    const other = house.order(channelId, { ...saying('other'), chatId: '380671112233' });
    const from = house.driver.sent.length;
    await house.send(first, second, other);
    for (const order of [first, second, other]) await house.reached(order, 'sent');
    const texts = house.driver.sent.slice(from).map(({ content }) => (content.is === 'text' ? content.text : ''));
    expect(texts).toEqual(['first', 'other', 'first', 'second']);
    expect(await states(first)).toEqual(['1 sending', '2 queued', '3 sending', '4 sent']);
    const [, waits] = await house.history(first);
    expect(waits).toMatchObject({ code: 'whatsapp.limit', reply: '131056: slow' });
    expect(waits?.nextAttemptAt).not.toBeNull();
  });

  it('ends with a refusal, in words', async () => {
    const code = 'whatsapp.window-closed';
    house.driver.answers = [() => ({ is: 'failed', code, reply: '131047: Re-engagement\nmessage' })];
    const order = house.order(channelId);
    await house.send(order);
    expect((await house.reached(order, 'failed', code)).reply).toBe('131047: Re-engagement message');
  });

  it('gives up after a day', async () => {
    house.sink.standing(channelId, { state: 'restarting' });
    house.driver.answers = [() => ({ is: 'later', code: 'whatsapp.limit', reply: null, notBefore: null })];
    const order = house.order(channelId);
    await house.send(order);
    await house.reached(order, 'queued', 'whatsapp.not-ready');
    const aDayAgo = `update whatsapp.delivery set created_at = now() - interval '25 hours' where id = $1`;
    await house.db.query(aDayAgo, [order.deliveryId]);
    house.sink.standing(channelId, { state: 'ready' });
    await house.reached(order, 'failed', 'whatsapp.too-late');
  });

  it('waits for a number that is not ready, says so once, and goes on by itself', async () => {
    house.sink.standing(channelId, { state: 'unlinked' });
    const order = house.order(channelId);
    await house.send(order);
    await house.reached(order, 'queued', 'whatsapp.not-ready');
    house.sink.standing(channelId, { state: 'ready' });
    await house.reached(order, 'sent');
    expect(await states(order)).toEqual(['1 queued', '2 sending', '3 sent']);
  });

  it('keeps the pace of the number: what exceeds it waits for its minute', async () => {
    const slow = await house.aNumber({ pace: { perMinute: 2, newChatsPerDay: 10, warmUp: false } });
    const orders = [1, 2, 3, 4, 5].map((n) => house.order(slow, { ...saying('hi'), chatId: `38050000000${n}` }));
    const before = Date.now();
    await house.send(...orders);
    await house.reached(orders[1]!, 'sent');
    const third = await house.reached(orders[2]!, 'queued', 'whatsapp.pace');
    const fifth = await house.reached(orders[4]!, 'queued', 'whatsapp.pace');
    expect(Date.parse(third.nextAttemptAt!) - before).toBeGreaterThan(55_000);
    expect(Date.parse(third.nextAttemptAt!) - before).toBeLessThan(65_000);
    expect(Date.parse(fifth.nextAttemptAt!) - Date.parse(third.nextAttemptAt!)).toBe(60_000);
    expect(await states(orders[4]!)).toEqual(['1 queued']);
  });

  it('begins only so many chats in a day; chats that are there are not held up', async () => {
    const shy = await house.aNumber({ pace: { perMinute: 600, newChatsPerDay: 1, warmUp: false } });
    const [one, two] = [1, 2].map((n) => house.order(shy, { newChat: true, chatId: `38067000000${n}` })) as [
      SendWhatsapp,
      SendWhatsapp,
    ];
    await house.send(one);
    await house.reached(one, 'sent');
    const known = house.order(shy, { chatId: '380670000009' });
    const again = house.order(shy, { ...saying('and this'), newChat: true, chatId: one.chatId });
    await house.send(two, known, again);
    await house.reached(known, 'sent');
    await house.reached(again, 'sent');
    const waits = await house.reached(two, 'queued', 'whatsapp.pace');
    expect(Date.parse(waits.nextAttemptAt!) - Date.now()).toBeGreaterThan(23 * 3_600_000);
  });

  it('says of what stands behind such a chat’s first that it waits for the pace too', async () => {
    const shy = await house.aNumber({ pace: { perMinute: 600, newChatsPerDay: 0, warmUp: false } });
    const first = house.order(shy, { newChat: true });
    const behind = house.order(shy, saying('and this'));
    await house.send(first, behind);
    await house.reached(first, 'queued', 'whatsapp.pace');
    await house.reached(behind, 'queued', 'whatsapp.pace');
    expect(house.driver.sent).not.toContainEqual(behind);
  });
});

describe('an echo of our own', () => {
  const echo = (text: string, messageId: string) => found({ messageId, direction: 'outbound', text });

  it('that comes before the answer settles the delivery and is told to nobody', async () => {
    const { order, answer } = await underWay('Early  bird');
    await house.sink.messages(channelId, [echo('Early bird', '3EB0EARLY')]);
    expect((await house.reached(order, 'sent')).messageId).toBe('3EB0EARLY');
    answer({ is: 'sent', messageId: '3EB0EARLY' });
    await house.sink.messages(channelId, [echo('Early bird', '3EB0EARLY')]);
    const next = house.order(channelId);
    await house.send(next);
    await house.reached(next, 'sent');
    expect(await house.told(whatsappMessageReceived, channelId)).toEqual([]);
    expect(await states(order)).toEqual(['1 sending', '2 sent']);
  });

  it('that comes after the answer is known by its id', async () => {
    const order = house.order(channelId, saying('Late bird'));
    await house.send(order);
    const { messageId } = await house.reached(order, 'sent');
    await house.sink.messages(channelId, [echo('other words', messageId!)]);
    expect(await house.told(whatsappMessageReceived, channelId)).toEqual([]);
  });

  it('is not what somebody types on the phone: other words, another chat, another day', async () => {
    const { order, answer } = await underWay('Bird');
    const elsewhere = { ...found().chat, id: '380679998877', phone: null };
    await house.sink.messages(channelId, [
      echo('Not a bird', '3EB0TYPED1'),
      { ...echo('Bird', '3EB0TYPED2'), chat: elsewhere },
      { ...echo('Bird', '3EB0TYPED3'), sentAt: new Date(Date.now() - 86_400_000) },
    ]);
    answer({ is: 'sent', messageId: '3EB0OURS' });
    await house.reached(order, 'sent');
    const told = await house.told(whatsappMessageReceived, channelId);
    expect(told.map(({ messageId, direction }) => `${messageId} ${direction}`)).toEqual([
      '3EB0TYPED1 outbound',
      '3EB0TYPED2 outbound',
      '3EB0TYPED3 outbound',
    ]);
  });

  it('that was somebody typing the same at the same time is told once the answer shows it', async () => {
    const { order, answer } = await underWay('ok');
    await house.sink.messages(channelId, [echo('ok', '3EB0TWIN')]);
    answer({ is: 'sent', messageId: '3EB0MINE' });
    await eventually(async () => {
      const told = await house.told(whatsappMessageReceived, channelId);
      expect(told.map(({ messageId }) => messageId)).toEqual(['3EB0TWIN']);
    });
    expect((await house.history(order)).at(-1)).toMatchObject({ state: 'sent', messageId: '3EB0MINE' });
  });
});

describe('how far it came', () => {
  const step = (messageId: string, state: 'sent' | 'delivered' | 'read' | 'failed') => ({
    messageId,
    state,
    at: new Date(),
    code: state === 'failed' ? 'whatsapp.not-on-whatsapp' : null,
    reply: null,
    deliveryId: null,
  });

  it('skips, comes out of order and twice, and never goes back', async () => {
    const order = house.order(channelId);
    await house.send(order);
    const messageId = (await house.reached(order, 'sent')).messageId!;
    await house.sink.progress(channelId, [step(messageId, 'read')]);
    await house.sink.progress(channelId, [step(messageId, 'delivered'), step(messageId, 'sent')]);
    await house.sink.progress(channelId, [step(messageId, 'read'), step(messageId, 'failed')]);
    expect(await states(order)).toEqual(['1 sending', '2 sent', '3 read']);
  });

  it('may be told before the answer', async () => {
    await house.sink.progress(channelId, [step('3EB0FAST', 'delivered')]);
    house.driver.answers = [() => ({ is: 'sent', messageId: '3EB0FAST' })];
    const order = house.order(channelId);
    await house.send(order);
    await house.reached(order, 'delivered');
    expect(await states(order)).toEqual(['1 sending', '2 sent', '3 delivered']);
  });

  it('may end in failure after it was sent', async () => {
    const order = house.order(channelId);
    await house.send(order);
    const { messageId } = await house.reached(order, 'sent');
    await house.sink.progress(channelId, [step(messageId!, 'failed')]);
    await house.reached(order, 'failed', 'whatsapp.not-on-whatsapp');
  });
});

describe('the unknown moment', () => {
  /** The role dies while a message is with the driver, and begins again with a driver that answers so when it is looked for. */
  async function crash(foundAs: typeof house.driver.found): Promise<SendWhatsapp> {
    const { order } = await underWay(`In the dark ${randomUUID()}`);
    await house.end();
    await house.begin();
    house.driver.found = foundAs;
    return order;
  }

  it('is over when the message is found', async () => {
    const order = await crash({ messageId: '3EB0THERE' });
    expect((await house.reached(order, 'sent')).messageId).toBe('3EB0THERE');
    expect(await states(order)).toEqual(['1 sending', '2 unknown', '3 sent']);
    expect(house.driver.sent).toEqual([]);
  });

  it('is over when it is surely absent: it is sent again', async () => {
    const order = await crash('absent');
    await house.reached(order, 'sent');
    expect(house.driver.sent).toEqual([order]);
    expect(await states(order)).toEqual(['1 sending', '2 unknown', '3 queued', '4 sending', '5 sent']);
  });

  it('stays where nobody knows, without being sent again, until a later sighting', async () => {
    const order = await crash(null);
    await house.reached(order, 'unknown', 'whatsapp.outcome-unknown');
    await eventually(() => expect(house.driver.lookedFor.length).toBeGreaterThanOrEqual(2));
    expect(house.driver.sent).toEqual([]);
    const text = order.content.is === 'text' ? order.content.text : '';
    const sighting = { messageId: '3EB0SEEN', direction: 'outbound', origin: 'backfill', text } as const;
    await house.sink.messages(channelId, [found(sighting)]);
    await house.reached(order, 'sent');
    expect(await house.told(whatsappMessageReceived, channelId)).toEqual([]);
  });

  it('of one whose id is known ends by its tick, or by being found under that id; sent again, it has a new one', async () => {
    const unticked = (messageId: string) => (): Sending => ({ is: 'unknown', code: 'whatsapp.no-tick', messageId });
    house.driver.answers = [unticked('3EB0LATE')];
    const late = house.order(channelId, saying('late'));
    await house.send(late);
    expect((await house.reached(late, 'unknown', 'whatsapp.no-tick')).messageId).toBe('3EB0LATE');
    const tick = { messageId: '3EB0LATE', state: 'sent', at: new Date(), code: null, reply: null } as const;
    await house.sink.progress(channelId, [{ ...tick, deliveryId: null }]);
    await house.reached(late, 'sent');

    house.driver.answers = [unticked('3EB0FOUND')];
    house.driver.found = { messageId: '3EB0FOUND' };
    const seen = house.order(channelId, saying('seen'));
    await house.send(seen);
    expect((await house.reached(seen, 'sent')).messageId).toBe('3EB0FOUND');
    expect(await states(seen)).toEqual(['1 sending', '2 unknown', '3 sent']);

    house.driver.answers = [unticked('3EB0GONE'), () => ({ is: 'sent', messageId: '3EB0ANEW' })];
    house.driver.found = 'absent';
    const gone = house.order(channelId, saying('gone'));
    await house.send(gone);
    await house.reached(gone, 'sent');
    expect((await house.history(gone)).map(({ state, messageId }) => `${state} ${messageId}`)).toEqual([
      'sending null',
      'unknown 3EB0GONE',
      'queued null',
      'sending null',
      'sent 3EB0ANEW',
    ]);
  });

  it('of one that cannot be opened any more holds nobody else up', async () => {
    const { order } = await underWay('unreadable');
    await house.end();
    await house.db.query(`update whatsapp.delivery set sealed = '\\x00' where id = $1`, [order.deliveryId]);
    await house.begin();
    const next = house.order(channelId, { ...saying('after it'), chatId: '380509998877' });
    await house.send(next);
    await house.reached(next, 'sent');
    await house.reached(order, 'unknown', 'whatsapp.outcome-unknown');
  });

  it('ends by a status that carries our own id', async () => {
    const order = await crash(null);
    await house.reached(order, 'unknown', 'whatsapp.outcome-unknown');
    const status = { messageId: 'wamid.X', state: 'delivered', at: new Date(), code: null, reply: null } as const;
    await house.sink.progress(channelId, [{ ...status, deliveryId: order.deliveryId }]);
    expect((await house.reached(order, 'delivered')).messageId).toBe('wamid.X');
  });
});

describe('reading', () => {
  it('is shown where the number shows it', async () => {
    const discreet = await house.aNumber({ markRead: false });
    const chat = { chatId: '380501112233', messageId: '3EB0READ' };
    await house.publish(markWhatsappRead, { channelId: discreet, ...chat }, { channelId, ...chat });
    await eventually(() => expect(house.driver.read).toEqual(['380501112233 3EB0READ']));
  });
});
