import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { eventually } from '#libs/testing';
import { ImapServer } from '../peers/imap-server.js';
import { aLetter } from '../peers/letters.js';
import { describeWith, findProgram } from '../peers/real/peer.js';
import { hostedMailbox } from '../product/office-mailbox.js';
import type { ApiUser } from '../product/api.js';
import { owner, Product } from '../product/product.js';

const soon = { withinMs: 20_000 };
const password = 'a long enough password';

describeWith(['chromium'], 'what one is told, in the page', () => {
  const imap = new ImapServer({ user: 'office@company.test', password: 'provider password' });
  let product: Product;
  let browser: Browser;
  let api: ApiUser;
  let client: { id: string };

  beforeAll(async () => {
    const imapPort = await imap.listen();
    product = await (await Product.gateway()).start();
    api = await product.owner();
    const anna = await api.newEmployee('Anna Kovalenko', 'anna@company.test', { password });
    await api.newEmployee('Boris Bondar', 'boris@company.test', { password });
    await api.newMailbox(hostedMailbox({ imapPort }));
    client = await api.newClient('Ada Lovelace', 'ada@client.test', { responsibleId: anna.id });
    browser = await chromium.launch({
      executablePath: findProgram('chromium')!,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
    });
  }, 90_000);

  afterAll(async () => {
    await browser?.close();
    await product?.remove();
    await imap.close();
  });

  async function signIn(email: string, secret = password, context?: BrowserContext): Promise<Page> {
    const in_ = context ?? (await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 800 } }));
    const page = await in_.newPage();
    page.setDefaultTimeout(soon.withinMs);
    await page.goto(`${product.url}/clients`);
    await page.getByLabel('E-mail', { exact: true }).fill(email);
    await page.getByLabel('Password', { exact: true }).fill(secret);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('heading', { name: 'Clients' }).waitFor();
    return page;
  }
  const bell = (page: Page) => page.getByRole('button', { name: /^Notifications/ });

  it('a client’s word comes as a toast and a count, and its line in the list leads to the conversation', async () => {
    const page = await signIn('anna@company.test');
    await page.waitForLoadState('networkidle');
    const letter = aLetter().to('office@company.test').subject('A new lamp').date(new Date().toUTCString());
    imap.deliver(letter.body('How much is it?\r\n').bytes());
    await page.getByText('Ada Lovelace: New message').waitFor();
    await page.getByRole('button', { name: 'Notifications, 1 waiting' }).first().waitFor();
    await bell(page).first().click();
    const list = page.getByRole('dialog', { name: 'Notifications' });
    await list.getByText('A new lamp').waitFor();
    await page.keyboard.press('Escape');
    await list.waitFor({ state: 'detached' });
    await bell(page).first().click();
    await list.getByRole('link', { name: /Ada Lovelace/ }).click();
    await page.waitForURL(/\/inbox\//);
    await page.getByText('How much is it?').first().waitFor();
    await eventually(
      async () => expect(await bell(page).first().getAttribute('aria-label')).toBe('Notifications'),
      soon,
    );
    await page.context().close();
  });

  it('an @ in a note offers colleagues; whoever does not see the card is let in only when the author says so', async () => {
    const boris = await signIn('boris@company.test');
    const page = await signIn(owner.email, owner.password);
    await page.goto(`${product.url}/clients/${client.id}`);
    await page.getByRole('region', { name: 'Answer' }).or(page.getByLabel('Answer')).first().waitFor();
    await page.keyboard.press('n');
    const field = page.locator('textarea').first();
    await field.pressSequentially('Please look, @bor');
    await page.getByRole('option', { name: /Boris Bondar/ }).waitFor();
    await page.keyboard.press('Enter');
    await field.pressSequentially('today');
    expect(await field.inputValue()).toBe('Please look, @Boris Bondar today');
    await page.keyboard.press('Control+Enter');
    await page.getByText('Not able to see this card: Boris Bondar.').waitFor();
    await page.getByRole('button', { name: 'Open for 14 days and tell' }).click();
    await page.locator('article', { hasText: '@Boris Bondar' }).first().waitFor();
    await boris.getByRole('button', { name: 'Notifications, 1 waiting' }).first().waitFor();
    await bell(boris).first().click();
    await boris
      .getByRole('dialog', { name: 'Notifications' })
      .getByRole('link', { name: /mentioned you/ })
      .click();
    await boris.waitForURL(/\/clients\/.*entry=/);
    await boris.getByText('Please look,').first().waitFor();
    await boris.context().close();
    await page.context().close();
  });

  it('the worker shows what is pushed while nobody looks at the page', async () => {
    const context = await browser.newContext({ locale: 'en-GB', permissions: ['notifications'] });
    const page = await signIn(owner.email, owner.password, context);
    await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)');
    const session = await context.newCDPSession(page);
    const registration = new Promise<string>((resolve) =>
      session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        const [first] = registrations;
        if (first) resolve(first.registrationId);
      }),
    );
    await session.send('ServiceWorker.enable');
    const message = { title: 'Ada Lovelace', body: 'New message', lang: 'en', tag: 'n1', url: '/inbox' };
    await page.goto('about:blank');
    await session.send('ServiceWorker.deliverPushMessage', {
      origin: product.url,
      registrationId: await registration,
      data: JSON.stringify(message),
    });
    await page.goto(`${product.url}/settings/notifications`);
    const shown = `navigator.serviceWorker.ready.then((r) => r.getNotifications())
      .then((all) => all.map(({ title, body, data }) => [title, body, data.url]))`;
    await eventually(
      async () => expect(await page.evaluate(shown)).toEqual([['Ada Lovelace', 'New message', '/inbox']]),
      soon,
    );
    await context.close();
  });
});
