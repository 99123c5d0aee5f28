import { showWhatsappTyping, type SendWhatsapp } from '#libs/contracts';
import { eventually } from '#libs/testing';
import { world, house, number, channelId, texts, useCloudHouse } from './cloud-house.js';

useCloudHouse();

describe('sending', () => {
  const sentFor = ({ deliveryId }: SendWhatsapp) =>
    world.sent.filter(({ body }) => body['biz_opaque_callback_data'] === deliveryId);

  it('says what the API wants: text, quote, reaction, somebody without a number', async () => {
    const orders = [
      house.order(channelId, { content: { is: 'text', text: 'See https://corp.test' }, quotes: 'wamid.Q' }),
      house.order(channelId, { content: { is: 'reaction', messageId: 'wamid.R', emoji: '👍' } }),
      house.order(channelId, { chatId: 'US.1349120865@bsuid', content: { is: 'text', text: 'hi' } }),
    ];
    await house.send(...orders);
    for (const order of orders) await house.reached(order, 'sent');
    expect(orders.map((order) => sentFor(order)[0]!.body)).toMatchObject([
      {
        to: '380501112233',
        type: 'text',
        text: { body: 'See https://corp.test', preview_url: true },
        context: { message_id: 'wamid.Q' },
      },
      { type: 'reaction', reaction: { message_id: 'wamid.R', emoji: '👍' } },
      { recipient: 'US.1349120865', type: 'text' },
    ]);
    expect(sentFor(orders[2]!)[0]!.body.to).toBeUndefined();
  });

  it('uploads a file first, streamed, and names it', async () => {
    const bytes = Buffer.alloc(3 * 1024 * 1024, 7);
    const evidence = await house.evidence.put(bytes);
    const file = { is: 'media', evidence, name: 'my "offer".pdf', caption: 'look' } as const;
    const pdf = house.order(channelId, { content: { ...file, as: 'document', type: 'application/pdf' } });
    const gif = house.order(channelId, { content: { ...file, as: 'image', type: 'image/gif' } });
    const voice = house.order(channelId, {
      content: { ...file, as: 'voice', type: 'audio/ogg; codecs=opus', caption: '' },
    });
    await house.send(pdf, gif, voice);
    for (const order of [pdf, gif, voice]) await house.reached(order, 'sent');
    const { type, document } = sentFor(pdf)[0]!.body as { type: string; document?: { id: string } };
    expect({ type, document }).toMatchObject({
      type: 'document',
      document: { filename: 'my "offer".pdf', caption: 'look' },
    });
    expect(world.uploaded(document!.id)!.bytes.equals(bytes)).toBe(true);
    expect(sentFor(gif)[0]!.body.type).toBe('document');
    expect(sentFor(voice)[0]!.body).toMatchObject({ type: 'audio', audio: { voice: true } });
  });

  it('says what does not exist there', async () => {
    for (const content of [
      { is: 'edit', messageId: 'wamid.E', text: 'x' },
      { is: 'revoke', messageId: 'wamid.E' },
    ] as const) {
      const order = house.order(channelId, { content });
      await house.send(order);
      await house.reached(order, 'failed', 'whatsapp.not-offered');
    }
  });

  it('is refused by the server when the window is closed', async () => {
    world.closedWindows.add('380507777777');
    const order = house.order(channelId, { chatId: '380507777777' });
    await house.send(order);
    expect((await house.reached(order, 'failed', 'whatsapp.window-closed')).reply).toBe(
      '131047: Re-engagement message',
    );
  });

  it('waits as long as it is asked to', async () => {
    world.refusals.push({ code: 130429, message: 'Rate limit hit', status: 429, retryAfter: '2' });
    const order = house.order(channelId);
    const before = Date.now();
    await house.send(order);
    const waits = await house.reached(order, 'queued', 'whatsapp.rate-limited');
    expect(Date.parse(waits.nextAttemptAt!) - before).toBeGreaterThan(1_800);
    expect(sentFor(order)).toEqual([]);
  });

  it('of which nobody knows whether it left is not sent again; a status says that it did', async () => {
    world.hangUps = 1;
    const order = house.order(channelId);
    await house.send(order);
    await house.reached(order, 'unknown', 'whatsapp.outcome-unknown');
    const [sent] = sentFor(order);
    await world.deliver(number, [world.statuses(number, [world.statusOf(sent!.id, 'delivered')])]);
    expect((await house.reached(order, 'delivered')).messageId).toBe(sent!.id);
    expect(sentFor(order)).toHaveLength(1);
  });

  it('goes on by statuses in any order, and may fail late with a reason', async () => {
    const [one, two] = [house.order(channelId), house.order(channelId)];
    await house.send(one, two);
    const first = (await house.reached(one, 'sent')).messageId!;
    const second = (await house.reached(two, 'sent')).messageId!;
    const errors = [{ code: 131026, title: 'Message undeliverable', error_data: { details: 'not a user' } }];
    await world.deliver(number, [
      world.statuses(number, [
        world.statusOf(first, 'read'),
        world.statusOf(first, 'delivered'),
        world.statusOf(first, 'sent'),
      ]),
      world.statuses(number, [world.statusOf(second, 'failed', { errors })]),
    ]);
    await house.reached(one, 'read');
    expect((await house.reached(two, 'failed', 'whatsapp.not-on-whatsapp')).reply).toBe('131026: not a user');
    expect((await house.history(one)).map(({ state }) => state)).toEqual(['sending', 'sent', 'read']);
  });

  it('shows typing as an answer to the last message', async () => {
    const ask = (chatId: string) => house.bus.ask(showWhatsappTyping, { channelId, chatId, is: 'typing' });
    expect(await ask('380506666666')).toEqual({ shown: false });
    const id = await world.say(number, { from: '380506666666', text: 'hello?' });
    await eventually(async () => expect(await texts()).toEqual(['hello?']));
    expect(await ask('380506666666')).toEqual({ shown: true });
    expect(world.seen.at(-1)).toEqual({ messageId: id, typing: true });
  });
});
