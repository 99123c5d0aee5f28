import { chromium, type Browser, type Page, type Route } from 'playwright-core';
import { eventually } from '#libs/testing';
import type { ClientView } from '../../apps/core/src/clients/client.view.js';
import { describeWith, findProgram } from '../peers/real/peer.js';
import { ReceivedByPage } from '../peers/received-by-page.js';
import { GraphWorld, type GraphNumber } from '../peers/whatsapp/graph.js';
import { owner, Product } from '../product/product.js';
import { deliverOverHttp } from '../whatsapp/cloud-office.js';

const soon = { withinMs: 20_000 };
const password = 'a long enough password';
const phone = '380671112233';
const noteField = 'A note for colleagues. The client never sees it.';

const template = {
  name: 'order_ready',
  language: 'en',
  status: 'APPROVED',
  category: 'UTILITY',
  components: [
    {
      type: 'BODY',
      text: 'Hello {{1}}, your order {{2}} is ready',
      example: { body_text: [['Ada', '17']] },
    },
  ],
};

describeWith(['chromium'], 'WhatsApp in the page', () => {
  let graph: GraphWorld;
  let number: GraphNumber;
  let product: Product;
  let browser: Browser;
  let ada: ClientView;
  /** Everything that the employee's pages got from the server. */
  const ears = new Map<Page, ReceivedByPage>();

  beforeAll(async () => {
    graph = await GraphWorld.open();
    graph.templates = [template];
    number = graph.aNumber();
    product = await (await Product.gateway({ KEEPLINE_WHATSAPP_GRAPH_URL: graph.url })).start();
    deliverOverHttp(graph, product.url);
    const api = await product.owner();
    await api.put('/sending-policy', { undoSeconds: 0 });
    const anna = await api.newEmployee('Anna Kovalenko', 'anna@company.test', { password });
    ada = await api.newClient('Ada Lovelace', 'ada@client.test', {
      responsibleId: anna.id,
      contactPoints: [{ kind: 'phone', value: `+${phone}` }],
    });
    browser = await chromium.launch({
      executablePath: findProgram('chromium')!,
      args: '--no-sandbox --disable-gpu --disable-background-networking --no-first-run --use-fake-ui-for-media-stream --use-fake-device-for-media-stream'.split(
        ' ',
      ),
    });
  }, 90_000);

  afterAll(async () => {
    await browser?.close();
    await product?.remove();
    await graph.close();
  });

  async function signIn(email: string, secret: string): Promise<Page> {
    const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    page.setDefaultTimeout(soon.withinMs);
    if (email !== owner.email) ears.set(page, new ReceivedByPage(page));
    await page.goto(`${product.url}/`);
    await page.getByLabel('E-mail', { exact: true }).fill(email);
    await page.getByLabel('Password', { exact: true }).fill(secret);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('navigation', { name: 'Pages', exact: true }).waitFor();
    return page;
  }

  /** Closes it once all bodies on their way have been read: a late one may leak too. */
  async function leave(page: Page): Promise<void> {
    await ears.get(page)?.everything();
    await page.context().close();
  }

  /** Speaks for a second; then the note can be listened to. */
  async function record(page: Page): Promise<void> {
    await page.getByRole('button', { name: 'Record a voice note' }).click();
    await page.getByText('0:01', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await page.getByRole('group', { name: 'Listen before it goes' }).waitFor();
  }

  it('adds a number of the Cloud API, tested before it is saved, and its secrets are not shown again', async () => {
    const page = await signIn(owner.email, owner.password);
    await page.getByRole('link', { name: 'Settings', exact: true }).click();
    // The first page stands until the settings are loaded, and its list of first steps has a link of such a name too.
    await page.getByRole('heading', { name: 'Settings', exact: true }).waitFor();
    await page.getByRole('link', { name: /^WhatsApp/ }).click();
    await page.getByText('No WhatsApp number yet').waitFor();
    await page.getByRole('link', { name: 'Add a number' }).click();
    await page.getByRole('radio', { name: /Linked device/ }).click();
    await page.getByText('What this way risks').waitFor();
    expect(await page.getByRole('button', { name: 'Add, then link the phone' }).isDisabled()).toBe(true);
    await page.getByRole('radio', { name: /Cloud API/ }).click();
    await page.getByLabel('WhatsApp number').fill(number.number);
    await page.getByLabel('Name in Keepline').fill('Sales');
    await page.getByLabel('Phone number ID').fill(number.phoneNumberId);
    await page.getByLabel('WhatsApp Business Account ID').fill(number.businessAccountId);
    await page.getByLabel('Access token', { exact: true }).fill('wrong');
    await page.getByLabel('App secret', { exact: true }).fill(number.appSecret);
    // Whoever looks at the other way once more finds what was typed.
    const token = await page.getByLabel('Verify token (made here)', { exact: true }).inputValue();
    await page.getByRole('radio', { name: /Linked device/ }).click();
    await page.getByRole('radio', { name: /Cloud API/ }).click();
    expect(await page.getByLabel('Phone number ID').inputValue()).toBe(number.phoneNumberId);
    expect(await page.getByLabel('Verify token (made here)', { exact: true }).inputValue()).toBe(token);
    await page.getByRole('button', { name: 'Test the connection' }).click();
    await page.getByLabel('failed').first().waitFor();
    await page.getByLabel('Access token', { exact: true }).fill(number.token);
    await page.getByRole('button', { name: 'Test again' }).click();
    await page.getByRole('list', { name: 'Test' }).getByText('The access token').waitFor();
    await page.getByRole('button', { name: 'Add a number' }).click();
    await page.getByRole('listitem').getByText('Works', { exact: true }).waitFor();
    await page.getByRole('listitem').getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('button', { name: 'Make a new verify token' }).waitFor();
    expect(await page.getByLabel('Access token', { exact: true }).inputValue()).toBe('');
    expect(await page.content()).not.toContain(number.appSecret);
    await page.context().close();
  });

  it('begins a dialogue from the card with a template, and its ticks move on, without a number in the browser', async () => {
    const page = await signIn('anna@company.test', password);
    await page.goto(`${product.url}/clients/${ada.id}`);
    await page.getByRole('radio', { name: 'WhatsApp', exact: true }).click();
    await page.getByText('The client has not written to this number yet').waitFor();
    await page.getByRole('button', { name: 'Choose a template' }).click();
    await page.getByRole('button', { name: /order_ready/ }).click();
    await page.getByLabel('Blank 1').fill('Ada');
    await page.getByLabel('Blank 2').fill('17');
    await page.getByLabel('What the client will see').getByText('Hello Ada, your order 17 is ready').waitFor();
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await eventually(() => expect(graph.sent.map(({ body }) => body.type)).toEqual(['template']), soon);
    expect(graph.sent[0]!.body.to).toBe(phone);
    const bubble = page.getByRole('article', { name: 'Message of Anna Kovalenko' });
    await bubble.getByText('Hello Ada, your order 17 is ready').waitFor();
    await graph.deliver(number, [graph.statuses(number, [graph.statusOf(graph.sent[0]!.id, 'delivered')])]);
    await bubble.getByText('Delivered', { exact: true }).waitFor();
    await graph.deliver(number, [graph.statuses(number, [graph.statusOf(graph.sent[0]!.id, 'read')])]);
    await bubble.getByText('Read', { exact: true }).waitFor();
    await leave(page);
  });

  it('shows what the client writes while one looks, answers it with a quotation, and reacts', async () => {
    const page = await signIn('anna@company.test', password);
    await page.goto(`${product.url}/clients/${ada.id}`);
    await page.getByText('Hello Ada, your order 17 is ready').waitFor();
    const said = await graph.say(number, { from: phone, name: 'Ada', text: 'Is it *blue*?' });
    const question = page.getByRole('article', { name: 'Message of Ada', exact: true });
    await question.getByText('blue', { exact: true }).waitFor();
    expect(await question.locator('b', { hasText: 'blue' }).count()).toBe(1);
    await page.getByRole('radio', { name: 'Note', exact: true }).click();
    await page.getByRole('textbox', { name: noteField }).fill('The blue one is broken');
    await question.hover();
    const acts = question.locator('..');
    await acts.getByRole('button', { name: 'Answer this' }).click();
    const field = page.getByRole('textbox', { name: 'Write a message' });
    await field.waitFor();
    expect(await field.inputValue()).toBe('');
    await field.fill('Yes, it is.');
    await page.keyboard.press('Control+Enter');
    await eventually(() => expect(graph.sent.map(({ body }) => body.type)).toContain('text'), soon);
    const answer = graph.sent.find(({ body }) => body.type === 'text')!;
    expect(answer.body['context']).toEqual({ message_id: said });
    expect(await page.getByRole('textbox', { name: noteField }).inputValue()).toBe('The blue one is broken');
    await page.getByRole('textbox', { name: noteField }).fill('');
    await page.getByRole('radio', { name: 'WhatsApp', exact: true }).click();
    const quoted = page.getByRole('article').filter({ hasText: 'Yes, it is.' }).getByTitle('Go to the message');
    await quoted.click();
    const line = question.locator('xpath=ancestor-or-self::*[@data-row]');
    await eventually(async () => expect(await line.getAttribute('data-found')).toBe(''), soon);
    await question.hover();
    await acts.getByRole('button', { name: 'React and more' }).click();
    await page.getByRole('menuitem', { name: 'React with 👍' }).click();
    await eventually(() => expect(graph.sent.map(({ body }) => body.type)).toContain('reaction'), soon);
    await leave(page);
  });

  it('asks before an answer leads a client away, and gives it back whole: its words, and what it answers', async () => {
    const page = await signIn('anna@company.test', password);
    await page.goto(`${product.url}/clients/${ada.id}`);
    const field = page.getByRole('textbox', { name: 'Write a message' });
    const tryAndTakeBack = async () => {
      await field.fill('Ask me at anna.kovalenko@gmail.com');
      await page.keyboard.press('Control+Enter');
      await page.getByText('Before it goes: this looks like a way around').waitFor();
      await page.getByRole('button', { name: 'Edit', exact: true }).click();
      await field.and(page.locator(':focus')).waitFor();
      expect(await field.inputValue()).toBe('Ask me at anna.kovalenko@gmail.com');
    };
    await tryAndTakeBack();
    const question = page.getByRole('article', { name: 'Message of Ada', exact: true }).first();
    await question.hover();
    await question.locator('..').getByRole('button', { name: 'Answer this' }).click();
    await tryAndTakeBack();
    await page.getByText('Your answer to').waitFor();
    await field.fill('Ask me here');
    await page.keyboard.press('Control+Enter');
    const isOurs = ({ body }: (typeof graph.sent)[number]) => JSON.stringify(body).includes('Ask me');
    await eventually(() => expect(graph.sent.filter(isOurs)).toHaveLength(1), soon);
    expect(graph.sent.find(isOurs)!.body).toMatchObject({ context: { message_id: expect.any(String) } });
    await leave(page);
  });

  it('shows a picture of the client large: a click on it leaves it open, one beside it closes it', async () => {
    const page = await signIn('anna@company.test', password);
    await page.goto(`${product.url}/clients/${ada.id}`);
    const bytes = await page.screenshot({ clip: { x: 0, y: 0, width: 200, height: 120 } });
    const image = { id: graph.addMedia(bytes, 'image/png'), mime_type: 'image/png' };
    await graph.say(number, { from: phone, name: 'Ada', content: { type: 'image', image } });
    const thumbnail = page.getByRole('button', { name: 'Open the picture' });
    await thumbnail.click();
    const gallery = page.getByRole('dialog', { name: 'Pictures of the conversation' });
    const box = (await gallery.locator('img').boundingBox())!;
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    await page.keyboard.press('+');
    await gallery.locator('img[data-zoomed]').waitFor();
    await page.keyboard.press('0');
    await page.mouse.click(20, 450);
    await gallery.waitFor({ state: 'detached' });
    await thumbnail.and(page.locator(':focus')).waitFor();
    await leave(page);
  });

  it('records a voice note, lets it be heard, and sends it as WhatsApp wants it: Opus in Ogg', async () => {
    const page = await signIn('anna@company.test', password);
    await page.goto(`${product.url}/clients/${ada.id}`);
    await record(page);
    await page.getByRole('button', { name: 'Send the voice note' }).click();
    await eventually(() => expect(graph.sent.map(({ body }) => body.type)).toContain('audio'), soon);
    const { id } = graph.sent.find(({ body }) => body.type === 'audio')!.body['audio'] as { id: string };
    const { bytes, type } = graph.uploaded(id)!;
    expect(type).toMatch(/^audio\/ogg/);
    expect([bytes.subarray(0, 4).toString(), bytes.includes('OpusHead')]).toEqual(['OggS', true]);
    await page.getByRole('group', { name: 'Voice note' }).getByRole('button', { name: 'Play' }).waitFor();
    await leave(page);
  });

  it('does not send a voice note that is thrown away while it travels to the server', async () => {
    const page = await signIn('anna@company.test', password);
    await page.goto(`${product.url}/clients/${ada.id}`);
    const before = graph.sent.length;
    const reached = new Promise<Route>((hold) => void page.route('**/api/v1/uploads?*', hold, { times: 1 }));
    await record(page);
    await page.getByRole('button', { name: 'Send the voice note' }).click();
    const travelling = await reached;
    await page.getByRole('button', { name: 'Throw the voice note away' }).click();
    const field = page.getByRole('textbox', { name: 'Write a message' });
    await field.and(page.locator(':focus')).waitFor();
    // The page has hung up; what comes of the upload all the same is nobody's.
    await travelling.continue().catch(() => undefined);
    await field.fill('Shall I call you?');
    await page.keyboard.press('Control+Enter');
    await eventually(() => expect(graph.sent.length).toBeGreaterThan(before), soon);
    await page
      .getByRole('article')
      .filter({ hasText: 'Shall I call you?' })
      .getByText('Sent', { exact: true })
      .waitFor();
    expect(graph.sent.slice(before).map(({ body }) => body.type)).toEqual(['text']);
    await leave(page);
  });

  it('has let neither the client’s number nor an id that carries it into the employee’s browser', () => {
    const received = [...ears.values()].flatMap((ear) => ear.received);
    expect(received.filter((text) => text.includes('/api/v1/')).length).toBeGreaterThan(20);
    expect(received.filter((text) => text.includes(phone) || text.includes('wamid.'))).toEqual([]);
  });
});
