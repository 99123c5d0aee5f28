import { randomUUID } from 'node:crypto';
import {
  linkWhatsappNumber,
  sendWhatsappCanary,
  testWhatsappNumber,
  unlinkWhatsappNumber,
  whatsappAlarmRaised,
  whatsappMessageReceived,
  whatsappNumberChanged,
  type ChannelId,
} from '#libs/contracts';
import { eventually } from '#libs/testing';
import type { FoundMessage } from '../src/driver/driver.port.js';
import { NumberWatch } from '../src/numbers/number-watch.service.js';
import { found, someSettings, WhatsappHouse } from './whatsapp-house.js';

let house: WhatsappHouse;
let channelId: ChannelId;

beforeAll(async () => {
  house = await WhatsappHouse.open();
});
afterAll(() => house.close());
beforeEach(async () => {
  channelId = await house.aNumber({}, { enabled: true });
  await stands('ready');
});

const told = () => house.told(whatsappNumberChanged, channelId);
const stands = (state: string, code: string | null = null) =>
  eventually(async () => {
    const last = (await told()).at(-1);
    expect(last).toMatchObject({ state, code });
    return last!;
  });
const alarms = async () =>
  (await house.told(whatsappAlarmRaised, channelId)).map(({ code, severity }) => `${severity} ${code}`);
const look = (now?: Date) => house.app.get(NumberWatch).look(now);
const after = (minutes: number) => new Date(Date.now() + minutes * 60_000);

describe('a number', () => {
  it('is started when it is saved, again at the next start, and stopped when it is switched off', async () => {
    expect(house.driver.running.get(channelId)).toMatchObject({ enabled: true, settings: someSettings });
    await house.end();
    await house.begin();
    await eventually(() => expect(house.driver.running.has(channelId)).toBe(true));
    await house.aNumber({}, { channelId, enabled: false });
    await stands('off');
    expect(house.driver.running.has(channelId)).toBe(false);
  });

  it('leaves the way that it goes no more, with whatever is kept of a link there', async () => {
    expect(house.driver.asked).not.toContain('leave');
    await house.aNumber({ driver: 'cloud' }, { channelId });
    await eventually(() => expect(house.driver.asked).toContain('leave'));
    expect(house.driver.running.has(channelId)).toBe(false);
  });

  it('tells each state once', async () => {
    const before = (await told()).length;
    house.sink.standing(channelId, { state: 'ready' });
    house.sink.standing(channelId, { state: 'syncing', progress: { done: 0, total: 9 } });
    await stands('syncing');
    house.sink.standing(channelId, { state: 'ready' });
    await stands('ready');
    const states = (await told()).slice(before).map(({ state, progress }) => [state, progress]);
    expect(states).toEqual([
      ['syncing', { done: 0, total: 9 }],
      ['ready', null],
    ]);
  });

  it('keeps what it was across a start: whose it is, and how often a code was new', async () => {
    const linked = { since: '2026-01-01T00:00:00.000Z', number: '+380441112233', name: 'Corp', platform: 'android' };
    house.sink.standing(channelId, { linked, linkingMoved: true });
    await eventually(async () => expect((await told()).at(-1)).toMatchObject({ linked, linkingRevision: 1 }));
    await house.end();
    await house.begin();
    await eventually(async () =>
      expect((await told()).at(-1)).toMatchObject({ state: 'ready', linked, linkingRevision: 1 }),
    );
  });

  it('moves to the other way: what the first knew is stopped, and messages go on being known', async () => {
    await house.sink.messages(channelId, [found({ messageId: '3EB0BEFORE' })]);
    house.sink.standing(channelId, { phoneOnline: true });
    const cloud = { phoneNumberId: '1234567', businessAccountId: '7654321', apiVersion: 'v23.0' };
    await house.aNumber({ driver: 'cloud', cloud }, { channelId });
    expect(await stands('waiting', 'whatsapp.token-missing')).toMatchObject({ linked: null, phoneOnline: null });
    expect(house.driver.running.has(channelId)).toBe(false);
    await house.sink.messages(channelId, [found({ messageId: '3EB0BEFORE' })]);
    expect(await house.told(whatsappMessageReceived, channelId)).toHaveLength(1);
  });

  it('is linked by a code that is asked for and stored nowhere', async () => {
    house.sink.standing(channelId, { state: 'linking' });
    expect(await house.bus.ask(linkWhatsappNumber, { channelId, way: 'qr' })).toEqual({
      state: 'linking',
      code: null,
      qr: { text: '2@scan-me', expiresAt: null },
      pairing: null,
      linked: null,
    });
    const tables = ['number', 'outbox'];
    for (const table of tables) {
      const rows = await house.db.query<{ all: string }>(`select t::text as all from whatsapp.${table} t`);
      for (const { all } of rows) expect(all).not.toContain('scan-me');
    }
  });

  it('is unlinked on demand; one that is not known, or off, says so', async () => {
    await house.bus.ask(unlinkWhatsappNumber, { channelId });
    expect(house.driver.asked).toContain('unlink');
    const nobody = randomUUID() as ChannelId;
    await expect(house.bus.ask(unlinkWhatsappNumber, { channelId: nobody })).rejects.toMatchObject({
      code: 'whatsapp.number-unknown',
    });
    const off = await house.aNumber({}, { enabled: false });
    await expect(house.bus.ask(unlinkWhatsappNumber, { channelId: off })).rejects.toMatchObject({
      code: 'whatsapp.number-off',
    });
  });

  it('can be tried before it is kept', async () => {
    const checks = [{ step: 'chromium', ok: true, code: null, detail: null }];
    expect(await house.bus.ask(testWhatsappNumber, { channelId: null, settings: someSettings, secrets: null })).toEqual(
      { checks },
    );
  });
});

