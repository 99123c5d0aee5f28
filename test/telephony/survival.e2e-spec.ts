import { jest } from '@jest/globals';
import { eventually } from '#libs/testing';
import type { AlertView } from '../../apps/core/src/alerts/alert.view.js';
import type { CallView } from '../../apps/core/src/calls/call.view.js';
import type { ClientView } from '../../apps/core/src/clients/client.view.js';
import type { BaresipPhone } from '../peers/telephony/baresip-phone.js';
import { BrowserPhone } from '../peers/telephony/browser-phone.js';
import type { ClientCall } from '../peers/telephony/sipp-trunk.js';
import { describeWith } from '../peers/real/peer.js';
import { lettersOf, missingWindows, windowMs } from '../peers/telephony/tones.js';
import { Product } from '../product/product.js';
import { password, talk, TelephoneOffice, type Colleague } from './telephone-office.js';

// The peers speak in real time: while a machine is busy with other work a window of their tone may be late. What fails is heard again, twice
// at most, against the same bound; a recorder that loses sound fails each time.
jest.retryTimes(2, { logErrorsBeforeRetry: true });

describeWith(['asterisk', 'sipp', 'baresip', 'ffmpeg', 'chromium'], 'a call survives', () => {
  let product: Product;
  let office: TelephoneOffice;
  let anna: Colleague;
  let desk: BaresipPhone;
  let ada: ClientView;

  beforeAll(async () => {
    product = await (await Product.gateway({}, { engine: true })).start();
    office = await TelephoneOffice.open(product);
    anna = await office.colleague('Anna Kovalenko');
    ({ phone: desk } = await office.deskPhone(anna, 'employee'));
    ada = await office.client('Ada Lovelace', '+380671112233', anna);
  }, 180_000);

  afterAll(async () => {
    await office?.close();
    await product?.remove();
  });

  beforeEach(() => office.hush());

  async function adaCalls(): Promise<{ client: ClientCall; call: CallView }> {
    const client = await office.callIn({ number: '0671112233' });
    await desk.untilRinging();
    desk.answer();
    await client.untilAnswered();
    return { client, call: await office.talking() };
  }

  it('the death of the gateway: it goes on, and the whole of it is on the card', async () => {
    const { client, call } = await adaCalls();
    await talk(2_000);
    await product.kill();
    await talk(2_000);
    await product.start();
    await talk(2_000);
    expect(client.over).toBe(false);
    expect(await office.live()).toMatchObject({ id: call.id, phase: 'talking' });
    await client.hangUp();
    await client.ended;
    const kept = await office.kept(call.id, 30_000);
    expect(kept).toMatchObject({ outcome: 'answered', client: { id: ada.id }, employee: { id: anna.id } });
    const [left, right] = await office.listen(kept);
    expect(left!.loudness.length * windowMs).toBeGreaterThan(6_000);
    expect(missingWindows(left!, 'client')).toBeLessThanOrEqual(0.02);
    expect(missingWindows(right!, 'employee')).toBeLessThanOrEqual(0.02);
  }, 180_000);

  it('the death of the gateway that is not back when the call ends', async () => {
    const { client, call } = await adaCalls();
    await talk(2_000);
    await product.kill();
    await talk(1_000);
    await client.hangUp();
    await client.ended;
    await product.start();
    const kept = await office.kept(call.id, 30_000);
    expect(kept).toMatchObject({ outcome: 'answered', client: { id: ada.id } });
    const [left, right] = await office.listen(kept);
    expect(lettersOf(left!)).toMatch(/C{25,}/);
    expect(lettersOf(right!)).toMatch(/E{25,}/);
  }, 180_000);

  it('the death of the engine as far as it came: what was said until then is kept, and it says that it was cut', async () => {
    const { call } = await adaCalls();
    await talk(6_000);
    process.kill(await product.enginePid(), 'SIGKILL');
    const kept = await office.kept(call.id, 30_000);
    expect(kept).toMatchObject({ outcome: 'answered', cut: true, client: { id: ada.id } });
    const [left, right] = await office.listen(kept);
    // The engine writes in pieces of 32 kB, two seconds: the last piece dies with it.
    for (const lane of [left!, right!]) expect(lane.loudness.length).toBeGreaterThanOrEqual(38);
    expect(missingWindows(left!, 'client')).toBeLessThanOrEqual(0.02);
    expect(missingWindows(right!, 'employee')).toBeLessThanOrEqual(0.02);
    const { items } = await office.owner.get<{ items: AlertView[] }>('/alerts');
    expect(items.map(({ code }) => code)).toContain('telephony.engine-crashed');
  }, 180_000);

  it('and after that the next one is taken as ever', async () => {
    // The phone registers anew by itself: once a minute, and what it did is not known to a new engine.
    await eventually(
      async () => {
        const { myExtension } = await anna.api.get<{ myExtension: { devices: { online: boolean }[] } }>('/telephony');
        expect(myExtension.devices.map(({ online }) => online)).toEqual([true]);
      },
      { withinMs: 90_000 },
    );
    const { client, call } = await adaCalls();
    await talk(1_500);
    await client.hangUp();
    expect(await office.kept(call.id)).toMatchObject({ outcome: 'answered', cut: false });
  }, 150_000);

  it('a browser that is closed: the client is not left alone in it, and it is kept', async () => {
    const vera = await office.colleague('Vera Melnyk');
    const grace = await office.client('Grace Hopper', '+380671112244', vera);
    const browser = await BrowserPhone.start(product.url, {
      email: 'vera.melnyk@company.test',
      password,
      party: 'employee',
    });
    await browser.untilOnline(vera.api);
    const client = await office.callIn({ number: '0671112244' });
    await browser.answer();
    await client.untilAnswered();
    const call = await office.live();
    await talk(2_500);
    await browser.close();
    // Nothing said goodbye: the engine misses the sound after a while, and the client is asked to leave a message.
    await eventually(async () => expect((await office.live()).talking).toEqual([]), { withinMs: 40_000 });
    expect(client.over).toBe(false);
    await client.hangUp();
    await client.ended;
    const kept = await office.kept(call.id);
    expect(kept).toMatchObject({ outcome: 'answered', client: { id: grace.id }, employee: { id: vera.id } });
    const [left, right] = await office.listen(kept);
    expect(lettersOf(left!)).toMatch(/C{20,}/);
    expect(lettersOf(right!)).toMatch(/E{15,}/);
  }, 180_000);
});
