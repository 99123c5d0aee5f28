import { chromium, type Browser, type Page } from 'playwright-core';
import { AProvider } from '../peers/identity-provider.js';
import { DnsWorld } from '../peers/dns-world.js';
import { ImapServer } from '../peers/imap-server.js';
import { describeWith, findProgram } from '../peers/real/peer.js';
import { SmtpWorld } from '../peers/smtp-world.js';
import type { ApiUser } from '../product/api.js';
import { owner, Product } from '../product/product.js';

const address = 'office@company.test';
const soon = { withinMs: 15_000 };

describeWith(['chromium'], 'a mailbox at its provider, on the page', () => {
  const provider = new AProvider();
  const dns = new DnsWorld();
  const imap = new ImapServer({ user: address, password: 'no password enters' });
  const world = new SmtpWorld({ user: address, password: 'no password enters' });
  let ports: { imap: number; smtp: number };
  let product: Product;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    imap.tokens = world.tokens = provider.good;
    imap.addFolder('Sent', '\\Sent');
    ports = { imap: await imap.listen(), smtp: await world.listen() };
    product = await (await Product.gateway({ KEEPLINE_DNS_SERVERS: await dns.listen() })).start();
    const api: ApiUser = await product.owner();
    const { redirectUri } = await api.get<{ redirectUri: string }>('/mail-oauth');
    provider.somebody = { email: address, verified: true };
    await provider.listen(redirectUri, { lasting: true });
    browser = await chromium.launch({
      executablePath: findProgram('chromium')!,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
    });
    const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 900 } });
    page = await context.newPage();
    page.setDefaultTimeout(soon.withinMs);
    await page.goto(`${product.url}/`);
    await page.getByLabel('E-mail', { exact: true }).fill(owner.email);
    await page.getByLabel('Password', { exact: true }).fill(owner.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('navigation', { name: 'Pages', exact: true }).waitFor();
  }, 90_000);

  afterAll(async () => {
    await browser?.close();
    await product?.remove();
    await provider.close();
    await dns.close();
    await imap.close();
    await world.close();
  });

  /** For whoever wants to see it: a picture of the page in both languages and widths, where a folder is named. */
  async function picture(name: string): Promise<void> {
    const folder = process.env['KEEPLINE_PICTURES'];
    if (folder === undefined) return;
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 900 });
      await page.screenshot({ path: `${folder}/${name}-${width}.png`, fullPage: true });
    }
    await page.setViewportSize({ width: 1280, height: 900 });
  }

  it('is registered with once', async () => {
    await page.goto(`${product.url}/mailboxes/providers`);
    await page.getByRole('button', { name: 'Register: Own sign-in server' }).click();
    await page.getByLabel('Client id', { exact: true }).fill(AProvider.client.id);
    await page.getByLabel('Client secret', { exact: true }).fill(AProvider.client.secret);
    await page.getByLabel('Issuer').fill(provider.issuer);
    await picture('providers');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Registered', { exact: true }).waitFor();
  });

  it('is found by what its domain says', async () => {
    dns.say('_imaps._tcp.second.test', { SRV: [[0, 0, 993, 'imap.second.test']] });
    dns.say('_submissions._tcp.second.test', { SRV: [[0, 0, 465, 'smtp.second.test']] });
    await page.goto(`${product.url}/mailboxes/new`);
    await page.getByRole('radio', { name: /Own server/ }).click();
    await page.getByLabel('E-mail address').fill('info@second.test');
    await page.getByLabel('Name in Keepline').focus();
    await page.getByText('imap.second.test, smtp.second.test').waitFor();
    expect(await page.getByLabel('Receiving server (IMAP)').inputValue()).toBe('imap.second.test');
  });

  it('is signed in to there, comes back with what was filled in, is tried, connected, and works', async () => {
    await page.goto(`${product.url}/mailboxes/new`);
    await page.getByRole('radio', { name: /Own server/ }).click();
    await page.getByLabel('E-mail address').fill(address);
    await page.getByLabel('Name in Keepline').fill('The office');
    for (const [label, n, port] of [
      ['Receiving server (IMAP)', 0, ports.imap],
      ['Sending server (SMTP)', 1, ports.smtp],
    ] as const) {
      await page.getByLabel(label).fill('127.0.0.1');
      await page.getByLabel('Encryption').nth(n).selectOption('none');
      await page.getByLabel('Port', { exact: true }).nth(n).fill(String(port));
    }
    await page.getByLabel('How Keepline gets in').selectOption('other');
    await page.getByRole('button', { name: 'Sign in with Own sign-in server' }).click();
    await page.getByText(`Signed in as ${address}`).waitFor();
    expect(await page.getByLabel('Name in Keepline').inputValue()).toBe('The office');
    await page.getByRole('button', { name: 'Test the connection' }).click();
    await page.getByText('Sign in for sending').waitFor();
    expect(await page.getByLabel('failed', { exact: true }).count()).toBe(0);
    await page.getByText('found by itself: Sent').waitFor({ state: 'attached' });
    await picture('signed-in');
    await page.getByRole('button', { name: 'Connect a mailbox' }).click();
    await page.getByText('Connected, letters arrive as they come').waitFor();
  });

  it('says when somebody has to sign in again, and that is one step from there', async () => {
    await provider.takeBack();
    imap.hangUp();
    await page.getByText('the sign-in at the provider is over').waitFor({ timeout: 40_000 });
    await picture('again');
    await page.getByRole('button', { name: 'Sign in again' }).click();
    await page.getByText('Signed in again. There is nothing to save.').waitFor();
    await page.getByRole('link', { name: 'Back' }).click();
    await page.getByText('Connected, letters arrive as they come').waitFor();
  });

  it('has its domain looked at: four lights, and the records that are missing, to be copied', async () => {
    dns.say('company.test', { MX: [[10, 'mx.company.test']], TXT: ['v=spf1 mx -all'] });
    await page.goto(`${product.url}/mailboxes/domains`);
    const box = page.getByRole('region', { name: 'company.test' });
    await box.getByText('There is no DMARC record.').waitFor();
    await box.getByText('v=DMARC1; p=none; rua=mailto:postmaster@company.test').waitFor();
    await box.getByText('Letters are to be signed, but there is no key yet.').waitFor();
    await box.getByRole('button', { name: 'Make a key: company.test' }).click();
    const name = await box
      .getByText(/^k\d{8}\._domainkey\.company\.test$/)
      .first()
      .innerText();
    const value = await box
      .getByText(/^v=DKIM1; k=rsa; p=/)
      .first()
      .innerText();
    await picture('domains');
    await box.getByRole('button', { name: /^Sign with it/ }).click();
    await box.getByText('The record of this key cannot be seen yet.').waitFor();
    dns.say(name, { TXT: [[value.slice(0, 200), value.slice(200)]] });
    await box.getByRole('button', { name: /^Sign with it/ }).click();
    await box.getByText('letters are signed with it').waitFor();
    await picture('domains-signed');
  });
});
