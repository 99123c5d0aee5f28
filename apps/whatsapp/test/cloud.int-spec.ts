import {
  listWhatsappTemplates,
  sendWhatsappCanary,
  showWhatsappTyping,
  takeWhatsappWebhook,
  testWhatsappNumber,
  verifyWhatsappWebhook,
  whatsappAlarmRaised,
  whatsappMediaSettled,
  whatsappMessageChanged,
  whatsappMessageReceived,
  whatsappNumberChanged,
  whatsappIdentityLearned,
  whatsappTallied,
  type ChannelId,
  type SendWhatsapp,
} from '#libs/contracts';
import { eventually } from '#libs/testing';
import { messageOf } from '../../../test/peers/whatsapp/graph-messages.js';
import { GraphWorld, type GraphNumber } from '../../../test/peers/whatsapp/graph.js';
import { WebhookTally } from '../src/cloud/webhook/webhook-tally.service.js';
import { someSettings, WhatsappHouse } from './whatsapp-house.js';

let world: GraphWorld;
let house: WhatsappHouse;
let number: GraphNumber;
let channelId: ChannelId;

beforeAll(async () => {
  world = await GraphWorld.open();
  house = await WhatsappHouse.open(world.url);
});
afterAll(async () => {
  await house.close();
  await world.close();
});
beforeEach(async () => {
  number = world.aNumber();
  channelId = await aCloudNumber(number);
  world.deliverTo = async (body, signature) => {
    const receivedAt = new Date().toISOString();
    try {
      await house.bus.ask(takeWhatsappWebhook, { body: body.toString('base64'), signature, receivedAt });
      return 200;
    } catch (error) {
      return (error as { code?: string }).code === 'whatsapp.signature-wrong' ? 401 : 503;
    }
  };
  await stands('ready');
});

const cloudOf = ({ phoneNumberId, businessAccountId, number: own }: GraphNumber) => ({
  ...someSettings,
  driver: 'cloud' as const,
  number: own,
  cloud: { phoneNumberId, businessAccountId, apiVersion: 'v23.0' },
});
const secretsOf = ({ token, appSecret }: GraphNumber) => ({
  accessToken: token,
  appSecret,
  verifyToken: `verify-${token}`,
});
const aCloudNumber = (graph: GraphNumber, options: Parameters<WhatsappHouse['aNumber']>[1] = {}) =>
  house.aNumber(cloudOf(graph), { secrets: secretsOf(graph), ...options });

const stands = (state: string, code: string | null = null) =>
  eventually(async () => {
    const last = (await house.told(whatsappNumberChanged, channelId)).at(-1);
    expect(last).toMatchObject({ state, code });
    return last!;
  });
const received = () => house.told(whatsappMessageReceived, channelId);
const texts = async () => (await received()).map(({ content }) => content.text);
const webhooks = async (state: string) =>
  (await house.db.query('select seq from whatsapp.webhook where state = $1', [state])).length;
const alarmCodes = async (of: ChannelId | null) => (await house.told(whatsappAlarmRaised, of)).map(({ code }) => code);
const quiet = () => eventually(async () => expect(await webhooks('waiting')).toBe(0));

