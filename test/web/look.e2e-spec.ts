import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { chromium, type Browser, type Page } from 'playwright-core';
import { eventually } from '#libs/testing';
import { ImapServer } from '../peers/imap-server.js';
import { aLetter } from '../peers/letters.js';
import { describeWith, findProgram } from '../peers/real/peer.js';
import { SmtpWorld } from '../peers/smtp-world.js';
import type { ApiUser } from '../product/api.js';
import { hostedMailbox } from '../product/office-mailbox.js';
import { Product } from '../product/product.js';
import { wordsOf, type PageLanguage } from './page-words.js';

const soon = { withinMs: 20_000 };
const svg =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><rect width="40" height="40" fill="#17713f"/></svg>';

describe('the built page', () => {
  const built = join(import.meta.dirname, '../../apps/web/dist/assets');
  const scripts = () => readdirSync(built).filter((name) => name.endsWith('.js'));
  const holding = (words: string) =>
    scripts().filter((name) => readFileSync(join(built, name), 'utf8').includes(words));

  it('has nothing of the page that shows what pages are made of', () => {
    const source = readFileSync(join(import.meta.dirname, '../../apps/web/src/design/design-page.tsx'), 'utf8');
    const mark = /mark = '([^']+)'/.exec(source)![1]!;
    expect(holding(mark)).toEqual([]);
    // So would another page be found.
    expect(holding('keepline.language').length).toBeGreaterThan(0);
  });
});