describe('health', () => {
  it('is that of the worst number', async () => {
    const all = async () => (await house.health.report()).checks['whatsapp.channels'];
    await house.db.query('delete from whatsapp.number where channel_id <> $1', [channelId]);
    await house.end();
    await house.begin();
    await eventually(async () => expect(await all()).toMatchObject({ status: 'ok', code: null }));
    house.sink.standing(channelId, { state: 'waiting', code: 'whatsapp.conflict' });
    expect(await all()).toMatchObject({ status: 'degraded', code: 'whatsapp.conflict' });
    expect((await house.health.report()).checks[`whatsapp.number.${channelId}`]).toMatchObject({
      code: 'whatsapp.conflict',
    });
  });
});

describe('an alarm', () => {
  it.each(['whatsapp.logged-out', 'whatsapp.banned', 'whatsapp.conflict', 'whatsapp.other-number'])(
    'of a linked device that is lost by %s is the driver’s own, and no second one',
    async (code) => {
      house.sink.standing(channelId, { state: 'waiting', code });
      await house.sink.alarm(channelId, { code, severity: 'alarm', once: `${code}:${channelId}` });
      house.sink.standing(channelId, { state: 'ready' });
      house.sink.standing(channelId, { state: 'waiting', code });
      await stands('waiting', code);
      expect(await alarms()).toEqual([`alarm ${code}`]);
    },
  );

  it('says that the queue grows, when something has waited for ten minutes', async () => {
    house.sink.standing(channelId, { state: 'restarting' });
    const order = house.order(channelId);
    await house.send(order);
    await house.reached(order, 'queued', 'whatsapp.not-ready');
    await look(after(9));
    expect(await alarms()).toEqual([]);
    await look(after(11));
    await look(after(12));
    expect(await alarms()).toEqual(['alarm whatsapp.queue-growing']);
    await eventually(async () => expect((await told()).at(-1)?.queued).toBe(1));
  });

  it('does not say so of what waits for its turn, nor of what is being sent after such a wait', async () => {
    const shy = await house.aNumber({ pace: { perMinute: 600, newChatsPerDay: 0, warmUp: false } });
    const first = house.order(shy, { newChat: true });
    const behind = house.order(shy);
    await house.send(first, behind);
    await house.reached(behind, 'queued', 'whatsapp.pace');
    house.driver.answers = [() => new Promise(() => undefined)];
    const underWay = house.order(channelId);
    await house.send(underWay);
    await house.reached(underWay, 'sending');
    await look(after(11));
    expect(await alarms()).toEqual([]);
    expect(await house.told(whatsappAlarmRaised, shy)).toEqual([]);
    // Forgotten with the role: nothing waits for it at the end.
    await house.end();
    await house.begin();
  });

  it('says that the phone has been away for ten minutes', async () => {
    house.sink.standing(channelId, { phoneOnline: false });
    await look();
    await look(after(9));
    expect(await alarms()).toEqual([]);
    await look(after(11));
    expect(await alarms()).toEqual(['warning whatsapp.phone-offline']);
  });

  it('says that nothing comes where something usually does', async () => {
    const watched = await house.aNumber({ silentAfterMinutes: 60 });
    const of = async () => (await house.told(whatsappAlarmRaised, watched)).map(({ code }) => code);
    await house.sink.messages(watched, [found()]);
    await house.db.query(`update whatsapp.number set created_at = now() - interval '40 days' where channel_id = $1`, [
      watched,
    ]);
    await look(after(61));
    expect(await of()).toEqual([]);
    const weeksAgo = (weeks: number) =>
      found({ origin: 'history', sentAt: new Date(Date.now() - weeks * 7 * 86_400_000 - 600_000) });
    await house.sink.messages(watched, [weeksAgo(1), weeksAgo(2)]);
    await look(after(59));
    expect(await of()).toEqual([]);
    await look(after(61));
    expect(await of()).toEqual(['whatsapp.silent']);
  });
});

