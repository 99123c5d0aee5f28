import { eventually } from '#libs/testing';
import { describeWith } from '../../../test/peers/real/peer.js';
import type { WhatsappPhone } from '../../../test/peers/whatsapp/page/phone.js';
import { ada, ours, WebHouse } from './web-house.js';

describeWith(['chromium'], 'a linked number survives', () => {
  let house: WebHouse;
  let phone: WhatsappPhone;
  const said: string[] = [];

  beforeAll(async () => {
    house = await WebHouse.open();
    phone = await house.linkedForGood();
  }, 90_000);
  afterAll(async () => {
    await house.close();
  });

  const say = (text: string) => {
    said.push(text);
    phone.say({ chat: ada, text });
  };
  /** Everything that was said so far is here, each once. */
  const allIsHere = () =>
    eventually(() => expect([...house.sink.texts()].sort()).toEqual([...said].sort()), { withinMs: 20_000 });
  const toldOf = (state: string, code: string) =>
    eventually(() => expect(house.sink.stood).toContainEqual(expect.objectContaining({ state, code })), {
      withinMs: 30_000,
    });

  beforeEach(() => {
    house.sink.stood.length = 0;
  });

  it('a browser that is killed, without another QR', async () => {
    say('before');
    await house.killBrowser();
    say('while it lies');
    await toldOf('restarting', 'whatsapp.browser-died');
    await house.ready();
    await allIsHere();
    expect(house.sink.stood.some(({ linkingMoved }) => linkingMoved)).toBe(false);
  });

  it('a page that stands still', async () => {
    house.world.freeze(ours, 60_000);
    say('while it is frozen');
    await toldOf('restarting', 'whatsapp.page-frozen');
    await house.ready();
    await allIsHere();
  });

  it('the network, gone and back, by itself', async () => {
    house.world.drop();
    await toldOf('degraded', 'whatsapp.offline');
    say('while it is away');
    house.world.restore();
    await house.ready();
    await allIsHere();
    expect(house.sink.stood.map(({ state }) => state)).not.toContain('restarting');
  });

  it('a database that is away: nothing is forgotten before it is durable', async () => {
    house.sink.away = true;
    say('nobody writes it down');
    say('nor this');
    await eventually(() => expect(house.sink.refusals).toBeGreaterThan(0), { withinMs: 10_000 });
    house.sink.away = false;
    await allIsHere();
  });

  it('a burst in one second, in its order', async () => {
    const burst = Array.from({ length: 120 }, (_, n) => `burst ${n}`);
    burst.forEach(say);
    await allIsHere();
    expect(house.sink.texts().filter((text) => text.startsWith('burst'))).toEqual(burst);
  });

  it('a session’s process that was killed, with its browser left over', async () => {
    const pid = await house.browserPid();
    await house.killSession();
    say('nobody watches');
    await toldOf('restarting', 'whatsapp.session-died');
    await house.ready();
    await allIsHere();
    expect(() => process.kill(pid, 0)).toThrow();
  });

  it('somebody who works at another browser: it comes back by itself twice, then asks', async () => {
    house.world.conflict(ours);
    await toldOf('waiting', 'whatsapp.conflict');
    await house.ready();
    say('after a conflict');
    await allIsHere();
    expect(house.sink.alarms).toEqual([]);

    house.world.conflict(ours);
    await eventually(() => expect(house.sink.stands.state).toBe('waiting'));
    await house.ready();
    house.world.conflict(ours);
    await eventually(() => expect(house.sink.alarms).toEqual(['whatsapp.conflict']), { withinMs: 10_000 });
    expect(house.sink.stands).toMatchObject({ state: 'waiting', code: 'whatsapp.conflict' });
    await house.driver.link(house.channelId, 'qr');
    await house.ready();
  });
});