describeWith(['chromium'], 'how the page looks after letters and channels', () => {
  const imap = new ImapServer({ user: 'office@company.test', password: 'provider password' });
  const world = new SmtpWorld(imap.account);
  let product: Product;
  let browser: Browser;
  let api: ApiUser;
  let card: string;
  let channel: string;

  beforeAll(async () => {
    const [imapPort, smtpPort] = [await imap.listen(), await world.listen()];
    product = await (await Product.gateway()).start();
    api = await product.owner();
    await api.put('/company', {
      ...{ name: 'Lamps & Co', defaultCountry: 'UA', timeZone: 'Europe/Kyiv', languages: ['en'] },
      ...{ phone: '+380 44 555 01 00', website: 'https://lamps.test' },
    });
    channel = (await api.newMailbox(hostedMailbox({ imapPort, smtpPort }))).id;
    card = (await api.newClient('Ada Lovelace', 'ada@client.test')).id;
    await api.put('/sending-policy', { undoSeconds: 0 });
    const letter = aLetter().from('ada@client.test').to('office@company.test').subject('A lamp');
    const typed = letter.with('MIME-Version', '1.0').with('Content-Type', 'multipart/mixed; boundary="b"');
    const picture = readFileSync(join(import.meta.dirname, '../../apps/web/public/icons/apple-touch-180.png')).toString(
      'base64',
    );
    imap.deliver(
      typed
        .date(new Date().toUTCString())
        .body(
          [
            ...['--b', 'Content-Type: text/plain', '', 'Which one?', ''],
            ...[
              '--b',
              'Content-Type: application/pdf; name="drawing.pdf"',
              'Content-Disposition: attachment',
              '',
              '%PDF-1.7',
              '',
            ],
            ...['--b', 'Content-Type: image/png; name="lamp.png"', 'Content-Transfer-Encoding: base64'],
            ...['Content-Disposition: attachment', '', picture, '--b--', ''],
          ].join('\r\n'),
        )
        .bytes(),
    );
    await eventually(async () => {
      const { items } = await api.get<{ items: unknown[] }>(`/clients/${card}/attachments`);
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
    await world.close();
    await imap.close();
  });

  async function signIn(language: PageLanguage = 'en', width = 1280): Promise<Page> {
    const tag = { en: 'en-GB', ru: 'ru-RU', uk: 'uk-UA' }[language];
    const context = await browser.newContext({ locale: tag, viewport: { width, height: 800 }, hasTouch: width < 500 });
    const [name, value] = api.sessionCookie.split('=') as [string, string];
    await context.addCookies([{ name, value, url: product.url }]);
    const page = await context.newPage();
    page.setDefaultTimeout(soon.withinMs);
    return page;
  }
  const picture = async (page: Page, name: string) => {
    const folder = process.env['KEEPLINE_PICTURES'];
    if (folder === undefined) return;
    mkdirSync(folder, { recursive: true });
    await page.screenshot({ path: join(folder, `look-${name}.png`) });
  };

  it('a signature is written with what it will look like beside it, stands in the composer and goes with the letter', async () => {
    const page = await signIn();
    await page.goto(`${product.url}/settings/signatures`);
    await page.getByText('No signatures yet').waitFor();
    await page.getByRole('button', { name: 'Add' }).click();
    await page.getByLabel('Whose letters').selectOption({ label: 'The whole company' });
    await page.getByRole('textbox', { name: 'Words' }).fill('The lamp people\n');
    await page.getByRole('button', { name: 'company’s website' }).click();
    await page.keyboard.type('\n');
    await page.getByRole('button', { name: 'my title' }).click();
    const preview = page.getByRole('region', { name: 'How it will look' });
    await preview.getByText('https://lamps.test').waitFor();
    await preview.getByText('Nothing is said for: my title.').waitFor();
    await picture(page, 'signature-dialog');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Change the signature: The whole company' }).waitFor();
    await picture(page, 'signatures');

    await page.goto(`${product.url}/clients/${card}`);
    const words = page.getByRole('textbox', { name: 'Write an answer' });
    await words.fill('The big one.');
    await page.getByText('The lamp people').waitFor();
    await picture(page, 'composer');
    await words.press('Control+Enter');
    await eventually(() => expect(world.letters).toHaveLength(1), soon);
    const first = await simpleParser(world.letters[0]!.source);
    expect(first.text).toBe('The big one.\n\n-- \nThe lamp people\nhttps://lamps.test\n');

    await words.fill('Without it.');
    await page.getByRole('button', { name: 'Leave out' }).click();
    await page.getByText('Without a signature').waitFor();
    await words.press('Control+Enter');
    await eventually(() => expect(world.letters).toHaveLength(2), soon);
    expect((await simpleParser(world.letters[1]!.source)).text).toBe('Without it.\n');
    // The next one has it again.
    await words.fill('Another');
    await page.getByRole('button', { name: 'Leave out' }).waitFor();
    await page.context().close();
  });

  it('every channel stands on one page, whatever it is, and says what to do where it does not work', async () => {
    const page = await signIn();
    await page.goto(`${product.url}/channels`);
    await page.getByText('All channels work.').waitFor();
    await page.getByText('Own mail receiver (SMTP)').waitFor();
    await page.getByRole('img', { name: 'Office: No outage in 30 days' }).waitFor();
    await picture(page, 'channels');
    await api.patch(`/channels/${channel}`, { imapPassword: 'wrong' });
    await page.getByText('1 channel does not work.').waitFor();
    await page.getByText(/^This mailbox has worked before/).waitFor();
    await picture(page, 'channels-bad');
    await page.getByRole('link', { name: 'Put right: Office' }).click();
    await page.getByRole('region', { name: 'How it is' }).getByText('Does not work').waitFor();
    await api.patch(`/channels/${channel}`, { imapPassword: 'provider password' });
    await page.getByRole('region', { name: 'How it is' }).getByText('Works').waitFor();
    await page.goto(`${product.url}/channels`);
    await page.getByRole('img', { name: /Office: 1 outage in 30 days/ }).waitFor();
    await page.context().close();
  });

  it('the company has a picture, in the frame and before one has signed in', async () => {
    const page = await signIn();
    await page.goto(`${product.url}/settings/company`);
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: 'Choose a picture' }).click(),
    ]);
    await chooser.setFiles({ name: 'logo.svg', mimeType: 'image/svg+xml', buffer: Buffer.from(svg) });
    await page.getByRole('button', { name: 'Another picture' }).waitFor();
    const drawn = (which: Page) =>
      which
        .locator('img[src^="/api/v1/company/logo"]')
        .first()
        .evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth);
    await eventually(async () => expect(await drawn(page)).toBeGreaterThan(0), soon);
    await picture(page, 'logo');
    const stranger = await (await browser.newContext({ locale: 'en-GB' })).newPage();
    await stranger.goto(`${product.url}/sign-in`);
    await eventually(async () => expect(await drawn(stranger)).toBeGreaterThan(0), soon);
    await stranger.context().close();
    await page.context().close();
  });

  it('files of a card stand in one dialog, by their kind, and lead to their letter', async () => {
    const page = await signIn();
    await page.goto(`${product.url}/clients/${card}`);
    await page.getByRole('button', { name: 'Files and pictures' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('drawing.pdf').waitFor();
    await dialog.getByText('lamp.png').waitFor();
    await picture(page, 'files');
    await dialog.getByRole('button', { name: 'Pictures' }).click();
    await dialog.getByText('drawing.pdf').waitFor({ state: 'detached' });
    await dialog.getByText('lamp.png').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.context().close();
  });

  it.each([
    ['ru', 390],
    ['en', 390],
    ['ru', 1280],
    ['uk', 360],
  ] as const)('in %s at %i px nothing is wider than the page', async (language, width) => {
    const t = wordsOf(language);
    const page = await signIn(language, width);
    for (const [address, words] of [
      ['/settings/signatures', t('settings.title.signatures')],
      ['/channels', t('settings.title.channels')],
      ['/settings/company', t('company.logo')],
      ['/inbox', t('inbox.view.mine')],
    ] as const) {
      await page.goto(product.url + address);
      await page.getByText(words).filter({ visible: true }).first().waitFor();
      await page.waitForLoadState('networkidle');
      const over = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      expect([address, over]).toEqual([address, 0]);
      await picture(page, `${language}-${width}-${address.replaceAll('/', '_')}`);
    }
    await page.context().close();
  });
});
