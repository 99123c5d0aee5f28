import { access, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '#libs/testing';
import { describeWith } from '../../../test/peers/real/peer.js';
import { ada, ours, WebHouse } from './web-house.js';

const stranger = '+380931112233';

describeWith(['chromium'], 'the link of a number', () => {
  let house: WebHouse;

  beforeEach(async () => {
    house = await WebHouse.open();
  });
  afterEach(async () => {
    await house.close();
  });

  const link = async (way: 'qr' | 'code' | 'look' | 'cancel') => house.driver.link(house.channelId, way);

  it('is made by QR, outlives a restart without one, and what came meanwhile is found; unlinked, all of it goes', async () => {
    await house.begin();
    await house.stands({ state: 'unlinked', code: null });
    const qr = await house.shows('qr');
    await house.stands({ state: 'linking', detail: `stand-in at 127.0.0.1:${house.world.port}` });
    const phone = await house.world.scan(ours, qr);
    await house.ready();
    expect(house.standing().linked).toMatchObject({ number: ours, name: 'Stand-in phone', platform: 'android' });
    phone.charge(42, true);
    await house.stands({ battery: { percent: 42, charging: true } });
    phone.say({ chat: ada, text: 'Good morning' });
    await eventually(() => expect(house.sink.texts()).toEqual(['Good morning']), { withinMs: 10_000 });
    const old = phone.say({ chat: ada, text: 'Old news', at: new Date(Date.now() - 3 * 60 * 60_000) });
    await eventually(() => expect(house.sink.found.size).toBe(2));
    const session = join(house.dataDir, 'whatsapp', house.channelId, 'session');
    expect((await stat(session)).mode & 0o777).toBe(0o700);

    await house.driver.shutDown();
    phone.say({ chat: ada, text: 'Are you there?' });
    const later = phone.say({ chat: ada, text: 'Hello!' });
    phone.revoke(later);
    phone.edit(old, 'New news');
    phone.react(old, '👍');
    house.newDriver();
    await house.begin();
    await house.ready();
    await eventually(() => expect(house.sink.found.size).toBe(4), { withinMs: 10_000 });
    expect([...house.sink.found.values()].map(({ origin, content }) => [origin, content.text])).toEqual([
      ['live', 'Good morning'],
      ['live', 'Old news'],
      ['backfill', 'Are you there?'],
      ['backfill', ''],
    ]);
    await eventually(() =>
      expect(house.sink.changed.map(({ by, change }) => [by, change])).toEqual([
        ['client', { is: 'edited', text: 'New news' }],
        ['client', { is: 'revoked' }],
        ['client', { is: 'reaction', emoji: '👍' }],
      ]),
    );

    await house.driver.unlink(house.channelId);
    await house.stands({ state: 'unlinked', code: null, linked: null });
    expect(phone.device).toBeNull();
    await expect(access(join(session, 'Default'))).rejects.toThrow();
  });

  it('is made by a pairing code; a QR that runs out is replaced by a fresh one', async () => {
    house.world.ways.qrMs = 400;
    house.world.ways.qrCount = 2;
    await house.begin();
    const first = await house.shows('qr');
    await eventually(
      () => expect(house.sink.stood.filter(({ linkingMoved }) => linkingMoved).length).toBeGreaterThan(3),
      { withinMs: 10_000 },
    );
    expect((await link('look')).qr?.text).not.toBe(first);

    const code = await house.shows('code');
    expect(code).toMatch(/^[A-Z0-9]{8}$/);
    expect((await link('look')).qr).toBeNull();
    await house.world.enterPairingCode(ours, code);
    await house.ready();
    expect(await link('look')).toEqual({ qr: null, pairing: null });
  });

  it('is not kept with a phone that has another number, and nothing of it is looked at', async () => {
    house.world.phone(stranger).say({ chat: ada, text: 'Private' });
    await house.begin();
    const phone = await house.world.scan(stranger, await house.shows('qr'));
    await house.stands({ state: 'unlinked', code: 'whatsapp.other-number', linked: null });
    expect(phone.device).toBeNull();
    expect(house.sink.alarms).toEqual(['whatsapp.other-number']);
    expect(house.sink.found.size).toBe(0);
  });

  it('that the phone takes away is told, and a new one is made from nothing that lasts', async () => {
    const phone = await house.linked();
    house.world.logout(ours);
    await house.stands({ state: 'unlinked', code: 'whatsapp.logged-out', linked: null });
    expect(house.sink.alarms).toEqual(['whatsapp.logged-out']);
    phone.say({ chat: ada, text: 'While nobody is linked' });

    await house.linkedForGood();
    await eventually(() => expect(house.sink.texts()).toEqual(['While nobody is linked']));
  });

  it('is given up while nobody looks, or when somebody says so', async () => {
    house.newDriver({ linkingIdleMs: 300 });
    await house.begin();
    await link('qr');
    await house.stands({ state: 'unlinked', code: null }, 10_000);
    await link('qr');
    await house.stands({ state: 'linking' });
    await link('cancel');
    await house.stands({ state: 'unlinked' });
    await expect(house.browserPid()).rejects.toThrow();
  });

  it('is ready although the library missed it; takes the days before it over; ends when WhatsApp bans it', async () => {
    const day = 24 * 60 * 60_000;
    const ago = (days: number) => new Date(Date.now() - days * day);
    const { phone } = house;
    const say = (text: string, at: Date) => phone.say({ chat: ada, text, at });
    say('too old', ago(31));
    const kept = Array.from({ length: 70 }, (_, n) => `history ${n}`);
    kept.forEach((text, n) => say(text, new Date(ago(2).getTime() + n * 1_000)));
    phone.typeOnPhone({ chat: ada, text: 'answered then', at: ago(1) });
    phone.ways.syncDelayMs = 0;
    await house.linked({ historyDays: 30 });
    await eventually(() => expect(house.sink.texts()).toEqual([...kept, 'answered then']), { withinMs: 15_000 });
    expect(new Set([...house.sink.found.values()].map(({ origin }) => origin))).toEqual(new Set(['history']));
    expect(house.sink.stood).toContainEqual(expect.objectContaining({ progress: { done: 50, total: 71 } }));
    await eventually(() => expect(house.standing().progress).toBeNull());

    house.world.ban(ours);
    await house.stands({ state: 'waiting', code: 'whatsapp.banned' });
    expect(house.sink.alarms).toEqual(['whatsapp.banned']);
  });

  it('waits for a browser where there is none', async () => {
    house.newDriver({}, join(house.dataDir, 'no-such-browser'));
    await house.begin();
    expect(await link('qr')).toEqual({ qr: null, pairing: null });
    await house.stands({ state: 'waiting', code: 'whatsapp.no-chromium' });
    expect(await house.driver.test()).toMatchObject([
      { step: 'chromium', ok: false, code: 'whatsapp.no-chromium' },
      { step: 'page', ok: true },
    ]);
  });
});
