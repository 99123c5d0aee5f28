import { takeWhatsappWebhook, verifyWhatsappWebhook, whatsappMessageReceived } from '#libs/contracts';
import { eventually } from '#libs/testing';
import { messageOf } from '../../../test/peers/whatsapp/graph-messages.js';
import {
  world,
  house,
  number,
  channelId,
  cloudOf,
  aCloudNumber,
  received,
  texts,
  webhooks,
  alarmCodes,
  quiet,
  useCloudHouse,
} from './cloud-house.js';

useCloudHouse();

describe('a delivery of Meta', () => {
  it('is taken when it is signed, with escaped characters, and told', async () => {
    const id = await world.say(number, { from: '380501112233', name: 'Оленка', text: 'Добрий день 😀 a/b' });
    await eventually(async () => expect(await texts()).toEqual(['Добрий день 😀 a/b']));
    expect((await received())[0]).toMatchObject({
      messageId: id,
      driver: 'cloud',
      direction: 'inbound',
      origin: 'live',
      chat: { id: '380501112233', phone: '+380501112233', name: 'Оленка', is: 'person' },
    });
  });

  it('with a wrong signature, or none, is refused and kept nowhere', async () => {
    const [before] = await house.db.query<{ n: string }>('select count(*) as n from whatsapp.webhook');
    const body = world.webhook(number, []);
    expect(await world.deliverTo(body, world.sign(body, 'another secret'))).toBe(401);
    expect(await world.deliverTo(Buffer.concat([body, Buffer.from(' ')]), world.sign(body, number.appSecret))).toBe(
      401,
    );
    const ask = house.bus.ask(takeWhatsappWebhook, {
      body: body.toString('base64'),
      signature: null,
      receivedAt: new Date().toISOString(),
    });
    await expect(ask).rejects.toMatchObject({ code: 'whatsapp.signature-wrong', kind: 'user' });
    const [after] = await house.db.query<{ n: string }>('select count(*) as n from whatsapp.webhook');
    expect(after).toEqual(before);
  });

  it('is taken under the old secret too while it is being changed', async () => {
    await house.aNumber(cloudOf(number), {
      channelId,
      secrets: { appSecret: 'turned', oldAppSecret: number.appSecret },
    });
    expect(await world.deliver(number, [], 'turned')).toBe(200);
    expect(await world.deliver(number, [], number.appSecret)).toBe(200);
  });

  it('is verified by the token of any number', async () => {
    const ask = (token: string) => house.bus.ask(verifyWhatsappWebhook, { token });
    expect(await ask(`verify-${number.token}`)).toEqual({ known: true });
    expect(await ask('guess')).toEqual({ known: false });
    expect(await ask('')).toEqual({ known: false });
  });

  it('of five hundred messages, repeated and out of order, is in effect once', async () => {
    const saying = (n: number) => ({
      from: '380501112233',
      text: `${n}`,
      id: `wamid.${number.phoneNumberId}.${n}`,
      at: 1_770_000_000 + n,
    });
    const all = Array.from({ length: 500 }, (_, n) => messageOf(saying(n)));
    const change = world.messages(number, [...all].reverse(), { from: '380501112233' });
    await Promise.all([
      world.deliver(number, [change]),
      world.deliver(number, [change]),
      world.deliver(number, [change]),
    ]);
    await quiet();
    const told = (await received()).map(({ content }) => Number(content.text)).sort((a, b) => a - b);
    expect(told).toEqual(Array.from({ length: 500 }, (_, n) => n));
    const [row] = await house.db.query<{ n: string }>(
      'select count(distinct seen_at) as n from whatsapp.seen_message where channel_id = $1',
      [channelId],
    );
    expect(Number(row!.n)).toBeLessThanOrEqual(3);
  });

  it('of a thousand in a minute loses none', async () => {
    const sayings = Array.from({ length: 1_000 }, (_, n) =>
      world.say(number, { from: '380501112233', text: String(n) }),
    );
    const ids = await Promise.all(sayings);
    await quiet();
    expect(new Set((await received()).map(({ messageId }) => messageId))).toEqual(new Set(ids));
    expect(await received()).toHaveLength(1_000);
  }, 60_000);

  it('of a number that is not ours is kept with an alarm, and read when it becomes ours', async () => {
    const stranger = world.aNumber({ appSecret: number.appSecret });
    expect(
      await world.deliver(stranger, [
        world.messages(stranger, [
          {
            from: '380501112233',
            id: 'wamid.EARLY',
            timestamp: '1770000000',
            type: 'text',
            text: { body: 'too early' },
          },
        ]),
      ]),
    ).toBe(200);
    await eventually(async () => expect(await webhooks('unknown-number')).toBe(1));
    expect(await alarmCodes(null)).toContain('whatsapp.unknown-number');
    const theirs = await aCloudNumber(stranger);
    await eventually(async () => {
      expect((await house.told(whatsappMessageReceived, theirs)).map(({ content }) => content.text)).toEqual([
        'too early',
      ]);
    });
    expect(await webhooks('unknown-number')).toBe(0);
  });

  it('that another app signed cannot speak for this number', async () => {
    const other = world.aNumber();
    await aCloudNumber(other);
    const forged = world.messages(number, [
      { from: '380501112233', id: 'wamid.FORGED', timestamp: '1770000000', type: 'text', text: { body: 'forged' } },
    ]);
    expect(await world.deliver(number, [forged], other.appSecret)).toBe(200);
    await eventually(async () => expect(await webhooks('unknown-number')).toBe(1));
    expect(await received()).toEqual([]);
    await house.db.query('delete from whatsapp.webhook');
  });

  it('that is signed and no JSON is kept, with an alarm; those after it are read', async () => {
    const broken = Buffer.from('{"entry": [');
    expect(await world.deliverTo(broken, world.sign(broken, number.appSecret))).toBe(200);
    await world.say(number, { from: '380501112233', text: 'after it' });
    await eventually(async () => expect(await texts()).toEqual(['after it']));
    expect(await webhooks('broken')).toBe(1);
    expect(await alarmCodes(null)).toContain('whatsapp.webhook-broken');
  });

  it('of a message that has not even an id says so; those beside it are read', async () => {
    const good = {
      from: '380501112233',
      id: 'wamid.GOOD',
      timestamp: '1770000000',
      type: 'text',
      text: { body: 'good' },
    };
    await world.deliver(number, [world.messages(number, [{ type: 'text' }, good, 'nonsense'])]);
    await eventually(async () => expect(await texts()).toEqual(['good']));
    expect(await alarmCodes(null)).toContain('whatsapp.message-unreadable');
  });

  it('of which the bytes are gone waits; those after it are read', async () => {
    const gone = '0'.repeat(64);
    await house.db.query(
      'insert into whatsapp.webhook (evidence_sha256, evidence_size, signed_for, received_at) values ($1, 1, $2, now())',
      [gone, [channelId]],
    );
    await world.say(number, { from: '380501112233', text: 'after it' });
    await eventually(async () => expect(await texts()).toEqual(['after it']));
    const left = await house.db.query('select state, code from whatsapp.webhook where evidence_sha256 = $1', [gone]);
    expect(left).toEqual([{ state: 'waiting', code: 'evidence.missing' }]);
    await house.db.query('delete from whatsapp.webhook where evidence_sha256 = $1', [gone]);
  });

  it('is read after a crash between taking and reading', async () => {
    await house.db.query('update whatsapp.webhook set due_at = now()');
    const body = world.webhook(number, [
      world.messages(number, [
        { from: '380501112233', id: 'wamid.CRASH', timestamp: '1770000000', type: 'text', text: { body: 'survivor' } },
      ]),
    ]);
    const evidence = await house.evidence.put(body);
    await house.end();
    await house.db.query(
      'insert into whatsapp.webhook (evidence_sha256, evidence_size, signed_for, received_at) values ($1, $2, $3, now())',
      [evidence.sha256, evidence.size, [channelId]],
    );
    await house.begin();
    await eventually(async () => expect(await texts()).toEqual(['survivor']));
  });
});
