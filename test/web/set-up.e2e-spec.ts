import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { eventually } from '#libs/testing';
import { ImapServer } from '../peers/imap-server.js';
import { aLetter } from '../peers/letters.js';
import { describeWith, findProgram } from '../peers/real/peer.js';
import { Product } from '../product/product.js';

describeWith(['chromium'], 'a company sets itself up', () => {
  const imap = new ImapServer({ user: 'office@lamps.test', password: 'provider password' });
  const password = 'the owner keeps it';
  let imapPort: number;
  let product: Product;
  let browser: Browser;

  beforeAll(async () => {
    imapPort = await imap.listen();
    product = await (await Product.gateway({ KEEPLINE_OWNER_EMAIL: '', KEEPLINE_OWNER_PASSWORD: '' })).start();
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

  /** As whoever starts the server reads it in its console. */
  async function printedCode(): Promise<string> {
    const log = await readFile(join(product.dataDir, 'gateway.log'), 'utf8');
    return /"setupCode":"([^"]+)"/.exec(log)![1]!;
  }

  const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true, level: 2 }).waitFor();
  const step = (page: Page, name: string) => page.getByRole('navigation', { name: 'First steps' }).getByText(name);

  it('from an empty data folder to a letter in the inbox', async () => {
    const page = await (await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Warsaw' })).newPage();
    page.setDefaultTimeout(20_000);
    await page.goto(product.url);
    await page.getByRole('heading', { name: 'Welcome to Keepline' }).waitFor();
    await page.getByLabel('One-time code').fill(await printedCode());
    await page.getByLabel('Company name').fill('Lamps');
    await page.getByLabel('Country').selectOption('PL');
    await page.getByLabel('Your name').fill('Olga');
    await page.getByLabel('E-mail').fill('olga@lamps.test');
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Start' }).click();

    // About the company: what is known already stands there.
    await heading(page, 'About the company');
    expect(await page.getByLabel('Company name').inputValue()).toBe('Lamps');
    expect(await page.getByLabel('Time zone').inputValue()).toBe('Europe/Warsaw');
    await page.getByLabel('Company name').fill('Lamps & Co');
    await page.getByLabel('Українська').check();
    await page.getByLabel('Website').fill('lamps.test');
    await page.getByRole('button', { name: 'Save and go on' }).click();

    // The first mailbox: a wrong password is found out by the live test, before anything is saved.
    await heading(page, 'First mailbox');
    await page.getByRole('radio', { name: /Own server/ }).click();
    await page.getByLabel('E-mail address').fill('office@lamps.test');
    await page.getByRole('textbox', { name: 'Password' }).fill('wrong');
    await page.getByRole('switch', { name: 'Send from this mailbox' }).uncheck();
    await page.getByLabel('Receiving server (IMAP)').fill('127.0.0.1');
    await page.getByLabel('Encryption').selectOption('none');
    await page.getByRole('textbox', { name: 'Port' }).fill(String(imapPort));
    await page.getByRole('button', { name: 'Test the connection' }).click();
    await page.getByText('Enter the password again.', { exact: true }).waitFor();
    // Of a trial nothing goes on by itself: nobody is told that it will.
    const rude = createServer((socket) => socket.end()).listen(0, '127.0.0.1');
    await once(rude, 'listening');
    await page.getByRole('textbox', { name: 'Port' }).fill(String((rude.address() as AddressInfo).port));
    await page.getByRole('button', { name: 'Test again' }).click();
    await page.getByText('Nothing is saved yet. Check the server and its port, and test again.').waitFor();
    rude.close();
    await page.getByRole('textbox', { name: 'Port' }).fill(String(imapPort));
    await page.getByRole('textbox', { name: 'Password' }).fill('provider password');
    await page.getByRole('button', { name: 'Test again' }).click();
    await page.getByLabel('went well').first().waitFor();
    await eventually(async () => expect(await page.getByLabel('failed').count()).toBe(0));
    await page.getByRole('button', { name: 'Connect a mailbox' }).click();

    // The first team; and after a reload the guide goes on where it was.
    await heading(page, 'First team');
    await page.goto(`${product.url}/set-up`);
    await heading(page, 'First team');
    await page.getByLabel('Name of the team').fill('Sales');
    await page.getByRole('button', { name: 'Add a team' }).click();

    await heading(page, 'Invite people');
    await page.getByRole('button', { name: 'Invite an employee' }).click();
    await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill('Anna');
    await page.getByRole('dialog').getByLabel('E-mail for signing in').fill('anna@lamps.test');
    await page.getByRole('button', { name: 'Make a link' }).click();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('button', { name: 'Next' }).click();

    await heading(page, 'WhatsApp and telephone');
    await page.getByRole('button', { name: 'Not now' }).click();

    await heading(page, 'First letter');
    await page.getByText('Write a letter to office@lamps.test').waitFor();
    await step(page, 'WhatsApp and telephone').waitFor();
    expect(await page.getByLabel('passed over').count()).toBe(1);
    expect(await page.getByLabel('done', { exact: true }).count()).toBe(4);

    // What is left stands beside the inbox, until the letter is there and the list is put away.
    await page.getByRole('link', { name: 'To the inbox' }).click();
    await page.getByRole('heading', { name: 'First steps of Lamps & Co' }).waitFor();
    await page.getByText('Clients’ letters will stand here as they come.').waitFor();
    const letter = aLetter().from('Ada Lovelace <ada@client.test>').to('office@lamps.test').subject('A new lamp');
    imap.deliver(letter.date(new Date().toUTCString()).bytes());
    await page.getByRole('link', { name: 'Unplaced' }).click();
    await page.getByText('A new lamp').first().click();
    await page
      .getByRole('button', { name: /New card/ })
      .first()
      .click();
    await page.getByRole('dialog').getByRole('button', { name: 'Make the card' }).click();
    await page.getByRole('link', { name: 'Inbox', exact: true }).click();
    await page.getByRole('link', { name: 'A new lamp' }).waitFor();
    await page.getByRole('heading', { name: 'Lamps & Co is set up' }).waitFor();
    expect(await page.title()).toContain('Lamps & Co');
    await page.getByRole('button', { name: 'Put this list away' }).click();
    await page.getByText('Choose a conversation').waitFor();
    await page.reload();
    await page.getByText('Choose a conversation').waitFor();
    await page.context().close();
  }, 180_000);
});