describe('a number of the Cloud API', () => {
  it('is ready when its token is good, and tells its quality', async () => {
    expect(await stands('ready')).toMatchObject({
      linked: { number: number.number, name: 'Corp', platform: 'cloud' },
      quality: { rating: 'GREEN', limit: 'TIER_1K' },
    });
  });

  it('waits for a person when the token is expired, with an alarm; what is to be sent waits with it', async () => {
    world.expiredTokens.add(number.token);
    const order = house.order(channelId);
    await house.send(order);
    await stands('waiting', 'whatsapp.token-expired');
    await house.reached(order, 'queued', 'whatsapp.token-expired');
    await eventually(async () => expect(await alarmCodes(channelId)).toEqual(['whatsapp.token-expired']));
    const renewed = { ...number, token: `${number.token}-new` };
    world.aNumber(renewed);
    await aCloudNumber(renewed, { channelId });
    await stands('ready');
    await house.reached(order, 'sent');
    expect(world.sent.filter(({ phoneNumberId }) => phoneNumberId === number.phoneNumberId)).toHaveLength(1);
  });

  it('can be tried step by step', async () => {
    const ask = (graph: GraphNumber, token: string | null) =>
      house.bus.ask(testWhatsappNumber, { channelId: null, settings: cloudOf(graph), secrets: sealedToken(token) });
    expect((await ask(number, number.token)).checks.map(({ step, ok }) => [step, ok])).toEqual([
      ['token', true],
      ['number', true],
      ['account', true],
      ['webhook', true],
    ]);
    expect((await ask(number, 'wrong')).checks).toMatchObject([
      { step: 'token', ok: false, code: 'whatsapp.token-expired' },
    ]);
    expect((await ask({ ...number, number: '+380449999999' }, number.token)).checks.at(-1)).toMatchObject({
      step: 'number',
      code: 'whatsapp.other-number',
    });
    expect((await ask(number, null)).checks).toMatchObject([
      { step: 'token', ok: false, code: 'whatsapp.token-missing' },
    ]);
  });

  it('lists its templates, and fills them in by name or by number', async () => {
    const body = { type: 'BODY', text: 'Hello {{1}}, order {{2}} is ready', example: { body_text: [['Ada', '42']] } };
    world.templates = [
      {
        name: 'ready',
        language: 'en',
        status: 'APPROVED',
        category: 'UTILITY',
        components: [body, { type: 'FOOTER', text: 'Corp' }],
      },
      {
        name: 'named',
        language: 'en',
        status: 'APPROVED',
        category: 'UTILITY',
        components: [{ type: 'BODY', text: 'Hi {{name}}' }],
      },
    ];
    const { templates } = await house.bus.ask(listWhatsappTemplates, { channelId });
    expect(templates[0]).toEqual({
      name: 'ready',
      language: 'en',
      category: 'UTILITY',
      status: 'APPROVED',
      header: null,
      body: 'Hello {{1}}, order {{2}} is ready',
      footer: 'Corp',
      buttons: [],
      headerVariables: 0,
      bodyVariables: 2,
      examples: ['Ada', '42'],
    });
    for (const [name, values] of [
      ['ready', ['Ada', '7']],
      ['named', ['Ada']],
    ] as const) {
      const order = house.order(channelId, {
        content: { is: 'template', name, language: 'en', header: [], body: [...values] },
      });
      await house.send(order);
      await house.reached(order, 'sent');
    }
    const parameters = world.sent
      .slice(-2)
      .map(
        ({ body: sent }) => (sent['template'] as { components: { parameters: object[] }[] }).components[0]!.parameters,
      );
    expect(parameters).toEqual([
      [
        { type: 'text', text: 'Ada' },
        { type: 'text', text: '7' },
      ],
      [{ type: 'text', parameter_name: 'name', text: 'Ada' }],
    ]);
  });

  it('has a canary that asks instead of singing: the API sends nothing to itself', async () => {
    await house.bus.ask(sendWhatsappCanary, { channelId });
    await eventually(async () =>
      expect(
        await house.db.query('select from whatsapp.number where channel_id = $1 and canary_returned_at is not null', [
          channelId,
        ]),
      ).toHaveLength(1),
    );
    world.expiredTokens.add(number.token);
    await expect(house.bus.ask(sendWhatsappCanary, { channelId })).rejects.toMatchObject({
      code: 'whatsapp.canary-refused',
    });
  });
});

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

