import { eventually } from '#libs/testing';
import type { AlertView } from '../../apps/core/src/alerts/alert.view.js';
import type { CallView } from '../../apps/core/src/calls/call.view.js';
import type { BaresipPhone } from '../peers/telephony/baresip-phone.js';
import { describeWith } from '../peers/real/peer.js';
import { flooding, registering } from '../peers/telephony/sip-prober.js';
import { Product } from '../product/product.js';
import { TelephoneOffice, type Colleague } from './telephone-office.js';

describeWith(['asterisk', 'sipp', 'baresip', 'ffmpeg'], 'abuse', () => {
  let product: Product;
  let office: TelephoneOffice;
  let anna: Colleague;
  let desk: BaresipPhone;

  beforeAll(async () => {
    product = await (await Product.gateway({}, { engine: true })).start();
    office = await TelephoneOffice.open(product);
    anna = await office.colleague('Anna Kovalenko');
    ({ phone: desk } = await office.deskPhone(anna, 'employee'));
  }, 180_000);

  afterAll(async () => {
    await office?.close();
    await product?.remove();
  });

  const alerts = async (code: string) => {
    const { items } = await office.owner.get<{ items: AlertView[] }>('/alerts');
    return items.filter((alert) => alert.code === code);
  };

  it('of guessed passwords: two hundred from one address, which is then blocked, and no other', async () => {
    const answers = await registering(office.engine, { from: '127.0.0.66', user: 'somebody', times: 200 });
    expect(answers.filter((status) => status === 200)).toEqual([]);
    await eventually(async () => expect(await alerts('telephony.address-blocked')).toHaveLength(1), {
      withinMs: 15_000,
    });
    expect((await alerts('telephony.address-blocked'))[0]).toMatchObject({ details: { address: '127.0.0.66' } });
    // Blocked: not even asked for a password any more.
    const after = await registering(office.engine, { from: '127.0.0.66', user: 'somebody', times: 5 });
    expect(after.filter((status) => status === 401)).toEqual([]);
    // A colleague's phone at another address is served as before.
    const again = await office.deskPhone(await office.colleague('Boris Petrenko'), 'colleague');
    expect(again.phone.trace).toMatch(/200 OK/);
  }, 90_000);

  it('of an expensive number: refused, never offered to the provider, and an alarm is raised', async () => {
    desk.forget();
    const before = (await office.trunk.invites()).length;
    desk.dial('0900123456');
    await desk.untilOver(20_000);
    const [alarm] = await eventually(
      async () => {
        const raised = await alerts('call.fraud-suspected');
        expect(raised).toHaveLength(1);
        return raised;
      },
      { withinMs: 10_000 },
    );
    expect(alarm).toMatchObject({
      severity: 'alarm',
      employee: { id: anna.id },
      details: { reason: 'call.premium-refused' },
    });
    expect(await office.trunk.invites()).toHaveLength(before);
  }, 60_000);

  it('of another country, which the policy does not allow: refused from the page too', async () => {
    const before = (await office.trunk.invites()).length;
    const answer = await anna.api.ask<CallView & { code?: string }>('POST', '/calls', { to: '+442079460958' });
    expect(answer.status).toBe(422);
    expect(answer.body.code).toBe('call.country-refused');
    expect(await office.trunk.invites()).toHaveLength(before);
  }, 30_000);

  it('of the protocol: malformed messages and floods of sound pass, and calls are taken as ever', async () => {
    await flooding(office.engine);
    const ada = await office.client('Ada Lovelace', '+380671112233', anna);
    desk.forget();
    const client = await office.callIn({ number: '0671112233' });
    await desk.untilRinging();
    desk.answer();
    await client.untilAnswered();
    const call = await office.live();
    await flooding(office.engine);
    await client.hangUp();
    expect(await office.kept(call.id)).toMatchObject({ outcome: 'answered', client: { id: ada.id } });
  }, 60_000);

  it('of no account at all: a call from nowhere is not taken', async () => {
    const stranger = await office.trunk.callIn(office.engine, { to: '380501234567', as: { number: '0501112233' } });
    await stranger.ended;
    expect(await stranger.status()).not.toBe(200);
  }, 30_000);
});
