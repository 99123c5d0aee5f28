import { Secret, TOTP } from 'otpauth';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { eventually } from '#libs/testing';
import { describeWith, findProgram } from '../peers/real/peer.js';
import type { ApiUser } from '../product/api.js';
import { Product } from '../product/product.js';

const soon = { withinMs: 15_000 };
const password = 'a long enough password';

/** What the authenticator app shows; one step ahead, so that a test need not wait for the clock. */
function codeOf(secret: string, stepsAhead = 0): string {
  const totp = new TOTP({ secret: Secret.fromBase32(secret), algorithm: 'SHA1', digits: 6, period: 30 });
  return totp.generate({ timestamp: Date.now() + stepsAhead * 30_000 });
}

describeWith(['chromium'], 'signing in by the page', () => {
  let product: Product;
  let browser: Browser;
  let api: ApiUser;

  beforeAll(async () => {
    product = await (await Product.gateway()).start();
    api = await product.owner();
    browser = await chromium.launch({
      executablePath: findProgram('chromium')!,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
    });
  }, 90_000);

  afterAll(async () => {
    await browser?.close();
    await product?.remove();
  });

  async function aPage(context?: BrowserContext): Promise<Page> {
    const page = await (context ?? (await browser.newContext({ locale: 'en-GB' }))).newPage();
    page.setDefaultTimeout(soon.withinMs);
    return page;
  }
  async function signIn(page: Page, email: string, secret = password): Promise<void> {
    await page.goto(`${product.url}/sign-in`);
    await page.getByLabel('E-mail', { exact: true }).fill(email);
    await page.getByLabel('Password', { exact: true }).fill(secret);
    await page.keyboard.press('Enter');
  }
  const inbox = (page: Page) => page.getByRole('region', { name: 'Inbox' });

  it('leads whoever must have a second factor to set it up, then asks for its code; by keyboard alone', async () => {
    await api.newEmployee('Anna Kovalenko', 'anna@company.test', { password });
    expect((await api.ask('PUT', '/sign-in-policy', { requiredFor: 'everyone' })).status).toBe(200);
    const page = await aPage();
    await signIn(page, 'anna@company.test');
    await page.getByRole('heading', { name: 'Set up a second factor' }).waitFor();
    await page.getByRole('img', { name: 'QR code' }).waitFor();
    const secret = (await page.locator('code').innerText()).replaceAll(' ', '');
    // Nothing else is open to her yet.
    await page.goto(`${product.url}/inbox`);
    await page.getByRole('heading', { name: 'Set up a second factor' }).waitFor();
    const shownNow = async () => (await page.locator('code').innerText()).replaceAll(' ', '');
    await eventually(async () => expect(await shownNow()).not.toBe(secret), soon);
    const shown = await shownNow();
    await page.getByLabel('Six-digit code').fill(codeOf(shown));
    await page.keyboard.press('Enter');
    const listed = page.getByRole('group', { name: 'Recovery codes' }).getByRole('listitem');
    await listed.nth(9).waitFor();
    const codes = await listed.allInnerTexts();
    expect(codes).toHaveLength(10);
    await page.getByRole('button', { name: 'I have kept them' }).press('Enter');
    await inbox(page).waitFor();

    const again = await aPage();
    await signIn(again, 'anna@company.test');
    await again.getByRole('heading', { name: 'One more step' }).waitFor();
    await again.keyboard.type('000000');
    await again.getByText('This code is not right').waitFor();
    // Six digits are sent by themselves.
    await again.getByLabel('Six-digit code').pressSequentially(codeOf(shown, 1));
    await inbox(again).waitFor();

    const lost = await aPage();
    await signIn(lost, 'anna@company.test');
    await lost.getByRole('button', { name: 'I do not have my phone' }).click();
    await lost.getByLabel('Recovery code').fill('AAAAA-AAAAA');
    await lost.keyboard.press('Enter');
    await lost.getByText('There is no such recovery code').waitFor();
    await lost.getByLabel('Recovery code').fill(codes[0]!.toLowerCase());
    await lost.keyboard.press('Enter');
    await inbox(lost).waitFor();
    await lost.getByText('One of your recovery codes was used').waitFor();
    await lost.getByRole('button', { name: 'Seen: do not show again' }).click();
    await lost.getByText('One of your recovery codes was used').waitFor({ state: 'detached' });
    expect((await api.ask('PUT', '/sign-in-policy', { requiredFor: 'none' })).status).toBe(200);
    for (const each of [page, again, lost]) await each.context().close();
  });

  it('shows where one is signed in, and ends the others', async () => {
    await api.newEmployee('Boris Bondar', 'boris@company.test', { password });
    const [desk, phone] = [await aPage(), await aPage()];
    for (const page of [desk, phone]) {
      await signIn(page, 'boris@company.test');
      await inbox(page).waitFor();
    }
    await desk.goto(`${product.url}/account`);
    await desk.getByText('this one').waitFor();
    await desk.getByRole('button', { name: 'End all others' }).click();
    await desk.getByText('1 session was ended').waitFor();
    await phone.goto(`${product.url}/inbox`);
    await phone.getByRole('heading', { name: 'Sign in to Keepline' }).waitFor();
    for (const each of [desk, phone]) await each.context().close();
  });

  it('makes a passkey, and lets in by it: without a password, and after one', async () => {
    await api.newEmployee('Vera Voronova', 'vera@company.test', { password });
    // Passkeys are for names: the product's own address is a number.
    const url = product.url.replace('127.0.0.1', 'localhost');
    const page = await aPage();
    const devices = await page.context().newCDPSession(page);
    await devices.send('WebAuthn.enable');
    await devices.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true },
        ...{ hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
      },
    });
    const byPassword = async () => {
      await page.getByLabel('E-mail', { exact: true }).fill('vera@company.test');
      await page.getByLabel('Password', { exact: true }).fill(password);
      await page.keyboard.press('Enter');
    };
    const out = async () => {
      await page.evaluate(`fetch('/api/v1/session', { method: 'DELETE', headers: { 'X-Keepline': '1' } })`);
      await page.goto(`${url}/sign-in`);
    };
    await page.goto(`${url}/sign-in`);
    await byPassword();
    await inbox(page).waitFor();
    await page.goto(`${url}/account`);
    const passkeys = page.getByRole('region', { name: 'Passkeys' });
    await passkeys.getByRole('button', { name: 'Add' }).press('Enter');
    await page.getByLabel('Name', { exact: true }).fill('Work laptop');
    await page.keyboard.press('Enter');
    await passkeys.getByText('Work laptop', { exact: true }).waitFor();
    await passkeys.getByRole('group', { name: 'Recovery codes' }).getByRole('listitem').nth(9).waitFor();
    await page.getByRole('button', { name: 'I have kept them' }).click();

    await out();
    await page.getByRole('button', { name: 'Sign in with a passkey' }).press('Enter');
    await inbox(page).waitFor();

    await out();
    await byPassword();
    await page.getByRole('button', { name: 'Use a passkey' }).press('Enter');
    await inbox(page).waitFor();

    await page.goto(`${url}/account`);
    // A name that was not kept is forgotten, and whoever was in the form is where they came from.
    const rename = passkeys.getByRole('button', { name: 'Rename: Work laptop' });
    await rename.press('Enter');
    await passkeys.getByLabel('Name', { exact: true }).fill('Somebody else’s');
    await passkeys.getByRole('button', { name: 'Cancel' }).press('Enter');
    expect(await rename.evaluate((button) => button.matches(':focus'))).toBe(true);
    await rename.press('Enter');
    expect(await passkeys.getByLabel('Name', { exact: true }).inputValue()).toBe('Work laptop');
    await page.keyboard.press('Enter');
    await passkeys.getByLabel('Name', { exact: true }).waitFor({ state: 'detached' });
    expect(await rename.evaluate((button) => button.matches(':focus'))).toBe(true);
    await passkeys.getByRole('button', { name: 'Remove: Work laptop' }).click();
    await passkeys.getByRole('button', { name: 'Remove this passkey' }).click();
    await passkeys.getByText('Work laptop', { exact: true }).waitFor({ state: 'detached' });
    await passkeys.locator('button:focus').waitFor();
    await out();
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.getByText('This passkey was not accepted').waitFor();
    await page.context().close();
  });
});
