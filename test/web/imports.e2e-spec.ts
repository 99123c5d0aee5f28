import { readFile } from 'node:fs/promises';
import iconv from 'iconv-lite';
import { chromium, type Browser, type Page } from 'playwright-core';
import { eventually } from '#libs/testing';
import type { ImportView } from '../../apps/core/src/clients/importing/importing.view.js';
import { describeWith, findProgram } from '../peers/real/peer.js';
import type { ApiUser } from '../product/api.js';
import { owner as boss, Product } from '../product/product.js';

const soon = { withinMs: 30_000 };

describeWith(['chromium'], 'clients out of a file, on the page', () => {
  let product: Product;
  let browser: Browser;
  let page: Page;
  let owner: ApiUser;

  beforeAll(async () => {
    product = await (await Product.gateway()).start();
    owner = await product.owner();
    await owner.newEmployee('Олена Коваль', 'olena@company.test');
    await owner.post('/card-fields', { label: 'ІПН', key: 'tax', kind: 'text', format: '9999999999' });
    await owner.newClient('Тарас Мельник', 'taras@client.test');
    browser = await chromium.launch({
      executablePath: findProgram('chromium')!,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
    });
    const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 900 } });
    page = await context.newPage();
    page.setDefaultTimeout(soon.withinMs);
    await page.goto(`${product.url}/clients/import`);
    await page.getByLabel('E-mail', { exact: true }).fill(boss.email);
    await page.getByLabel('Password', { exact: true }).fill(boss.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('heading', { name: 'Import clients' }).waitFor();
  }, 90_000);

  afterAll(async () => {
    await browser?.close();
    await product?.remove();
  });

  const choose = (name: string, bytes: Buffer) =>
    page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer: bytes });
  const names = async () =>
    (await owner.get<{ items: { name: string }[] }>('/clients?limit=100')).items.map(({ name }) => name).sort();

  it('are mapped, checked and brought in; the lines left out come back as a file; and all of it is undone', async () => {
    const text = [
      'Хто;Зв’язок;Пошта;ІПН',
      'Ірина Шевченко;050 111 22 33;iryna@new.test;1234567890',
      'Петро;;petro@@new.test;',
      'Taras Melnyk;;other@new.test;',
      'ТОВ Ромашка;044 123 45 67;;',
    ].join('\r\n');
    await choose('клієнти.csv', iconv.encode(text, 'windows-1251'));

    // The columns: what was guessed, with what stands in them, and one that somebody has to say.
    await page.getByRole('heading', { name: 'клієнти.csv' }).waitFor();
    await page.getByText('Ірина Шевченко').waitFor();
    expect(await page.getByLabel('Encoding').inputValue()).toBe('windows-1251');
    expect(await page.getByLabel('Separator').inputValue()).toBe(';');
    expect(await page.getByLabel('“Пошта” means').inputValue()).toBe('email');
    expect(await page.getByLabel('“ІПН” means').inputValue()).toBe('field:tax');
    await page.getByLabel('“Хто” means').selectOption('Name');
    await page.getByLabel('“Зв’язок” means').selectOption('Phone');
    await page.getByLabel('Responsible for new cards').selectOption('Олена Коваль');
    await page.getByRole('button', { name: 'Check the file' }).click();

    // The check: nothing is written yet.
    await page.getByRole('heading', { name: /What would happen/ }).waitFor();
    await page.getByText('no valid e-mail address').first().waitFor();
    await page.getByText('a client of this name is here already').first().waitFor();
    expect(await names()).toEqual(['Тарас Мельник']);
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'File of errors' }).click();
    const errors = iconv.decode(await readFile(await (await download).path()), 'windows-1251').split('\r\n');
    expect(errors[0]).toBe('Хто;Зв’язок;Пошта;ІПН;Line;Error;What to do');
    expect(errors[1]).toBe('Петро;;petro@@new.test;;3;email-invalid;Correct the e-mail address.');

    // Twice out of habit: meant once, and nobody else has gone on with it.
    await page.getByRole('button', { name: 'Bring in 2 lines' }).dblclick();
    await page.getByRole('heading', { name: /What happened/ }).waitFor();
    expect(await page.getByText('Somebody has gone on with this file').count()).toBe(0);
    expect(await names()).toEqual(['Ірина Шевченко', 'ТОВ Ромашка', 'Тарас Мельник']);
    const cards = page.getByRole('link', { name: 'Ірина Шевченко' });
    await cards.click();
    await page.getByText('+380 50 111 2233').or(page.getByText('+380501112233')).first().waitFor();
    await page.goBack();

    // By keyboard alone.
    await page.getByRole('button', { name: 'Undo the import' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Undo it all?' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /What the undoing did/ }).waitFor();
    expect(await names()).toEqual(['Тарас Мельник']);
    await page.getByRole('link', { name: 'Another file' }).click();
    await page
      .getByRole('link', { name: /клієнти\.csv/ })
      .getByText('undone')
      .waitFor();
  });

  it('that are none are refused where they were chosen', async () => {
    await page.goto(`${product.url}/clients/import`);
    await choose('book.xlsx', Buffer.from('504b0304140006000800', 'hex'));
    await page.getByText('This is no CSV file.').waitFor();
  });

  it('go on by themselves where the program was killed in the middle, each once', async () => {
    const rows = Array.from({ length: 4_000 }, (_, n) => `Many ${n},m${n}@many.test`);
    await choose('many.csv', Buffer.from(['name,email', ...rows].join('\n')));
    await page.getByRole('button', { name: 'Check the file' }).click();
    await page
      .getByRole('button', { name: 'Bring in 4,000 lines' })
      .or(page.getByRole('button', { name: 'Bring in 4000 lines' }))
      .click();
    const id = /import\/([\w-]+)/.exec(page.url())![1]!;
    const view = () => owner.get<ImportView>(`/imports/${id}`);
    await eventually(async () => expect((await view()).did?.created ?? 0).toBeGreaterThan(0), soon);
    await product.kill();
    await product.start();
    const halfway = await view();
    expect(halfway.state).toBe('running');
    await eventually(async () => expect((await view()).state).toBe('done'), { withinMs: 120_000 });
    expect((await view()).did).toMatchObject({ created: 4_000, twice: 0, failed: 0 });
    // The page was there all the time, and knows.
    await page.getByRole('heading', { name: /What happened/ }).waitFor();
    await page.getByText('4,000').first().waitFor();
  }, 240_000);
});
