import { createServer, type AddressInfo, type Server } from 'node:net';
import type { Browser, Page, Route } from 'playwright-core';
import { eventually } from '#libs/testing';
import type { ClientView } from '../../apps/core/src/clients/client.view.js';
import { ImapServer } from '../peers/imap-server.js';
import { aLetter } from '../peers/letters.js';
import { describeWith } from '../peers/real/peer.js';
import { sendInto } from '../peers/smtp-world.js';
import type { ApiUser } from '../product/api.js';
import { hostedMailbox } from '../product/office-mailbox.js';
import { owner, Product } from '../product/product.js';
import { hostileBrowser, stillActive } from './hostile-browser.js';
import { allHostileLetters } from './payloads.js';

interface Entry {
  id: string;
  subject: string;
  reading: string;
}

/** Of every frame: whatever a letter calls tells that it ran, and the page around it hears what is posted to it. */
const tells = `
for (const name of ['alert', 'confirm', 'prompt', 'print', 'open']) window[name] = () => void window.somethingRan(name);
addEventListener('message', (event) => { if (event.data === 'ran') window.somethingRan('ran'); });`;
/** Services that Chromium asks by itself. */
const ofChromium = /^[A-Z]+ (http:\/\/)?((accounts|clients2)\.google\.com|[a-z-]+\.googleapis\.com)[:/]/;
const painted = `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))`;

const letters = await allHostileLetters();

