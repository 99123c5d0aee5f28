import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { eventually } from '#libs/testing';
import type { ClientView } from '../../apps/core/src/clients/client.view.js';
import { ImapServer } from '../peers/imap-server.js';
import { aLetter } from '../peers/letters.js';
import { describeWith, findProgram } from '../peers/real/peer.js';
import { SmtpWorld } from '../peers/smtp-world.js';
import type { ApiUser } from '../product/api.js';
import { hostedMailbox } from '../product/office-mailbox.js';
import { owner, Product } from '../product/product.js';

const soon = { withinMs: 15_000 };
const password = 'a long enough password';

describeWith(['chromium'], 'the page', () => {
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
    const anna = await api.newEmployee('Anna Kovalenko', 'anna@company.test', { password });
    await api.newMailbox(hostedMailbox({ imapPort, smtpPort }));
    ada = await api.newClient('Ada Lovelace', 'ada@client.test', { responsibleId: anna.id });
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

  async function signIn(email: string, secret: string, locale: 'ru-RU' | 'en-GB', width = 1280): Promise<Page> {
    const context = await browser.newContext({ locale, viewport: { width, height: 800 } });
    const page = await context.newPage();
    page.setDefaultTimeout(soon.withinMs);
    await page.goto(`${product.url}/`);
    const [mail, secretLabel, enter] =
      locale === 'ru-RU' ? ['Эл. почта', 'Пароль', 'Войти'] : ['E-mail', 'Password', 'Sign in'];
    await page.getByLabel(mail, { exact: true }).fill(email);
    await page.getByLabel(secretLabel, { exact: true }).fill(secret);
    await page.getByRole('button', { name: enter, exact: true }).click();
    return page;
  }

  /** Signed in, and nothing of the page is kept: what a service worker has would come by itself. */
  async function afresh(): Promise<BrowserContext> {
    const before = await signIn('anna@company.test', password, 'en-GB');
    await before.getByRole('region', { name: 'Inbox' }).waitFor();
    const context = await browser.newContext({ locale: 'en-GB', serviceWorkers: 'block' });
    await context.addCookies(await before.context().cookies());
    await before.context().close();
    return context;
  }

  it.each([
    ['ru-RU', 'ru', 'Разделы'],
    ['en-GB', 'en', 'Pages'],
  ] as const)('speaks as a %s browser until somebody chooses', async (locale, language, pages) => {
    const page = await signIn(owner.email, owner.password, locale);
    await page.getByRole('navigation', { name: pages, exact: true }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe(language);
    await page.context().close();
  });

  it('asks for what the first page shows before the page itself has come, and asks once', async () => {
    const context = await afresh();
    const page = await context.newPage();
    const wanted = ['me', 'notices/unread', 'conversations', 'conversations/counters', 'start'];
    const asked: string[] = [];
    let all = (): void => undefined;
    const allAsked = new Promise<void>((resolve) => (all = resolve));
    page.on('request', (request) => {
      const path = /^\/api\/v1\/(.+)$/.exec(new URL(request.url()).pathname)?.[1];
      if (path === undefined || !wanted.includes(path)) return;
      asked.push(path);
      if (new Set(asked).size === wanted.length) all();
    });
    // Nor its sheets, which keep all other modules waiting.
    await page.route(/\/assets\/first-[^/]*\.(js|css)$/, async (route) => {
      await allAsked;
      await route.continue();
    });
    await page.goto(`${product.url}/inbox`, { waitUntil: 'commit' });
    await page.getByRole('region', { name: 'Inbox' }).waitFor();
    // Without that nothing can be drawn.
    expect(asked[0]).toBe('me');
    expect(asked.sort()).toEqual([...wanted].sort());
    await context.close();
  });

  it('asks who is there and nothing else where nobody is, and leads to the wanted page afterwards', async () => {
    const context = await browser.newContext({ locale: 'en-GB' });
    const page = await context.newPage();
    const asked: string[] = [];
    page.on('request', (request) => {
      const { pathname } = new URL(request.url());
      if (pathname.startsWith('/api/')) asked.push(pathname);
    });
    await page.goto(`${product.url}/inbox?view=mine`);
    await page.getByLabel('E-mail', { exact: true }).fill('anna@company.test');
    expect(new Set(asked)).toEqual(new Set(['/api/v1/me', '/api/v1/setup', '/api/v1/session/ways']));
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('region', { name: 'Inbox' }).waitFor();
    expect(new URL(page.url()).search).toBe('?view=mine');
    await context.close();
  });

  it('draws the first page in pieces, between which the browser may do something else', async () => {
    const context = await afresh();
    // By this clock a piece is over after two or three components, however fast they are; each begins with a message to itself.
    await context.addInitScript(`
      let now = 0;
      performance.now = () => (now += 2);
      window.piecesDrawn = 0;
      const { postMessage } = MessagePort.prototype;
      MessagePort.prototype.postMessage = function (...given) {
        if (document.querySelector('main') === null) window.piecesDrawn++;
        postMessage.apply(this, given);
      };`);
    const page = await context.newPage();
    await page.goto(`${product.url}/inbox`);
    await page.getByRole('region', { name: 'Inbox' }).waitFor();
    expect(await page.evaluate<number>('window.piecesDrawn')).toBeGreaterThan(50);
    await context.close();
  });

  it('answers with a file alone, and where nothing is being written the console stays empty', async () => {
    const page = await signIn('anna@company.test', password, 'en-GB');
    const said: string[] = [];
    page.on('console', (message) => message.type() === 'error' && said.push(message.text()));
    await page.getByRole('region', { name: 'Inbox' }).waitFor();
    await page.goto(`${product.url}/clients/${ada.id}`);
    await page.getByRole('textbox', { name: 'Write an answer' }).click();
    await page.getByRole('textbox', { name: 'Subject' }).fill('Our prices');
    const file = { name: 'prices.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7') };
    const send = page.getByRole('button', { name: 'Send', exact: true });
    expect(await send.isDisabled()).toBe(true);
    await page.getByRole('region', { name: 'Answer' }).locator('input[type=file]').setInputFiles(file);
    await send.click();
    await eventually(() => expect(world.letters.map(({ to }) => to)).toEqual([['ada@client.test']]), soon);
    expect(world.letters[0]!.source.toString()).toContain('filename=prices.pdf');
    world.letters.length = 0;
    expect(said).toEqual([]);
    await page.context().close();
  });

  it('draws our own mark with the page: a picture in a file of its own is a document of its own', async () => {
    const page = await signIn('anna@company.test', password, 'en-GB');
    const mark = page.getByRole('navigation', { name: 'Pages', exact: true }).getByRole('img', { name: 'Keepline' });
    const drawn = await mark.locator('path').getAttribute('d');
    expect(await (await fetch(`${product.url}/favicon.svg`)).text()).toContain(`d="${drawn}"`);
    await page.context().close();
  });

  it('tells browsers to read its first files whole', async () => {
    const page = await (await fetch(product.url)).text();
    const files = [...page.matchAll(/src="(\/assets\/(?:head|base|first)-[^"]+\.js)"/g)].map(([, file]) => file);
    expect(files).toHaveLength(3);
    for (const file of files) {
      const text = await (await fetch(product.url + file)).text();
      expect(text.startsWith('//# allFunctionsCalledOnLoad\n')).toBe(true);
    }
  });

  it('shows a letter that arrives while one looks, and its answer reaches the world', async () => {
    const page = await signIn('anna@company.test', password, 'en-GB');
    await page.getByRole('region', { name: 'Inbox' }).waitFor();
    const letter = aLetter().to('office@company.test').subject('A new lamp').date(new Date().toUTCString());
    imap.deliver(letter.body('Is the lamp there?\r\n').bytes());
    await page.getByRole('link', { name: 'A new lamp' }).click();
    await page.getByRole('textbox', { name: 'Write an answer' }).fill('It is here.');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await eventually(() => expect(world.letters.map(({ to }) => to)).toEqual([['ada@client.test']]), soon);
    expect(world.letters[0]!.source.toString()).toContain('It is here.');
    await page
      .getByText('Sent', { exact: true })
      .or(page.getByLabel('Sent', { exact: true }))
      .first()
      .waitFor();
    expect(await page.content()).not.toContain('ada@client.test');
    await page.goto(`${product.url}/clients/${ada.id}`);
    await page.getByText('a•••@c•••.test').first().waitFor();
    expect(await page.content()).not.toContain('ada@client.test');
    await page.context().close();
  });

  it('says of a page that one may not see who can change that, of a mistyped address that it is one, and offers no second try', async () => {
    const page = await signIn('anna@company.test', password, 'en-GB');
    await page.getByRole('region', { name: 'Inbox' }).waitFor();
    await page.goto(`${product.url}/alerts`);
    await page.getByText('The owner or an administrator can give it to you.').first().waitFor();
    expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0);
    await page.goto(`${product.url}/clients/nobody`);
    await page.getByText('There is nothing at this address: it may be mistyped or cut short.').first().waitFor();
    expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0);
    await page.context().close();
  });

  it('offers words kept ready after a slash, and brings back what was sent before it goes', async () => {
    await api.put('/sending-policy', { undoSeconds: 60 });
    const said = { of: 'company', title: 'Opening hours', text: 'Dear {{client.first-name}}, we open at eight.' };
    await api.post('/responses', { ...said, shortcut: 'hours' });
    await api.post('/responses', { ...said, shortcut: 'address', title: 'Where we are' });
    const page = await signIn('anna@company.test', password, 'en-GB');
    await page.getByRole('link', { name: 'A new lamp' }).click();
    const field = page.getByRole('region', { name: 'Answer' }).locator('textarea');
    await field.click();
    await page.keyboard.type('/');
    const offered = page.getByRole('listbox', { name: 'Ready answers' });
    await offered.getByRole('option', { name: '/address' }).waitFor();
    await page.keyboard.type('ho');
    await eventually(async () => expect(await offered.getByRole('option').count()).toBe(1), soon);
    await page.keyboard.press('Enter');
    await eventually(async () => expect(await field.inputValue()).toBe('Dear Ada, we open at eight.'), soon);
    expect(await offered.count()).toBe(0);
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles({ name: 'plan.txt', mimeType: 'text/plain', buffer: Buffer.from('plan') });
    await page.getByRole('button', { name: 'Take plan.txt off' }).waitFor();
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByText(/^Goes in \d\d s$/).waitFor();
    expect(await field.inputValue()).toBe('');
    await field.fill('Begun meanwhile');
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await eventually(
      async () => expect(await field.inputValue()).toBe('Dear Ada, we open at eight.\n\nBegun meanwhile'),
      soon,
    );
    await page.getByRole('button', { name: 'Take plan.txt off' }).waitFor();
    expect(await page.getByText(/^Goes in/).count()).toBe(0);
    expect(world.letters).toHaveLength(1);

    await page.getByRole('button', { name: 'Send later', exact: true }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Tomorrow morning/ })
      .click();
    await page.getByText(/^Goes .+ 09:00/).waitFor();
    await page.reload();
    await page.getByText(/^Goes .+ 09:00/).waitFor();
    await page.getByRole('button', { name: 'Send now', exact: true }).click();
    await eventually(() => expect(world.letters).toHaveLength(2), soon);
    expect(world.letters[1]!.source.toString()).toContain('filename=plan.txt');
    await page.context().close();
    await api.put('/sending-policy', { undoSeconds: 0 });
  });

  it('finds on another machine what was begun on this one', async () => {
    const page = await signIn('anna@company.test', password, 'en-GB');
    await page.getByRole('link', { name: 'A new lamp' }).click();
    await page.getByRole('textbox', { name: 'Write an answer' }).fill('Begun at the desk');
    const attached = { name: 'plan.txt', mimeType: 'text/plain', buffer: Buffer.from('plan') };
    await page.locator('input[type=file]').first().setInputFiles(attached);
    await page.getByText('Draft', { exact: true }).waitFor();
    const elsewhere = await signIn('anna@company.test', password, 'en-GB');
    await elsewhere.getByText('Draft', { exact: true }).waitFor();
    await elsewhere.getByRole('link', { name: 'A new lamp' }).click();
    const field = elsewhere.getByRole('textbox', { name: 'Write an answer' });
    await eventually(async () => expect(await field.inputValue()).toBe('Begun at the desk'), soon);
    await elsewhere.getByRole('button', { name: 'Take plan.txt off' }).waitFor();
    await elsewhere.getByRole('button', { name: 'Send', exact: true }).click();
    await eventually(() => expect(world.letters).toHaveLength(3), soon);
    await elsewhere.getByText('Draft', { exact: true }).waitFor({ state: 'detached' });
    await elsewhere.context().close();
    await page.context().close();
  });

  it('has one column and the bar below on a phone', async () => {
    const page = await signIn('anna@company.test', password, 'en-GB', 390);
    const bar = page.getByRole('navigation', { name: 'Pages', exact: true });
    await bar.waitFor();
    const box = (await bar.boundingBox())!;
    expect([box.x, Math.round(box.width), Math.round(box.y + box.height)]).toEqual([0, 390, 800]);
    await page.getByRole('link', { name: 'A new lamp' }).click();
    await page.getByRole('textbox', { name: 'Write an answer' }).waitFor();
    expect(await page.getByRole('region', { name: 'Inbox' }).isVisible()).toBe(false);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    await page.context().close();
  });
});
