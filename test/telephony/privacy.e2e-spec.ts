import { eventually } from '#libs/testing';
import type { CallView } from '../../apps/core/src/calls/call.view.js';
import type { ClientView } from '../../apps/core/src/clients/client.view.js';
import type { BaresipPhone } from '../peers/telephony/baresip-phone.js';
import { BrowserPhone } from '../peers/telephony/browser-phone.js';
import { describeWith } from '../peers/real/peer.js';
import { Product } from '../product/product.js';
import { password, talk, TelephoneOffice, type Colleague } from './telephone-office.js';

/**
 * The client's number in whatever spelling: `+380671112233`, `0671112233`, `067 111-22-33`, `(067) 111.22.33`, `%2B380…`. The digits of
 * the subscriber are in all of them, with at most two other signs between two of them.
 */
const number = /6[^0-9]{0,2}7[^0-9]{0,2}1[^0-9]{0,2}1[^0-9]{0,2}1[^0-9]{0,2}2[^0-9]{0,2}2[^0-9]{0,2}3[^0-9]{0,2}3/;

describe('how the number would be found', () => {
  it.each(['+380671112233', '0671112233', '067 111-22-33', '(067) 111.22.33', '"067\\u00a0111\\u00a022\\u00a033"'])(
    'written as %s',
    (text) => expect(text.replaceAll('\\u00a0', ' ')).toMatch(number),
  );

  it('but not where it is masked', () => {
    expect('+380 •• ••• •• 33').not.toMatch(number);
  });
});

describeWith(['asterisk', 'sipp', 'baresip', 'ffmpeg', 'chromium'], 'the client’s number', () => {
  let product: Product;
  let office: TelephoneOffice;
  let anna: Colleague;
  let desk: BaresipPhone;
  let deskId: string;
  let browser: BrowserPhone;
  let other: BaresipPhone;
  let boris: Colleague;
  let ada: ClientView;

  beforeAll(async () => {
    product = await (await Product.gateway({}, { engine: true })).start();
    office = await TelephoneOffice.open(product);
    anna = await office.colleague('Anna Kovalenko');
    boris = await office.colleague('Boris Petrenko');
    ({ phone: desk, deviceId: deskId } = await office.deskPhone(anna, 'employee'));
    ({ phone: other } = await office.deskPhone(boris, 'colleague'));
    ada = await office.client('Ada Lovelace', '+380671112233', anna);
    browser = await BrowserPhone.start(product.url, {
      email: 'anna.kovalenko@company.test',
      password,
      party: 'employee',
    });
    await browser.untilOnline(anna.api);
  }, 180_000);

  afterAll(async () => {
    await browser?.close();
    await office?.close();
    await product?.remove();
  });

  beforeEach(() => office.hush());

  it('is known to the owner: the search below would find it', async () => {
    expect(await (await office.owner.fetch('GET', `/clients/${ada.id}`)).text()).toMatch(number);
  });

  it('is not in what the page received of a call that came in', async () => {
    const client = await office.callIn({ number: '0671112233' });
    await browser.page.getByRole('dialog', { name: /Ada Lovelace/ }).waitFor();
    await browser.answer();
    await client.untilAnswered();
    await browser.page.goto(`${product.url}/clients/${ada.id}`);
    const call = await office.live();
    await talk(1_500);
    await client.hangUp();
    await office.kept(call.id);
  }, 60_000);

  it('is not in what the page received of a call to the client', async () => {
    const call = await anna.api.post<CallView>(`/clients/${ada.id}/calls`, {
      contactPointId: ada.contactPoints[0]!.id,
      deviceId: deskId,
    });
    await desk.untilRinging();
    desk.answer();
    await eventually(async () => expect((await office.live()).answeredAt).not.toBeNull(), { withinMs: 10_000 });
    await talk(1_000);
    desk.hangUp();
    await office.kept(call.id);
  }, 60_000);

  it('is not in what the phone received of a call by short code', async () => {
    desk.dial('*1000');
    await desk.untilTalking();
    const call = await office.live();
    await talk(1_000);
    desk.hangUp();
    await office.kept(call.id);
  }, 60_000);

  it('is not in what anybody received of a call that was handed over', async () => {
    const client = await office.callIn({ number: '0671112233' });
    await desk.untilRinging();
    desk.answer();
    await client.untilAnswered();
    const call = await office.live();
    desk.transfer(boris.extension);
    await other.untilRinging();
    other.answer();
    await desk.untilOver();
    await talk(1_000);
    await client.hangUp();
    await office.kept(call.id);
  }, 60_000);

  it('is in nothing of all that, and all that is the whole of it', async () => {
    const page = await browser.everything();
    expect(page).toMatch(/INVITE sip:/);
    expect(page).toMatch(/m=audio/);
    expect(page).toContain('Ada Lovelace');
    expect(number.exec(page)).toBeNull();
    for (const phone of [desk, other]) {
      expect(phone.trace).toMatch(/INVITE sip:/);
      expect(number.exec(phone.trace)).toBeNull();
    }
  });
});
