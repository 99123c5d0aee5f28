import { simpleParser } from 'mailparser';
import { chromium, type Browser, type Page, type WebSocketRoute } from 'playwright-core';
import { eventually } from '#libs/testing';
import type { ClientView } from '../../apps/core/src/clients/client.view.js';
import { ImapServer } from '../peers/imap-server.js';
import { aLetter } from '../peers/letters.js';
import { describeWith, findProgram } from '../peers/real/peer.js';
import { SmtpWorld } from '../peers/smtp-world.js';
import type { ApiUser } from '../product/api.js';
import { hostedMailbox } from '../product/office-mailbox.js';
import { owner, Product } from '../product/product.js';

const soon = { withinMs: 20_000 };
const encoded = (text: string) => `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`;
/** 300 signs: emoji, right-to-left, and no place to break a line at. */
const longName = `${'👩‍🔧'.repeat(10)}${'שלום'.repeat(20)}${'Ы'.repeat(170)}`;

describeWith(['chromium'], 'the page, given what nobody expects', () => {
  const imap = new ImapServer({ user: 'office@company.test', password: 'provider password' });
  const world = new SmtpWorld();
  let product: Product;
  let api: ApiUser;
  let browser: Browser;
  let ada: ClientView;

  beforeAll(async () => {
    const [imapPort, smtpPort] = [await imap.listen(), await world.listen()];
    product = await (await Product.gateway()).start();
    api = await product.owner();
    await api.put('/sending-policy', { undoSeconds: 0 });
    await api.newMailbox(hostedMailbox({ imapPort, smtpPort }));
    ada = await api.newClient('Ada Lovelace', 'ada@client.test');
    browser = await chromium.launch({
      executablePath: findProgram('chromium')!,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
    });
  }, 90_000);

  afterAll(async () => {
    await browser?.close();
    await product?.remove();
    await imap.close();
    await world.close();
  });

  async function signIn(width: number, before: (page: Page) => Promise<void> = () => Promise.resolve()): Promise<Page> {
    const context = await browser.newContext({ locale: 'en-GB', viewport: { width, height: 800 } });
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const page = await context.newPage();
    page.setDefaultTimeout(soon.withinMs);
    await before(page);
    await page.goto(`${product.url}/`);
    await page.getByLabel('E-mail', { exact: true }).fill(owner.email);
    await page.getByLabel('Password', { exact: true }).fill(owner.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('region', { name: 'Inbox' }).waitFor();
    return page;
  }
  async function paste(page: Page, text: string): Promise<void> {
    await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
    await page.keyboard.press('Control+V');
  }
  const widerBy = (page: Page) => page.evaluate('document.documentElement.scrollWidth - innerWidth');
  const fromAda = (subject: string) =>
    aLetter().to('office@company.test').subject(subject).date(new Date().toUTCString());

  it('a text of 5 MB that is pasted is not cut: it goes to the client whole, as a file', async () => {
    const pasted = 'Прошу ознайомитися 🙂\n'.repeat(140_000);
    expect(Buffer.byteLength(pasted)).toBeGreaterThan(5_000_000);
    const page = await signIn(1280);
    await page.goto(`${product.url}/clients/${ada.id}`);
    const words = page.getByRole('textbox', { name: 'Write an answer' });
    await words.click();
    await paste(page, 'Here it is.');
    await page.getByRole('textbox', { name: 'Subject' }).fill('The list');
    await words.click();
    await paste(page, pasted);
    await page.getByText('The pasted text is too long for here: it goes along as a file.').waitFor();
    expect(await words.inputValue()).toBe('Here it is.');
    await page.getByRole('button', { name: 'Take Pasted text.txt off' }).waitFor();
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await eventually(() => expect(world.letters).toHaveLength(1), soon);
    const letter = await simpleParser(world.letters[0]!.source);
    expect(letter.text).toContain('Here it is.');
    expect(letter.attachments.map(({ filename }) => filename)).toEqual(['Pasted text.txt']);
    expect(letter.attachments[0]!.content.equals(Buffer.from(pasted))).toBe(true);

    await page.getByRole('radio', { name: 'Note', exact: true }).click();
    const note = page.getByRole('textbox', { name: 'A note for colleagues. The client never sees it.' });
    await note.fill('Half a note');
    await note.press('End');
    await paste(page, pasted);
    await page.getByText('The pasted text is too long: 50000 characters fit here. Nothing was put in.').waitFor();
    expect(await note.inputValue()).toBe('Half a note');
    await page.context().close();
  });

  it.each([390, 1280])(
    'names of 300 signs, emoji, right-to-left and words without an end fit in at %i px',
    async (width) => {
      const at = `${width}@client.test`;
      await api.newClient(longName.slice(0, 198), at);
      const letter = (from: string) =>
        aLetter()
          .from(`${encoded(longName)} <${from}>`)
          .to('office@company.test')
          .subject(encoded(`${width} ${'Ъ'.repeat(300)} 🧾`))
          .with('Content-Type', 'text/plain; charset=utf-8');
      imap.deliver(
        letter(at)
          .body(`שלום, מה שלומך? 🙂\r\n\r\n${'щ'.repeat(3_000)}\r\n`)
          .bytes(),
      );
      imap.deliver(letter(`unknown-${width}@new.test`).bytes());
      const page = await signIn(width);
      const subject = new RegExp(`^${width} ЪЪЪ`);
      await page.getByText(subject).filter({ visible: true }).first().waitFor();
      expect(await widerBy(page)).toBe(0);
      await page.getByText(subject).filter({ visible: true }).first().click();
      const words = page.locator(':dir(rtl)').getByText('מה שלומך').filter({ visible: true }).last();
      await words.waitFor();
      expect(await widerBy(page)).toBe(0);
      const box = (await words.boundingBox())!;
      expect([box.x >= 0, box.x + box.width <= width]).toEqual([true, true]);

      await page.goto(`${product.url}/unplaced`);
      await page.getByText(subject).filter({ visible: true }).first().click();
      expect(await widerBy(page)).toBe(0);
      await page.getByRole('button', { name: 'New card' }).filter({ visible: true }).first().click();
      await page.getByRole('button', { name: 'Make the card' }).click();
      await eventually(async () => {
        const { items } = await api.get<{ items: { subject: string }[] }>('/unplaced');
        expect(items.filter((each) => subject.test(each.subject))).toEqual([]);
      }, soon);
      await page.context().close();
    },
  );

  it('a live line that breaks says so, and what came meanwhile is there when it is back', async () => {
    const lines: WebSocketRoute[] = [];
    let broken = false;
    const page = await signIn(1280, (opened) =>
      opened.routeWebSocket('**/api/v1/live', (line) => {
        if (broken) return void line.close();
        line.connectToServer();
        lines.push(line);
      }),
    );
    await page.goto(`${product.url}/clients/${ada.id}`);
    imap.deliver(fromAda('Before the break').bytes());
    await page.getByText('Before the break').filter({ visible: true }).first().waitFor();
    broken = true;
    for (const line of lines) await line.close();
    await page.getByText('The live connection is down. Reconnecting…').waitFor();
    for (const n of [1, 2, 3]) imap.deliver(fromAda(`In the break ${n}`).bytes());
    await eventually(async () => {
      const { items } = await api.get<{ items: { subject: string }[] }>(`/clients/${ada.id}/timeline`);
      expect(items.filter(({ subject }) => subject.startsWith('In the break'))).toHaveLength(3);
    }, soon);
    expect(await page.getByText('In the break').count()).toBe(0);
    broken = false;
    await page.getByRole('button', { name: 'Try now' }).click();
    for (const n of [1, 2, 3]) await page.getByText(`In the break ${n}`).filter({ visible: true }).first().waitFor();
    await page.getByText('The live connection is down. Reconnecting…').waitFor({ state: 'detached' });
    await page.context().close();
  });
});
