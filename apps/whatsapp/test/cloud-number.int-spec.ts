import {
  listWhatsappTemplates,
  sendWhatsappCanary,
  testWhatsappNumber,
  whatsappMessageChanged,
  whatsappMessageReceived,
  whatsappTallied,
} from '#libs/contracts';
import { eventually } from '#libs/testing';
import type { GraphNumber } from '../../../test/peers/whatsapp/graph.js';
import { WebhookTally } from '../src/cloud/webhook/webhook-tally.service.js';
import {
  world,
  house,
  number,
  channelId,
  cloudOf,
  aCloudNumber,
  stands,
  alarmCodes,
  sealedToken,
  useCloudHouse,
} from './cloud-house.js';

useCloudHouse();

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

  it.each(['whatsapp.banned', 'whatsapp.other-number', 'whatsapp.token-expired'])(
    'calls for help when it is lost by %s, once as long as it lasts',
    async (code) => {
      house.sink.standing(channelId, { state: 'waiting', code });
      house.sink.standing(channelId, { state: 'waiting', code, detail: 'still' });
      await eventually(async () => expect(await alarmCodes(channelId)).toEqual([code]));
      house.sink.standing(channelId, { state: 'ready' });
      house.sink.standing(channelId, { state: 'waiting', code });
      await eventually(async () => expect(await alarmCodes(channelId)).toEqual([code, code]));
    },
  );

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

  it('leaves out what cannot be read any more, and calls for help', async () => {
    const own = await world.say(number, { from: '380501112233', text: 'one' });
    await eventually(async () => expect(await house.told(whatsappMessageReceived, channelId)).toHaveLength(1));
    const gone = '1'.repeat(64);
    await house.db.query(
      `insert into whatsapp.webhook (evidence_sha256, evidence_size, signed_for, received_at, state) values ($1, 1, $2, now(), 'read')`,
      [gone, [channelId]],
    );
    const hour = 3_600_000;
    const over = new Date((Math.floor(Date.now() / hour) + 1) * hour + 6 * 60_000);
    await house.app.get(WebhookTally).count(over);
    expect(await house.told(whatsappTallied, channelId)).toMatchObject([{ messageIds: [own] }]);
    expect(await alarmCodes(channelId)).toEqual(['whatsapp.webhook-broken']);
    await house.db.query('delete from whatsapp.webhook where evidence_sha256 = $1', [gone]);
  });
});

describe('a number that cannot be counted', () => {
  it('is not the trouble of the others', async () => {
    const other = await aCloudNumber(world.aNumber());
    await house.db.query(
      `alter table whatsapp.number add constraint stuck check (channel_id <> '${channelId}') not valid`,
    );
    const hour = 3_600_000;
    await house.app.get(WebhookTally).count(new Date((Math.floor(Date.now() / hour) + 1) * hour + 6 * 60_000));
    await house.db.query('alter table whatsapp.number drop constraint stuck');
    const counted = (id: string) =>
      house.db.query('select from whatsapp.number where channel_id = $1 and tallied_to is not null', [id]);
    expect(await counted(channelId)).toEqual([]);
    expect(await counted(other)).toHaveLength(1);
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