describe('kinds of messages', () => {
  const tell = async (content: Record<string, unknown> & { type: string }, more: object = {}) => {
    const id = await world.say(number, { from: '380501112233', content, ...more });
    return eventually(async () => {
      const one = (await received()).find(({ messageId }) => messageId === id);
      expect(one).toBeDefined();
      return one!;
    });
  };

  it('are a place, buttons, lists, quotes, forwards', async () => {
    const place = { latitude: 50.45, longitude: 30.52, name: 'Office', address: 'Khreshchatyk 1' };
    expect((await tell({ type: 'location', location: place })).content).toMatchObject({
      kind: 'location',
      text: 'Office',
      location: place,
    });
    expect((await tell({ type: 'button', button: { text: 'Yes', payload: 'y' } })).content).toMatchObject({
      kind: 'text',
      text: 'Yes',
    });
    const list = { type: 'list_reply', list_reply: { id: '1', title: 'Tomorrow', description: 'at ten' } };
    expect((await tell({ type: 'interactive', interactive: list })).content.text).toBe('Tomorrow');
    const answer = await tell({ type: 'text', text: { body: 're' } }, { quotes: 'wamid.Q', forwarded: true });
    expect(answer).toMatchObject({ quotes: 'wamid.Q', forwarded: true });
  });

  it('are contacts, put together again as vCards', async () => {
    const contact = {
      name: { formatted_name: 'Bob; the Builder', first_name: 'Bob' },
      phones: [{ phone: '+380 50 222 33 44', type: 'WORK' }],
      emails: [{ email: 'bob@client.test' }],
    };
    const { content } = await tell({ type: 'contacts', contacts: [contact] });
    expect(content.kind).toBe('contacts');
    expect(content.contacts).toEqual([
      {
        name: 'Bob; the Builder',
        vcard:
          'BEGIN:VCARD\r\nVERSION:3.0\r\nN:;Bob;;;\r\nFN:Bob\\; the Builder\r\nTEL;TYPE=WORK:+380 50 222 33 44\r\n' +
          'EMAIL:bob@client.test\r\nEND:VCARD\r\n',
      },
    ]);
  });

  it('that do not exist yet are kept raw', async () => {
    const told = await tell({ type: 'hologram', hologram: { depth: 3 } });
    expect(told.content).toMatchObject({ kind: 'unsupported', providerType: 'hologram' });
    const original = await house.evidence.read(told.evidence.sha256, 10_000);
    const delivery = { entry: [{ changes: [{ value: { messages: [{ hologram: { depth: 3 } }] } }] }] };
    expect(JSON.parse(original.toString('utf8'))).toMatchObject(delivery);
  });

  it('whose content has another shape than we know are kept raw too', async () => {
    expect((await tell({ type: 'text', text: 'flat' })).content).toMatchObject({
      kind: 'unsupported',
      providerType: 'text',
    });
  });

  it('are of somebody without a number', async () => {
    await world.say(number, { userId: 'US.1349120865', name: 'Nameless', text: 'hi' });
    await eventually(async () =>
      expect((await received()).at(-1)?.chat).toEqual({
        id: 'US.1349120865@bsuid',
        phone: null,
        aliases: [],
        name: 'Nameless',
        is: 'person',
      }),
    );
    await world.say(number, { userId: 'US.1349120865', from: '380501112233', text: 'and my number' });
    await eventually(async () =>
      expect((await received()).at(-1)?.chat).toMatchObject({ id: '380501112233', aliases: ['US.1349120865@bsuid'] }),
    );
  });

  it('are changes: reactions, edits, deletions; and a new number', async () => {
    const changes = async () =>
      (await house.told(whatsappMessageChanged, channelId)).map(({ messageId, change, by }) => ({
        messageId,
        change,
        by,
      }));
    const say = (content: Record<string, unknown> & { type: string }) =>
      world.say(number, { from: '380501112233', content });
    await say({ type: 'reaction', reaction: { message_id: 'wamid.A', emoji: '👍' } });
    await say({
      type: 'edit',
      edit: { original_message_id: 'wamid.A', message: { type: 'text', text: { body: 'better' } } },
    });
    await say({ type: 'revoke', revoke: { original_message_id: 'wamid.A' } });
    await say({ type: 'system', system: { body: 'changed', type: 'user_changed_number', wa_id: '380509998877' } });
    await eventually(async () =>
      expect(await changes()).toEqual([
        { messageId: 'wamid.A', change: { is: 'reaction', emoji: '👍' }, by: 'client' },
        { messageId: 'wamid.A', change: { is: 'edited', text: 'better' }, by: 'client' },
        { messageId: 'wamid.A', change: { is: 'revoked' }, by: 'client' },
      ]),
    );
    await eventually(async () =>
      expect(await house.told(whatsappIdentityLearned, channelId)).toMatchObject([
        { party: { id: '380509998877', aliases: ['380501112233'] } },
      ]),
    );
  });

  it('are what was typed on the phone, and what was before', async () => {
    const own = number.number.slice(1);
    const typed = {
      from: own,
      to: '380501112233',
      id: 'wamid.TYPED',
      timestamp: '1770000100',
      type: 'text',
      text: { body: 'from the phone' },
    };
    const old = {
      from: '380501112233',
      id: 'wamid.OLD',
      timestamp: '1760000000',
      type: 'text',
      text: { body: 'long ago' },
    };
    const oldOurs = {
      from: own,
      to: '380501112233',
      id: 'wamid.OLD2',
      timestamp: '1760000001',
      type: 'text',
      text: { body: 'answered' },
    };
    await world.deliver(number, [
      world.change(number, 'smb_message_echoes', { message_echoes: [typed] }),
      world.change(number, 'history', {
        history: [{ metadata: { phase: 0 }, threads: [{ id: '380501112233', messages: [old, oldOurs] }] }],
      }),
    ]);
    await eventually(async () =>
      expect(
        (await received()).map(({ content, direction, origin, chat }) => [content.text, direction, origin, chat.id]),
      ).toEqual([
        ['from the phone', 'outbound', 'live', '380501112233'],
        ['long ago', 'inbound', 'history', '380501112233'],
        ['answered', 'outbound', 'history', '380501112233'],
      ]),
    );
  });
});