describe('a canary', () => {
  const singing = () => house.driver.sent.filter((order) => order.channelId === channelId);

  it('is a message to itself; its return is noted, and told to nobody as a message', async () => {
    await house.bus.ask(sendWhatsappCanary, { channelId });
    const [canary] = singing();
    expect(canary).toMatchObject({ chatId: '380441112233', content: { is: 'text' } });
    const text = canary!.content.is === 'text' ? canary!.content.text : '';
    const itself: FoundMessage['chat'] = {
      id: '380441112233',
      phone: '+380441112233',
      aliases: [],
      name: null,
      is: 'person',
    };
    await house.sink.messages(channelId, [found({ messageId: '3EB0SONG', direction: 'outbound', chat: itself, text })]);
    await eventually(async () => expect((await told()).at(-1)?.canary?.returnedAt).toEqual(expect.any(String)));
    expect(await house.told(whatsappMessageReceived, channelId)).toEqual([]);
    await look(after(6));
    expect(await alarms()).toEqual([]);
  });

  it('is sung by schedule, and missed when it does not return within five minutes', async () => {
    await house.aNumber({ canaryEveryMinutes: 60 }, { channelId });
    await look();
    await eventually(() => expect(singing()).toHaveLength(1));
    await look(after(4));
    expect(await alarms()).toEqual([]);
    await look(after(6));
    expect(await alarms()).toEqual(['alarm whatsapp.canary-lost']);
    expect(singing()).toHaveLength(1);
    await look(after(61));
    await eventually(() => expect(singing()).toHaveLength(2));
  });

  it('that a client forges is a message like any other', async () => {
    await house.sink.messages(channelId, [found({ messageId: '3EB0FORGED', text: 'Keepline canary 0123456789ab' })]);
    expect(await house.told(whatsappMessageReceived, channelId)).toHaveLength(1);
  });

  it('needs a number that is ready', async () => {
    house.sink.standing(channelId, { state: 'unlinked' });
    await expect(house.bus.ask(sendWhatsappCanary, { channelId })).rejects.toMatchObject({
      code: 'whatsapp.not-ready',
    });
  });
});
