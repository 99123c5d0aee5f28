import { chromium, type Browser, type Page } from 'playwright-core';
import { eventually } from '#libs/testing';
import { describeWith, findProgram } from '../peers/real/peer.js';
import type { ApiUser } from '../product/api.js';
import { fillCard, idOfEntry } from '../product/long-card.js';
import { openDatabaseOf } from '../product/product-database.js';
import { Product } from '../product/product.js';
import { walkByWheel } from './walk-by-wheel.js';

const entries = 100_000;
const soon = { withinMs: 15_000 };
const password = 'a long enough password';

/** In the page: the entry that has the focus. */
const focusedRow = `document.activeElement?.closest('[data-row]')?.dataset.row`;

describeWith(['chromium'], 'a card with 100,000 entries', () => {
  let product: Product;
  let api: ApiUser;
  let browser: Browser;
  let card: { id: string };
  let page: Page;

  beforeAll(async () => {
    product = await (await Product.gateway()).start();
    api = await product.owner();
    const anna = await api.newEmployee('Anna Kovalenko', 'anna@company.test', { password });
    card = await api.newClient('Long Ada', 'long@client.test', { responsibleId: anna.id });
    const database = await openDatabaseOf(product.dataDir);
    await fillCard(database, product.dataDir, { clientId: card.id, entries, employeeId: anna.id });
    await database.end();
    browser = await chromium.launch({
      executablePath: findProgram('chromium')!,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
    });
    page = await (await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 800 } })).newPage();
    page.setDefaultTimeout(soon.withinMs);
    await page.goto(`${product.url}/`);
    await page.getByLabel('E-mail', { exact: true }).fill('anna@company.test');
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('region', { name: 'Inbox' }).waitFor();
  }, 180_000);

  afterAll(async () => {
    await browser?.close();
    await product?.remove();
  });

  const open = async (search: string) => {
    await page.goto(`${product.url}/clients/${card.id}${search}`);
    await page.getByRole('feed').waitFor();
  };
  const row = (n: number) => page.locator(`[data-row="${idOfEntry(n)}"]`);

  it('is walked by wheel, far back and to the newest again: every entry is seen, once, and nothing jumps', async () => {
    await open('');
    await row(entries).waitFor();
    const back = await walkByWheel(page, { by: -400, until: entries - 330 });
    expect(back).toEqual({ from: entries, to: expect.any(Number) as number, missed: [], doubled: [], jumped: 0 });
    expect(await page.locator('[data-row]').count()).toBeLessThanOrEqual(8 * 30 + 8);
    const forth = await walkByWheel(page, { by: 400, until: entries });
    expect(forth).toMatchObject({ to: entries, missed: [], doubled: [], jumped: 0 });
  }, 240_000);

  it('is jumped through by the months beside it, and read on from there both ways', async () => {
    await open('');
    const months = page.getByRole('slider', { name: 'Months of the timeline' });
    const { x, y, width, height } = (await months.boundingBox())!;
    for (const share of [0.02, 0.6]) {
      await page.mouse.click(x + width / 2, y + height * share);
      await page.waitForURL(/at=\d{4}-\d\d-01/);
      const day = /at=([\d-]+)/.exec(page.url())![1]!;
      const first = page.locator('[data-row]').first();
      await first.waitFor();
      const older = await walkByWheel(page, { by: -400, steps: 8 });
      const newer = await walkByWheel(page, { by: 400, steps: 18 });
      expect([older, newer]).toMatchObject([
        { missed: [], doubled: [], jumped: 0 },
        { missed: [], doubled: [], jumped: 0 },
      ]);
      expect(newer.to).toBeGreaterThan(older.to);
      expect(day).toMatch(/^\d{4}-\d\d-01$/);
    }
    await page.getByRole('button', { name: 'To the newest' }).click();
    await row(entries).waitFor();
    expect(page.url()).not.toContain('at=');
  }, 240_000);

  it('opens around the entry that a link names, and has it in the focus', async () => {
    await open(`?entry=${idOfEntry(50_000)}`);
    await row(50_000).waitFor();
    const article = row(50_000);
    await eventually(async () => expect(await page.evaluate(focusedRow)).toBe(idOfEntry(50_000)), soon);
    expect(await row(50_000).getAttribute('data-found')).toBe('');
    await eventually(async () => expect(await article.getAttribute('aria-posinset')).toBe('50000'), soon);
    expect(await article.getAttribute('aria-setsize')).toBe('100000');
    const { y, height } = (await row(50_000).boundingBox())!;
    expect(y > 0 && y + height < 800).toBe(true);
  });

  it('is gone through by the keyboard, and gives away the link of the entry that one stands on', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: product.url });
    await open(`?entry=${idOfEntry(50_001)}`);
    await row(50_001).waitFor();
    const stands = (n: number) =>
      eventually(async () => expect(await page.evaluate(focusedRow)).toBe(idOfEntry(n)), soon);
    await stands(50_001);
    await page.keyboard.press('j');
    await stands(50_002);
    await page.keyboard.press('k');
    await page.keyboard.press('k');
    await stands(50_000);
    await page.keyboard.press('k');
    await stands(49_999);
    await page.keyboard.press('Enter');
    await row(49_999).getByText('Details', { exact: true }).waitFor();
    await page.keyboard.press('c');
    await page.getByText('The link is copied').waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(
      `${product.url}/clients/${card.id}?entry=${idOfEntry(49_999)}`,
    );
    await page.keyboard.press('Shift+g');
    await row(entries).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('g');
    await row(1).waitFor();
  });

  it('of an entry that is not there says so, and of one that is not shown no more', async () => {
    const strange = await api.newClient('Not hers', 'not-hers@client.test');
    const { id } = await api.post<{ id: string }>(`/clients/${strange.id}/notes`, { text: 'Nothing for Anna' });
    for (const entry of [id, '019ac000-0000-7000-8000-000000000000', 'rubbish']) {
      await page.goto(`${product.url}/clients/${card.id}?entry=${entry}`);
      await page.getByText('This entry cannot be shown').waitFor();
      expect(await page.content()).not.toContain('Nothing for Anna');
    }
    await page.getByRole('button', { name: 'To the newest' }).click();
    await row(entries).waitFor();
  });

  it('is narrowed by what it is and by whom, and says how to see everything again', async () => {
    await open('');
    const bar = page.getByRole('toolbar', { name: 'Narrow the timeline' });
    await bar.getByRole('button', { name: 'Notes 10,000' }).click();
    await row(entries).waitFor();
    expect(
      await page
        .locator('[data-row]')
        .evaluateAll((rows) => rows.slice(-2).map((each) => each.getAttribute('data-row'))),
    ).toEqual([idOfEntry(entries - 10), idOfEntry(entries)]);
    await bar.getByLabel('Whose entries').selectOption({ label: 'l•••@c•••.test' });
    await page.getByText('Nothing like that in this timeline').waitFor();
    expect(page.url()).toMatch(/kind=note&contact=/);
    await page.getByRole('button', { name: 'Show everything' }).click();
    await row(entries).waitFor();
    await bar.getByLabel('Whose entries').selectOption({ label: 'Anna Kovalenko' });
    await eventually(
      async () => expect(await row(entries - 1).count()).toBe(1 - 1 * Number((entries - 1) % 3 !== 0)),
      soon,
    );
  });

  it('shows what comes while one reads elsewhere only where one reads', async () => {
    await open(`?entry=${idOfEntry(70_000)}`);
    await row(70_000).waitFor();
    const top = async () => (await row(70_000).boundingBox())!.y;
    const before = await top();
    const { id } = await api.post<{ id: string }>(`/clients/${card.id}/notes`, { text: 'Meanwhile' });
    const head = page.getByRole('button', { name: 'To the newest' });
    expect(Math.abs((await top()) - before)).toBeLessThan(2);
    await head.click();
    await page.locator(`[data-row="${id}"]`).waitFor();
    const { id: next } = await api.post<{ id: string }>(`/clients/${card.id}/notes`, { text: 'And one more' });
    await page.locator(`[data-row="${next}"]`).waitFor();
    await eventually(
      async () =>
        expect(
          await page.evaluate(
            `document.querySelector('[data-row="${next}"]').getBoundingClientRect().bottom <= innerHeight`,
          ),
        ).toBe(true),
      soon,
    );
  });
});
