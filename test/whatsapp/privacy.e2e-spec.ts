import { chromium, type Browser, type Page } from 'playwright-core';
import { eventually } from '#libs/testing';
import type { ClientView } from '../../apps/core/src/clients/client.view.js';
import type { InteractionView } from '../../apps/core/src/conversations/interaction.view.js';
import { describeWith, findProgram } from '../peers/real/peer.js';
import { ReceivedByPage } from '../peers/received-by-page.js';
import type { WhatsappPhone } from '../peers/whatsapp/page/phone.js';
import { WhatsappWorld } from '../peers/whatsapp/page/whatsapp-world.js';
import type { ApiUser } from '../product/api.js';
import { Product } from '../product/product.js';
import { jpeg } from './sample-media.js';
import { companyNumber, entryOf, soon, standInFor, whatsappClient, WhatsappOffice } from './whatsapp-office.js';

/** The client's number in whatever spelling, ids of WhatsApp among them: at most two other signs between two digits of the subscriber. */
const number = /6[^0-9]{0,2}3[^0-9]{0,2}2[^0-9]{0,2}0[^0-9]{0,2}7[^0-9]{0,2}4[^0-9]{0,2}1[^0-9]{0,2}9[^0-9]{0,2}5/;
const ada = '+380632074195';
const lid = '123456789012345@lid';
const password = 'a long enough password';

describe('how the number would be found', () => {
  it.each(['380632074195@c.us', 'false_380632074195@c.us_3EB0AA', 'waid=380632074195', 'TEL:+380 63 207-41-95'])(
    'in %s',
    (text) => expect(text).toMatch(number),
  );
});

describeWith(['chromium'], 'the client’s number, behind WhatsApp', () => {
  let world: WhatsappWorld;
  let product: Product;
  let owner: ApiUser;
  let anna: ApiUser;
  let phone: WhatsappPhone;
  let card: ClientView;
  let browser: Browser;
  let page: Page;
  let ear: ReceivedByPage;

  beforeAll(async () => {
    world = await WhatsappWorld.open();
    product = await (await Product.gateway(standInFor(world))).start(120_000);
    owner = await product.owner();
    const employee = await owner.newEmployee('Anna Kovalenko', 'anna@company.test', { password });
    anna = await product.as('anna@company.test', password);
    card = await whatsappClient(owner, 'Ada Lovelace', ada, { responsibleId: employee.id });
    const office = await WhatsappOffice.connect(owner, world);
    world.phone(companyNumber).contact({ phone: ada, lid, pushname: `Ada ${ada}` });
    phone = await office.link();
    browser = await chromium.launch({
      executablePath: findProgram('chromium')!,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
    });
    page = await (await browser.newContext({ locale: 'en-GB' })).newPage();
    page.setDefaultTimeout(20_000);
    ear = new ReceivedByPage(page);
    await page.goto(`${product.url}/`);
    await page.getByLabel('E-mail', { exact: true }).fill('anna@company.test');
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('navigation', { name: 'Pages', exact: true }).waitFor();
    await page.goto(`${product.url}/clients/${card.id}`);
    await page.getByText('Ada Lovelace').first().waitFor();
  }, 180_000);

  afterAll(async () => {
    await browser?.close();
    await product?.remove();
    await world?.close();
  });

  const seen = (text: string) => page.getByText(text).first().waitFor();

  it('is in what comes from WhatsApp, and the owner sees it', async () => {
    phone.say({ chat: ada, text: `My number is ${ada}, call me` });
    const entry = await entryOf(owner, card.id, ({ text }) => text?.startsWith('My number is') ?? false);
    expect(JSON.stringify(entry)).toMatch(number);
    await seen('My number is');
  }, 60_000);

  it('is hidden in quotes, visiting cards, media, groups and reactions that the page shows at once', async () => {
    const first = phone.say({ chat: ada, text: `Again: ${ada}` });
    phone.say({ chat: ada, text: 'I quote myself', quotes: first });
    phone.react(first, '👍');
    phone.edit(first, `Once more: 063 207-41-95`);
    phone.say({
      chat: ada,
      kind: 'contacts',
      contacts: [{ name: 'Ada', vcard: `BEGIN:VCARD\nFN:Ada\nTEL;waid=380632074195:${ada}\nEND:VCARD` }],
    });
    phone.say({
      chat: ada,
      kind: 'image',
      text: `Picture of ${ada}`,
      media: { bytes: jpeg, type: 'image/jpeg', name: 'IMG 380632074195.jpg' },
    });
    phone.group('380632074195-1600000000@g.us', `Chat of ${ada}`, [ada]);
    phone.say({ chat: '380632074195-1600000000@g.us', author: ada, text: 'In the group' });
    phone.say({ chat: lid, text: 'By my other id' });
    phone.typing(ada);
    await seen('I quote myself');
    await seen('In the group');
    await seen('By my other id');
    await entryOf(anna, card.id, ({ message }) => message?.kind === 'image' && message.media?.state === 'kept');
  }, 90_000);

  it('is hidden when we write, and when a visiting card is asked for', async () => {
    const answer = await anna.post<InteractionView>(`/clients/${card.id}/messages`, {
      medium: 'whatsapp',
      text: 'We will call you',
    });
    await eventually(() => expect(phone.sent()).toHaveLength(1), soon);
    phone.ack(phone.sent()[0]!.id, 3);
    await entryOf(anna, card.id, ({ id, status }) => id === answer.id && status === 'read');
    const vcard = await entryOf(anna, card.id, ({ message }) => message?.kind === 'contacts');
    const file = await page.request.get(`${product.url}/api/v1/interactions/${vcard.id}/attachments/0`);
    expect(await file.text()).not.toMatch(number);
    for (const path of ['/', '/clients', `/clients/${card.id}`]) {
      await page.goto(`${product.url}${path}`);
      await seen('Ada Lovelace');
    }
    const paths = [
      `/clients/${card.id}/timeline?limit=100`,
      `/clients/${card.id}/reach`,
      '/whatsapp/numbers',
      '/conversations?view=all',
      '/search?q=number',
    ];
    for (const path of paths) {
      const answered = await anna.fetch('GET', path);
      expect([path, number.exec(await answered.text())]).toEqual([path, null]);
    }
  }, 90_000);

  it('is in nothing of all that the page received', async () => {
    const everything = await ear.everything();
    expect(everything).toContain('I quote myself');
    expect(everything).toContain('By my other id');
    expect(number.exec(everything)?.[0]).toBeUndefined();
    expect(everything).not.toContain('BEGIN:VCARD');
  });
});
