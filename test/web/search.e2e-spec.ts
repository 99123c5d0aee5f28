import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { eventually } from '#libs/testing';
import { ImapServer } from '../peers/imap-server.js';
import { aLetter } from '../peers/letters.js';
import { describeWith, findProgram } from '../peers/real/peer.js';
import type { ApiUser } from '../product/api.js';
import { hostedMailbox } from '../product/office-mailbox.js';
import { owner, Product } from '../product/product.js';

const soon = { withinMs: 20_000 };
const field = 'Words of a letter, a name, a subject…';

describeWith(['chromium'], 'the search in the page', () => {
  const imap = new ImapServer({ user: 'office@company.test', password: 'provider password' });
  let product: Product;
  let browser: Browser;
  let api: ApiUser;
  let card: string;

  beforeAll(async () => {
    const imapPort = await imap.listen();
    product = await (await Product.gateway()).start();
    api = await product.owner();
    await api.newMailbox(hostedMailbox({ imapPort, smtpPort: 1 }));
    card = (await api.newClient('Ada Lovelace', 'ada@client.test')).id;
    const letters = [
      ['Рахунок № 40817', 'Добрий день! Надсилаємо рахунки за листопад, чекаємо на оплату до п’ятниці.'],
      ['Договор поставки', 'Просим подписать договор и вернуть один экземпляр. Рахунок додаємо окремо.'],
      ['Delivery of lamps', 'The lamps come on Friday. Two invoices follow.'],
    ] as const;
    for (const [n, [subject, body]] of letters.entries()) {
      const date = new Date(Date.now() - n * 3_600_000).toUTCString();
      imap.deliver(aLetter().to('office@company.test').subject(subject).date(date).body(`${body}\r\n`).bytes());
    }
    await eventually(async () => {
      const { items } = await api.get<{ items: unknown[] }>(`/search?q=${encodeURIComponent('рахунок')}`);
      expect(items).toHaveLength(2);
    }, soon);
    browser = await chromium.launch({
      executablePath: findProgram('chromium')!,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
    });
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await product?.remove();
    await imap.close();
  });

  async function signIn(): Promise<Page> {
    const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    page.setDefaultTimeout(soon.withinMs);
    await page.goto(`${product.url}/`);
    await page.getByLabel('E-mail', { exact: true }).fill(owner.email);
    await page.getByLabel('Password', { exact: true }).fill(owner.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('region', { name: 'Inbox' }).waitFor();
    return page;
  }
  const picture = async (page: Page, name: string) => {
    const folder = process.env['KEEPLINE_PICTURES'];
    if (folder === undefined) return;
    mkdirSync(folder, { recursive: true });
    await page.screenshot({ path: join(folder, `search-${name}.png`) });
  };

  it('finds any form of a word, marks it, and leads to its place by the keyboard alone', async () => {
    const page = await signIn();
    await page.goto(`${product.url}/search`);
    await page.getByText('What are you looking for?').waitFor();
    await page.keyboard.type('рахунками');
    await page.getByRole('link', { name: /Рахунок № 40817/ }).waitFor();
    expect(await page.locator('mark').allTextContents()).toEqual(['Рахунок', 'рахунки', 'Рахунок']);
    expect(new URL(page.url()).searchParams.get('q')).toBe('рахунками');
    await page.getByRole('link', { name: 'Letters 2' }).waitFor();
    await picture(page, 'all');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('/');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(new RegExp(`/clients/${card}\\?entry=[0-9a-f-]{36}$`));
    await page.goBack();
    await page.getByRole('link', { name: /Рахунок № 40817/ }).waitFor();
    await page.context().close();
  });

  it('keeps its filters in the address, and says what to do where nothing is found', async () => {
    const page = await signIn();
    await page.goto(`${product.url}/search?q=${encodeURIComponent('рахунок')}&in=letters`);
    await page.getByRole('link', { name: /Договор поставки/ }).waitFor();
    await page.getByRole('button', { name: 'With files' }).click();
    await page.getByText('Nothing holds “рахунок”').waitFor();
    expect(new URL(page.url()).searchParams.get('files')).toBe('true');
    await picture(page, 'nothing');
    await page.getByRole('button', { name: 'Search without filters' }).click();
    await page.getByRole('link', { name: /Договор поставки/ }).waitFor();
    await page.getByLabel('Direction').selectOption({ label: 'From us' });
    await page.getByText('Nothing holds “рахунок”').waitFor();
    await page.reload();
    await page.getByText('Nothing holds “рахунок”').waitFor();
    await page
      .getByRole('textbox', { name: field })
      .or(page.getByRole('searchbox', { name: field }))
      .fill('Ada Lovlace');
    await page.getByLabel('Direction').selectOption({ label: 'Direction: any' });
    await page.getByRole('heading', { name: 'Similar names' }).waitFor();
    await page.getByRole('link', { name: /Ada Lovelace/ }).waitFor();
    await picture(page, 'alike');
    for (const [language, locale] of [
      ['ru', 'ru-RU'],
      ['uk', 'uk-UA'],
    ] as const) {
      await api.patch('/me', { locale: language });
      for (const width of [1280, 390]) {
        await page.setViewportSize({ width, height: 800 });
        await page.goto(`${product.url}/search?q=${encodeURIComponent('рахунок')}`);
        await page.getByRole('link', { name: /Договор поставки/ }).waitFor();
        expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
        await picture(page, `${locale}-${width}`);
      }
    }
    await page.context().close();
  });
});
