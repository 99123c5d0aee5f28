import { chromium, type Browser, type Page } from 'playwright-core';
import { eventually } from '#libs/testing';
import type { ClientView } from '../../apps/core/src/clients/client.view.js';
import { ImapServer } from '../peers/imap-server.js';
import { aLetter } from '../peers/letters.js';
import { describeWith, findProgram } from '../peers/real/peer.js';
import type { ApiUser } from '../product/api.js';
import { hostedMailbox } from '../product/office-mailbox.js';
import { owner, Product } from '../product/product.js';
import { hostileLetters } from './hostile-letters.js';

interface Entry {
  id: string;
  subject: string;
}

describeWith(['chromium'], 'hostile letters on the card', () => {
  const imap = new ImapServer({ user: 'office@company.test', password: 'provider password' });
  const kinds = Object.entries(hostileLetters);
  let product: Product;
  let api: ApiUser;
  let browser: Browser;
  let page: Page;
  let ada: ClientView;
  const elsewhere: string[] = [];
  const ran: string[] = [];

  beforeAll(async () => {
    product = await (await Product.gateway()).start(90_000);
    api = await product.owner();
    await api.newMailbox(hostedMailbox({ imapPort: await imap.listen() }));
    ada = await api.newClient('Ada Lovelace', 'ada@client.test');
    for (const [n, [, html]] of kinds.entries()) {
      const letter = aLetter()
        .to('office@company.test')
        .subject(`Kind ${n}`)
        .with('Content-Type', 'text/html; charset=utf-8');
      imap.deliver(letter.body(`<p>Hello</p>${html}\r\n`).bytes());
    }
    browser = await chromium.launch({
      executablePath: findProgram('chromium')!,
      // As in letter-html.e2e-spec.ts: requests of a sandboxed frame with a process of its own would not be seen.
      args: '--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync --no-first-run --disable-features=IsolateSandboxedIframes'.split(
        ' ',
      ),
    });
    const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 800 } });
    page = await context.newPage();
    page.setDefaultTimeout(20_000);
    // Whatever runs in a letter says so to the page around it, or opens a window.
    await page.exposeFunction('somethingRan', (what: string) => void ran.push(what));
    await page.addInitScript(
      `addEventListener('message', (event) => { if (event.data === 'ran') window.somethingRan('ran'); })`,
    );
    page.on('dialog', (dialog) => {
      ran.push(`a dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    context.on('page', (other) => ran.push(`a window: ${other.url()}`));
    await context.route('**/*', (route) => {
      const url = new URL(route.request().url());
      if (url.origin === new URL(product.url).origin) return route.continue();
      elsewhere.push(url.href);
      return route.abort();
    });
    await page.goto(`${product.url}/`);
    await page.getByLabel('E-mail', { exact: true }).fill(owner.email);
    await page.getByLabel('Password', { exact: true }).fill(owner.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('region', { name: 'Inbox' }).waitFor();
  }, 180_000);

  afterAll(async () => {
    await browser.close();
    await product.remove();
    await imap.close();
  });

  it('run nothing, fetch nothing, and each is there to be read', async () => {
    const entries = await eventually(
      async () => {
        const { items } = await api.get<{ items: (Entry & { reading: string })[] }>(
          `/clients/${ada.id}/timeline?limit=100`,
        );
        expect(items.filter(({ reading }) => reading === 'done')).toHaveLength(kinds.length);
        return items;
      },
      { withinMs: 60_000 },
    );
    const unseen: string[] = [];
    for (const [n, [name]] of kinds.entries()) {
      const entry = entries.find(({ subject }) => subject === `Kind ${n}`)!;
      // As by a link in the page: it is not loaded anew for each.
      await page.evaluate(`history.pushState({}, '', '/clients/${ada.id}?entry=${entry.id}')`);
      const letter = page.getByRole('article', { name: new RegExp(`: Kind ${n}$`) });
      await letter.getByRole('button', { name: 'Show as it was sent' }).click();
      const frame = letter.frameLocator('iframe');
      // The first words may stand twice where a letter plays with templates.
      const hello = await frame
        .getByText('Hello')
        .first()
        .waitFor()
        .then(
          () => true,
          () => false,
        );
      if (!hello) unseen.push(name);
    }
    expect({ unseen, ran, elsewhere }).toEqual({ unseen: [], ran: [], elsewhere: [] });
    expect(kinds.length).toBeGreaterThanOrEqual(60);
  }, 200_000);

  it('would have been noticed', async () => {
    await page.evaluate(`(() => {
      const frame = document.createElement('iframe');
      frame.srcdoc = '<img src="https://evil.test/seen.png">';
      document.body.append(frame);
      window.postMessage('ran', '*');
    })()`);
    await eventually(() => expect([ran, elsewhere]).toEqual([['ran'], ['https://evil.test/seen.png']]));
  });
});
