import { jest } from '@jest/globals';
import { eventually } from '#libs/testing';
import type { ClientView } from '../../apps/core/src/clients/client.view.js';
import { BrowserPhone } from '../peers/telephony/browser-phone.js';
import { headerOf } from '../peers/telephony/sip-trace.js';
import { describeWith } from '../peers/real/peer.js';
import { lettersOf, missingWindows, turnsOf, type Lane } from '../peers/telephony/tones.js';
import { Product } from '../product/product.js';
import { password, talk, TelephoneOffice, type Colleague } from './telephone-office.js';

// The peers speak in real time: while a machine is busy with other work a window of their tone may be late. What fails is heard again, twice
// at most, against the same bound; a recorder that loses sound fails each time.
jest.retryTimes(2, { logErrorsBeforeRetry: true });

function expectBothSides([client, company]: Lane[]): void {
  expect(missingWindows(client!, 'client')).toBeLessThanOrEqual(0.02);
  expect(missingWindows(company!, 'employee')).toBeLessThanOrEqual(0.02);
  expect(lettersOf(client!)).not.toMatch(/[EK+]/);
  expect(lettersOf(company!)).not.toMatch(/[CK+]/);
}

describeWith(['asterisk', 'sipp', 'ffmpeg', 'chromium'], 'a call in the browser', () => {
  let product: Product;
  let office: TelephoneOffice;
  let anna: Colleague;
  let ada: ClientView;
  let browser: BrowserPhone;

  beforeAll(async () => {
    product = await (await Product.gateway({}, { engine: true })).start();
    office = await TelephoneOffice.open(product);
    anna = await office.colleague('Anna Kovalenko');
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

  it('comes in with the client’s card before it is answered, and is recorded on both sides', async () => {
    const client = await office.callIn({ number: '0671112233' });
    await browser.page.getByRole('dialog', { name: 'Call from Ada Lovelace' }).waitFor();
    await browser.answer();
    await client.untilAnswered();
    const call = await office.live();
    await talk(6_000);
    await browser.hangUp();
    await client.ended;
    const kept = await office.kept(call.id);
    expect(kept).toMatchObject({ direction: 'inbound', outcome: 'answered', client: { id: ada.id } });
    expectBothSides(await office.listen(kept));
  }, 60_000);

  it('goes out by a click on the card, and the page never learns the number', async () => {
    await browser.page.goto(`${product.url}/clients/${ada.id}`);
    await browser.untilOnline(anna.api);
    await browser.press(/^Call /);
    await eventually(async () => expect((await office.live()).answeredAt).not.toBeNull(), { withinMs: 15_000 });
    const call = await office.live();
    await talk(6_000);
    await browser.hangUp();
    const kept = await office.kept(call.id);
    expect(kept).toMatchObject({ direction: 'outbound', outcome: 'answered', client: { id: ada.id } });
    expectBothSides(await office.listen(kept));
    const [invite] = (await office.trunk.invites()).slice(-1);
    expect(headerOf(invite!, 'From')).toContain('380445550100');
    expect(await browser.everything()).not.toMatch(/671112233/);
  }, 60_000);

  it('rings on when the browser refuses the microphone, which the page explains; allowed, it is answered', async () => {
    await browser.page.evaluate(`{
      window.allowed = navigator.mediaDevices.getUserMedia;
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError'));
    }`);
    const client = await office.callIn({ number: '0671112233' });
    await browser.answer();
    await browser.page
      .getByRole('alert')
      .filter({ hasText: 'The browser does not let Keepline use the microphone' })
      .waitFor();
    const call = await office.live();
    expect(call).toMatchObject({ phase: 'ringing', answeredAt: null });
    await browser.page.evaluate(`navigator.mediaDevices.getUserMedia = window.allowed`);
    await browser.answer();
    await client.untilAnswered();
    await talk(1_500);
    await client.hangUp();
    expect(await office.kept(call.id)).toMatchObject({ outcome: 'answered' });
  }, 60_000);

  it('goes on when the page is loaded anew in the middle of it', async () => {
    const client = await office.callIn({ number: '0671112233' });
    await browser.answer();
    await client.untilAnswered();
    const call = await office.live();
    await talk(2_000);
    browser.page.once('dialog', (dialog) => void dialog.accept());
    await browser.page.reload();
    await eventually(async () => expect((await office.live()).phase).toBe('talking'), { withinMs: 20_000 });
    await browser.page.getByRole('button', { name: 'End the call', exact: true }).waitFor();
    await talk(4_000);
    await client.hangUp();
    const kept = await office.kept(call.id);
    expect(kept).toMatchObject({ id: call.id, outcome: 'answered', client: { id: ada.id } });
    const [left, right] = await office.listen(kept);
    expect(missingWindows(left!, 'client')).toBeLessThanOrEqual(0.02);
    expect(turnsOf(right!)).toMatch(/^E-+E$/);
  }, 60_000);

  it('is held and muted from the page', async () => {
    const client = await office.callIn({ number: '0671112233' });
    await browser.answer();
    await client.untilAnswered();
    const call = await office.live();
    await talk(2_000);
    await browser.press('Put on hold');
    await talk(2_500);
    await browser.press('Back to the call');
    await talk(2_000);
    await browser.press('Mute the microphone');
    await talk(2_000);
    await client.hangUp();
    const [left, right] = await office.listen(await office.kept(call.id));
    expect(missingWindows(left!, 'client')).toBeLessThanOrEqual(0.02);
    expect(turnsOf(right!)).toBe('E-E-');
  }, 60_000);
});
