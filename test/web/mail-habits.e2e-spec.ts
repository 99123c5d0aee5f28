import { chromium, type Browser, type Page } from 'playwright-core';
import { eventually } from '#libs/testing';
import { bySwaks } from '../mail/mail-programs.js';
import { describeWith, findProgram } from '../peers/real/peer.js';
import { SmtpWorld } from '../peers/smtp-world.js';
import type { ApiUser } from '../product/api.js';
import { owner as boss, Product } from '../product/product.js';

const soon = { withinMs: 30_000 };

describeWith(['chromium', 'swaks'], 'mail programs, on the page', () => {
  const world = new SmtpWorld();
  let product: Product;
  let browser: Browser;
  let page: Page;
  let owner: ApiUser;
  let ada: string;
  let password: string;

  beforeAll(async () => {
    const smarthost = await world.listen();
    product = await Product.gateway();
    await product.start(100_000);
    owner = await product.owner();
    await owner.newMailbox({
      ...{ name: 'Office', teamId: null, imapPassword: null, smtpPassword: null },
      mailbox: {
        ...{ address: 'office@company.test', displayName: 'The Company', aliases: [], imap: null },
        smtp: { host: '127.0.0.1', port: smarthost, security: 'none', user: null },
        ...{ backfillFrom: null, plusAddressing: true },
      },
    });
    ada = (await owner.newClient('Ada Client', 'ada@client.test')).id;
    ({ secret: password } = await owner.post<{ secret: string }>('/me/mail-passwords', { name: 'Work laptop' }));
    browser = await chromium.launch({
      executablePath: findProgram('chromium')!,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
    });
    const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 900 } });
    page = await context.newPage();
    page.setDefaultTimeout(soon.withinMs);
    await page.goto(`${product.url}/settings/protection`);
    await page.getByLabel('E-mail', { exact: true }).fill(boss.email);
    await page.getByLabel('Password', { exact: true }).fill(boss.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  }, 180_000);

  afterAll(async () => {
    await browser?.close();
    await product?.remove();
    await world.close();
  });

  /** For whoever wants to see it: a picture in each width, where a folder is named. */
  async function picture(name: string): Promise<void> {
    const folder = process.env['KEEPLINE_PICTURES'];
    if (folder === undefined) return;
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 900 });
      await page.screenshot({ path: `${folder}/${name}-${width}.png`, fullPage: true });
    }
    await page.setViewportSize({ width: 1280, height: 900 });
  }
  const section = () => page.locator('form').filter({ hasText: 'A letter to colleagues only' });
  const policy = () => owner.get<{ signature: object; responses: boolean; colleagues: string }>('/submission-policy');

  it('the owner decides what of the page holds in them', async () => {
    await section().getByLabel('Put the signature under letters').check({ force: true });
    await section().getByLabel('In letters that go out by').selectOption('chosen');
    await section().getByLabel('office@company.test').waitFor();
    await section().getByLabel('Replace the mail program’s own signature').uncheck({ force: true });
    await section().getByLabel('A letter to colleagues only').selectOption('refuse');
    await picture('habits');
    await section().getByRole('button', { name: 'Save' }).click();
    await eventually(async () => {
      const { signature, responses, colleagues } = await policy();
      const { items } = await owner.get<{ items: { id: string }[] }>('/channels');
      expect(signature).toEqual({ enabled: true, channelIds: [items[0]!.id], replaceOwn: false });
      expect([responses, colleagues]).toEqual([true, 'refuse']);
    }, soon);
  });

  it('a letter that waits stands on the card, and is taken back to be written on', async () => {
    const at = new Date(Date.now() + 86_400_000).toUTCString().replace('GMT', '+0000');
    await bySwaks(
      { port: product.submission.port, user: boss.email, password },
      {
        ...{ from: boss.email, to: ['ada@client.test'], subject: 'Tomorrow', body: 'Good morning, Ada.' },
        headers: [`Deferred-Delivery: ${at}`],
      },
    );
    await page.goto(`${product.url}/clients/${ada}`);
    await page.getByText('Good morning, Ada.').waitFor();
    await page.getByText('written in a mail program').waitFor();
    await picture('waits');
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    await eventually(async () => {
      expect((await page.getByRole('textbox', { name: 'Write an answer' }).inputValue()).trim()).toBe(
        'Good morning, Ada.',
      );
    }, soon);
    expect(world.letters).toEqual([]);
  });

  it('a letter to somebody without a card waits in the tray under their address, and becomes a card of theirs', async () => {
    const { port } = product.submission;
    await bySwaks(
      { port, user: boss.email, password },
      { from: boss.email, to: ['lin@new.test'], subject: 'A price list', body: 'Good day.' },
    );
    await eventually(
      async () => expect((await owner.get<{ items: object[] }>('/unplaced')).items).toHaveLength(1),
      soon,
    );
    await page.goto(`${product.url}/unplaced`);
    await page.getByRole('link', { name: /To: lin@new\.test/ }).waitFor();
    await page.getByLabel('Remember the recipient’s address on the card').waitFor({ state: 'attached' });
    await picture('tray');
    const views = page.getByRole('navigation', { name: 'What to show' });
    await views.getByRole('link', { name: 'Spam' }).click();
    await page.getByText('No spam').waitFor();
    expect(await views.locator('[aria-current=page]').allInnerTexts()).toEqual(['Spam']);
    await views.getByRole('link', { name: 'Unplaced' }).click();
    await page.getByRole('link', { name: /To: lin@new\.test/ }).waitFor();
    await page.getByRole('button', { name: /^New card/ }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByLabel('Name').inputValue()).toBe('lin@new.test');
    await dialog.getByRole('button', { name: 'Make the card' }).click();
    await eventually(
      async () =>
        expect((await owner.get<{ items: object[] }>('/clients?name=lin')).items).toMatchObject([
          { name: 'lin@new.test' },
        ]),
      soon,
    );
    const { items } = await owner.get<{ items: { id: string }[] }>('/clients?name=lin');
    expect(await owner.get(`/clients/${items[0]!.id}`)).toMatchObject({ contactPoints: [{ value: 'lin@new.test' }] });
  });

  it('whoever looks after channels sees whose they are, and ends one', async () => {
    await page.goto(`${product.url}/settings`);
    await page.getByRole('link', { name: /^Mail passwords/ }).click();
    const row = page.getByRole('listitem').filter({ hasText: 'Work laptop' });
    await row.getByText('swaks').waitFor();
    await row.getByText('127.0.…').waitFor();
    await picture('passwords');
    await row.getByRole('button', { name: /^Revoke/ }).click();
    await row.getByRole('button', { name: /^Revoke for good/ }).click();
    await page.getByText('Nobody has made a mail password yet').waitFor();
    await picture('no-passwords');
    expect((await owner.get<{ items: object[] }>('/me/mail-passwords')).items).toEqual([]);
  });
});
