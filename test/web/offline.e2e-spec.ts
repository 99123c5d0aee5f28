import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { eventually } from '#libs/testing';
import { describeWith, findProgram } from '../peers/real/peer.js';
import { owner, Product } from '../product/product.js';

describeWith(['chromium'], 'the page without a network, and after a deployment', () => {
  let product: Product;
  let browser: Browser;

  beforeAll(async () => {
    product = await (await Product.gateway()).start();
    const api = await product.owner();
    await api.newClient('Ada Lovelace', 'ada@client.test');
    browser = await chromium.launch({
      executablePath: findProgram('chromium')!,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
    });
  }, 90_000);

  afterAll(async () => {
    await browser?.close();
    await product?.remove();
  });

  async function signedIn(context: BrowserContext): Promise<Page> {
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    await page.goto(`${product.url}/clients`);
    await page.getByLabel('E-mail', { exact: true }).fill(owner.email);
    await page.getByLabel('Password', { exact: true }).fill(owner.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('link', { name: 'Ada Lovelace' }).waitFor();
    return page;
  }

  it('can be installed', async () => {
    const page = await fetch(product.url);
    const manifest = /<link rel="manifest" href="([^"]+)"/.exec(await page.text())?.[1];
    const answer = await fetch(`${product.url}${manifest}`);
    expect(answer.headers.get('content-type')).toMatch(/^application\/manifest\+json/);
    const { icons, display } = (await answer.json()) as { icons: { src: string; type: string }[]; display: string };
    expect(display).toBe('standalone');
    for (const { src, type } of icons) {
      const icon = await fetch(product.url + src);
      expect([src, icon.status, icon.headers.get('content-type')]).toEqual([src, 200, type]);
    }
  });

  it('keeps its files once nobody waits for the page any more', async () => {
    const context = await browser.newContext({ locale: 'en-GB' });
    // Seconds pass when this test says so.
    await context.addInitScript(`
      const { setTimeout } = window;
      window.later = [];
      window.setTimeout = (act, ms, ...given) => (ms >= 5_000 ? -window.later.push(act) : setTimeout(act, ms, ...given));`);
    const page = await signedIn(context);
    const workers = 'navigator.serviceWorker.getRegistrations().then(({ length }) => length)';
    expect(await page.evaluate(workers)).toBe(0);
    await page.evaluate('window.later.forEach((act) => act())');
    await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)');
    await context.close();
  });

  it('starts without a network, says so, and goes on when there is one', async () => {
    const context = await browser.newContext({ locale: 'en-GB' });
    const page = await signedIn(context);
    await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)');
    await context.setOffline(true);
    await page.reload();
    await page.getByText('The server cannot be reached.').first().waitFor();
    // Nothing of a client is kept on the machine: what the API said is not there without it.
    expect(await page.content()).not.toContain('Ada Lovelace');
    await page.getByRole('button', { name: 'Try again' }).waitFor();
    await context.setOffline(false);
    // By itself: nobody sits by the button.
    await page.getByRole('link', { name: 'Ada Lovelace' }).waitFor();
    await context.close();
  });

  it('says that there is no network for as long as there is none, also where the live line outlived it', async () => {
    const context = await browser.newContext({ locale: 'en-GB', serviceWorkers: 'block' });
    const page = await signedIn(context);
    await page.getByRole('link', { name: 'Ada Lovelace' }).waitFor();
    await context.setOffline(true);
    const banner = page.getByText('No network.');
    await banner.waitFor();
    await context.setOffline(false);
    await banner.waitFor({ state: 'detached' });
    await context.close();
  });

  it('loads itself anew when a part of it is gone, and keeps what was half-written', async () => {
    const context = await browser.newContext({ locale: 'en-GB', serviceWorkers: 'block' });
    const page = await signedIn(context);
    await page.getByRole('link', { name: 'Ada Lovelace' }).click();
    await page.getByRole('radio', { name: 'Note', exact: true }).click();
    const words = page.getByRole('textbox', { name: 'A note for colleagues. The client never sees it.' });
    await words.fill('Half a sentence');
    let gone = 0;
    await page.route(/\/assets\/people-page-[^/]*\.js$/, (route) => {
      gone += 1;
      return gone === 1 ? route.fulfill({ status: 404 }) : route.continue();
    });
    await page.getByRole('link', { name: 'Settings', exact: true }).click();
    await page.getByRole('link', { name: /^People and teams/ }).click();
    await page.getByRole('heading', { name: 'People and teams', exact: true }).waitFor();
    expect(gone).toBeGreaterThan(1);
    await page.goto(`${product.url}/clients`);
    await page.getByRole('link', { name: 'Ada Lovelace' }).click();
    await eventually(async () => expect(await words.inputValue()).toBe('Half a sentence'), { withinMs: 20_000 });
    await context.close();
  });
});
