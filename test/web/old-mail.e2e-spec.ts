import { readFile } from 'node:fs/promises';
import { chromium, type Browser, type Page } from 'playwright-core';
import { eventually } from '#libs/testing';
import type { MailImportView } from '../../apps/core/src/conversations/importing/mail-importing.view.js';
import { aLetter } from '../peers/letters.js';
import { startDovecot, type Dovecot } from '../peers/real/dovecot.js';
import { describeWith, findProgram } from '../peers/real/peer.js';
import type { ApiUser } from '../product/api.js';
import { officeMailbox } from '../product/office-mailbox.js';
import { owner as boss, Product } from '../product/product.js';

const soon = { withinMs: 30_000 };

describeWith(['chromium', 'dovecot'], 'an old mailbox, on the page', () => {
  let product: Product;
  let dovecot: Dovecot;
  let browser: Browser;
  let page: Page;
  let owner: ApiUser;
  let ada: string;

  beforeAll(async () => {
    dovecot = await startDovecot();
    product = await (await Product.gateway()).start();
    owner = await product.owner();
    await owner.newEmployee('Olena Koval', 'olena@company.test');
    ada = (await owner.newClient('Ada Client', 'ada@client.test')).id;
    await dovecot.deliver('office', []);
    await owner.post('/channels', officeMailbox(dovecot));
    browser = await chromium.launch({
      executablePath: findProgram('chromium')!,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
    });
    const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 900 } });
    page = await context.newPage();
    page.setDefaultTimeout(soon.withinMs);
    await page.goto(`${product.url}/mailboxes/import`);
    await page.getByLabel('E-mail', { exact: true }).fill(boss.email);
    await page.getByLabel('Password', { exact: true }).fill(boss.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('heading', { name: 'Import old mail' }).waitFor();
  }, 90_000);

  afterAll(async () => {
    await browser?.close();
    await product?.remove();
    await dovecot.stop();
  });

  const toOlena = (subject: string) =>
    aLetter().to('olena@old.test').subject(subject).date('Mon, 01 Jun 2015 10:00:00 +0300');
  const subjects = async () =>
    (await owner.get<{ items: { subject: string }[] }>(`/clients/${ada}/timeline?limit=100`)).items
      .map(({ subject }) => subject)
      .sort();
  const idOf = () => /import\/([\w-]+)/.exec(page.url())![1]!;
  const view = () => owner.get<MailImportView>(`/mail-imports/${idOf()}`);
  const tellWhose = async () => {
    await page.getByLabel('Whose mailbox it was').selectOption('Olena Koval');
    await page.getByLabel('From which addresses they wrote then').fill('olena@old.test');
    await page.getByRole('button', { name: 'Look it over' }).click();
  };

  it('in a file is uploaded, looked over and brought in; what was left out comes as a report; and all of it is undone', async () => {
    const letters = [
      toOlena('A question').bytes(),
      aLetter().from('Olena <olena@old.test>').to('ada@client.test').subject('An answer').bytes(),
      aLetter().from('Who <who@nowhere.test>').to('olena@old.test').subject('Nobody knows').bytes(),
    ];
    const mbox = letters.map((one) => `From x Mon Jun  1 10:00:00 2015\n${one.toString()}\n\n`).join('');
    await page.locator('input[type=file]').setInputFiles({ name: 'old.mbox', mimeType: '', buffer: Buffer.from(mbox) });
    await page.getByRole('heading', { name: 'old.mbox' }).waitFor();
    await tellWhose();

    await page.getByRole('heading', { name: /What would happen/ }).waitFor();
    await page.getByText('who@nowhere.test').first().waitFor();
    const lookAgain = page.getByText(/add it to their addresses and look again/);
    expect(await lookAgain.count()).toBe(1);
    expect(await subjects()).toEqual([]);
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Report', exact: true }).click();
    expect(await readFile(await (await download).path(), 'utf8')).toContain('who@nowhere.test,Nobody knows');

    await page.getByRole('button', { name: 'Bring in 2 letters' }).click();
    await page.getByRole('heading', { name: /What happened/ }).waitFor();
    expect(await subjects()).toEqual(['A question', 'An answer']);
    await page.getByRole('heading', { name: 'Without a card' }).waitFor();
    expect(await lookAgain.count()).toBe(0);

    // By keyboard alone.
    await page.getByRole('button', { name: 'Undo the import' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Undo it all?' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /What the undoing did/ }).waitFor();
    expect(await subjects()).toEqual([]);
  });

  it('on a server is read, and goes on by itself where the program was killed in the middle, each letter once', async () => {
    const many = Array.from({ length: 600 }, (_, n) => toOlena(`n${n}`).bytes());
    await dovecot.deliver('olena', many);
    await page.goto(`${product.url}/mailboxes/import`);
    await page.getByLabel('User name').fill('olena');
    await page.getByLabel('Password', { exact: true }).fill('wrong');
    await page.getByLabel('Receiving server (IMAP)').fill('127.0.0.1');
    await page.getByLabel('Encryption').selectOption('none (local only)');
    await page.getByRole('textbox', { name: 'Port' }).fill(String(dovecot.port));
    await page.getByRole('button', { name: 'See the folders' }).click();
    await page.getByText('name or password refused').waitFor();
    await page.getByLabel('Password', { exact: true }).fill(dovecot.password);
    await page.getByRole('button', { name: 'See the folders' }).click();
    await page.getByRole('checkbox', { name: /INBOX/ }).waitFor();
    await page.getByRole('button', { name: 'Go on' }).click();
    await tellWhose();
    await page.getByRole('button', { name: 'Bring in 600 letters' }).click();
    await eventually(async () => expect((await view()).did?.letters ?? 0).toBeGreaterThan(0), soon);
    await product.kill();
    await product.start();
    owner = await product.owner();
    await eventually(async () => expect(await view()).toMatchObject({ state: 'done' }), { withinMs: 90_000 });
    expect((await view()).did!.verdicts).toEqual({ placed: 600 });
    const { items } = await owner.get<{ items: { interactions?: number }[] }>(`/clients/${ada}/timeline?limit=100`);
    expect(items).toHaveLength(100);
  }, 180_000);
});