describeWith(['chromium'], 'hostile letters on the card', () => {
  const imap = new ImapServer({ user: 'office@company.test', password: 'provider password' });
  let product: Product;
  let api: ApiUser;
  let browser: Browser;
  let page: Page;
  let ada: ClientView;
  let outside: Server;
  let elsewhere: string[] = [];
  let ran: string[] = [];

  beforeAll(async () => {
    product = await (await Product.gateway()).start(90_000);
    api = await product.owner();
    await api.newMailbox(hostedMailbox({ imapPort: await imap.listen() }));
    ada = await api.newClient('Ada Lovelace', 'ada@client.test');
    outside = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', (asked) => {
        const [line = ''] = asked.toString('latin1').split('\r\n');
        if (!ofChromium.test(line)) elsewhere.push(`past the page: ${line}`);
        socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
      });
    });
    await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve));
    browser = await hostileBrowser(`http://127.0.0.1:${(outside.address() as AddressInfo).port}`);
    page = await openPage();
  }, 180_000);

  afterAll(async () => {
    await browser?.close();
    outside.close();
    await product?.remove();
    await imap.close();
  });

  async function openPage(): Promise<Page> {
    const context = await browser.newContext({
      locale: 'en-GB',
      viewport: { width: 1280, height: 800 },
      // What it asks for is no request of a page.
      serviceWorkers: 'block',
    });
    const opened = await context.newPage();
    opened.setDefaultTimeout(20_000);
    await opened.exposeFunction('somethingRan', (what: string) => void ran.push(what));
    await context.addInitScript(tells);
    opened.on('dialog', (dialog) => {
      ran.push(`a dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    // What the sanitiser let through, and only the frame stopped. That the page's policy stopped a handler Chromium says of the
    // sanitiser's own document too, which could not run it anyhow.
    opened.on('console', (message) => {
      if (message.text().startsWith('Blocked script')) ran.push(`stopped: ${message.text()}`);
    });
    context.on('page', (other) => ran.push(`a window: ${other.url()}`));
    await context.route('**/*', (route) => {
      if (isOurs(route, opened)) return route.continue();
      elsewhere.push(route.request().url());
      return route.abort();
    });
    await opened.goto(`${product.url}/`);
    await opened.getByLabel('E-mail', { exact: true }).fill(owner.email);
    await opened.getByLabel('Password', { exact: true }).fill(owner.password);
    await opened.getByRole('button', { name: 'Sign in', exact: true }).click();
    await opened.getByRole('region', { name: 'Inbox' }).waitFor();
    return opened;
  }

  /** The page's own; a letter may ask nothing of our server either. */
  const isOurs = (route: Route, of: Page) =>
    new URL(route.request().url()).origin === new URL(product.url).origin && route.request().frame() === of.mainFrame();

  async function captured(): Promise<ReadonlyMap<string, Entry>> {
    const all: Entry[] = [];
    for (let cursor = ''; ;) {
      const { items, nextCursor } = await api.get<{ items: Entry[]; nextCursor: string | null }>(
        `/clients/${ada.id}/timeline?limit=100${cursor}`,
      );
      all.push(...items.filter(({ reading }) => reading === 'done'));
      if (nextCursor === null) return new Map(all.map((entry) => [entry.subject, entry]));
      cursor = `&cursor=${encodeURIComponent(nextCursor)}`;
    }
  }

  it(
    'run nothing, fetch nothing, and each is there to be read',
    async () => {
      for (const [n, { html }] of letters.entries()) {
        const letter = aLetter()
          .to('office@company.test')
          .subject(`Kind ${n}`)
          .with('Content-Type', 'text/html; charset=utf-8')
          .with('Content-Transfer-Encoding', 'base64')
          .body(Buffer.from(html).toString('base64').replace(/.{76}/g, '$&\r\n'));
        await sendInto(product.smtpPort, letter.bytes(), { from: 'ada@client.test', to: 'office@company.test' });
      }
      const entries = await eventually(
        async () => {
          const read = await captured();
          expect(read.size).toBe(letters.length);
          return read;
        },
        { withinMs: 60_000 + letters.length * 500 },
      );
      const amiss: Record<string, unknown> = {};
      for (const [n, { name, words }] of letters.entries()) {
        // As by a link in the page: it is not loaded anew for each.
        await page.evaluate(`history.pushState({}, '', '/clients/${ada.id}?entry=${entries.get(`Kind ${n}`)!.id}')`);
        const letter = page.getByRole('article', { name: new RegExp(`: Kind ${n}$`) });
        await letter.getByRole('button', { name: 'Show as it was sent' }).click();
        const frame = letter.frameLocator('iframe');
        // Our own: it stands before anything of the sender's.
        await frame.locator('head > meta[http-equiv="Content-Security-Policy"]').first().waitFor({ state: 'attached' });
        await (await (await letter.locator('iframe').elementHandle()).contentFrame())!.waitForLoadState('load');
        await page.evaluate(painted);
        const seen = words === null || (await frame.locator('body').innerText()).includes(words);
        const active: string[] = await frame.locator('html').evaluate(stillActive);
        if (!seen || active.length + ran.length + elsewhere.length > 0) amiss[name] = { seen, active, ran, elsewhere };
        [ran, elsewhere] = [[], []];
      }
      expect(amiss).toEqual({});
      expect(letters.length).toBeGreaterThanOrEqual(60);
    },
    200_000 + letters.length * 3_000,
  );

  it('would have been noticed', async () => {
    await page.evaluate(`(() => {
      for (const html of [
        '<img src="https://evil.test/seen.png"><img src="${product.url}/seen.png">',
        '<script>alert(2)</script>',
      ]) {
        const frame = document.createElement('iframe');
        frame.setAttribute('sandbox', '');
        frame.srcdoc = html;
        document.body.append(frame);
      }
      alert(1);
      window.postMessage('ran', '*');
    })()`);
    // A page whose requests nobody intercepts.
    const another = await browser.newPage();
    await another.goto('http://evil.test/past');
    await another.close();
    await eventually(() => {
      expect(ran).toEqual(expect.arrayContaining(['ran', 'alert', expect.stringMatching(/^stopped: Blocked script/)]));
      expect(elsewhere).toEqual(
        expect.arrayContaining([
          'https://evil.test/seen.png',
          `${product.url}/seen.png`,
          'past the page: GET http://evil.test/past HTTP/1.1',
        ]),
      );
    });
  });
});