describe('media', () => {
  const settled = (id: string) =>
    eventually(async () => {
      const one = (await house.told(whatsappMediaSettled, channelId)).find(({ messageId }) => messageId === id);
      expect(one).toBeDefined();
      return one!;
    });
  const document = (media: string) => ({
    type: 'document',
    document: { id: media, mime_type: 'application/pdf', filename: 'offer.pdf', caption: 'see' },
  });

  it('are fetched by their id', async () => {
    const bytes = Buffer.from('%PDF-1.7\nthe offer');
    const id = await world.say(number, {
      from: '380501112233',
      content: document(world.addMedia(bytes, 'application/pdf')),
    });
    const { media } = await settled(id);
    expect(media).toMatchObject({ type: 'application/pdf', name: 'offer.pdf' });
    expect((await house.evidence.read(media!.evidence.sha256, 1_000)).equals(bytes)).toBe(true);
    expect(await texts()).toEqual(['see']);
  });

  it('that have expired are told so', async () => {
    const media = world.addMedia(Buffer.from('%PDF-'), 'application/pdf');
    world.expireMedia(media);
    const id = await world.say(number, { from: '380501112233', content: document(media) });
    expect(await settled(id)).toMatchObject({ media: null, code: 'whatsapp.media-expired' });
  });

  it('of a hundred megabytes are refused before one byte of them was asked for', async () => {
    const asked = world.mediaRequests;
    const id = await world.say(number, {
      from: '380501112233',
      content: document(world.addMedia(Buffer.alloc(100 * 1024 * 1024), 'application/pdf')),
    });
    expect(await settled(id)).toMatchObject({ media: null, code: 'whatsapp.media-too-large' });
    expect(world.mediaRequests).toBe(asked);
  });
});

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

describe('the tally', () => {
  it('counts each full hour again from the bytes that were kept', async () => {
    const own = await world.say(number, { from: '380501112233', text: 'one' });
    await world.say(number, {
      from: '380501112233',
      content: { type: 'reaction', reaction: { message_id: own, emoji: '👍' } },
    });
    await eventually(async () => expect(await house.told(whatsappMessageChanged, channelId)).toHaveLength(1));
    const hour = 3_600_000;
    const begun = Math.floor(Date.now() / hour) * hour;
    const tally = house.app.get(WebhookTally);
    await tally.count(new Date(begun + hour + 6 * 60_000));
    await tally.count(new Date(begun + hour + 7 * 60_000));
    expect(await house.told(whatsappTallied, channelId)).toMatchObject([
      { from: new Date(begun).toISOString(), to: new Date(begun + hour).toISOString(), messageIds: [own] },
    ]);
  });
});

describe('secrets', () => {
  it('lie in no table in the clear', async () => {
    const rows = await house.db.query<{ all: string }>('select n::text as all from whatsapp.number n');
    for (const { all } of rows) {
      expect(all).not.toContain(number.token);
      expect(all).not.toContain(number.appSecret);
    }
  });
});

/** As core gives it: sealed. */
function sealedToken(token: string | null) {
  return { accessToken: token && house.seal(token), appSecret: null, oldAppSecret: null, verifyToken: null };
}
