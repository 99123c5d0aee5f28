import { deflateSync, crc32 } from 'node:zlib';
import { chromium, type Browser, type Page } from 'playwright-core';
import { aPdf, eicar, eventually } from '#libs/testing';
import type { ClientView } from '../../apps/core/src/clients/client.view.js';
import { ClamdPeer } from '../peers/clamd.js';
import { ImapServer } from '../peers/imap-server.js';
import { aLetter } from '../peers/letters.js';
import { describeWith, findProgram } from '../peers/real/peer.js';
import type { ApiUser } from '../product/api.js';
import { hostedMailbox } from '../product/office-mailbox.js';
import { owner, Product } from '../product/product.js';

/** A picture of one colour (PNG, RFC 2083). */
function aPng(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3, 0x7a)]);
  const pixels = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)));
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
}

const part = (name: string, type: string, bytes: Buffer) =>
  `--b\r\nContent-Type: ${type}\r\nContent-Disposition: attachment; filename="${name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n` +
  `${bytes.toString('base64').replace(/(.{76})/g, '$1\r\n')}\r\n`;

/** Dark points of the first page, as the browser drew it. */
const inked = `[...document.querySelectorAll('dialog canvas')].slice(0, 1).map((canvas) => {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let dark = 0;
  for (let at = 0; at < data.length; at += 4) if (data[at + 3] > 0 && data[at] < 100) dark += 1;
  return dark;
})[0] ?? 0`;

describeWith(['chromium'], 'files in the page', () => {
  const imap = new ImapServer({ user: 'office@company.test', password: 'provider password' });
  let clamd: ClamdPeer;
  let product: Product;
  let api: ApiUser;
  let browser: Browser;
  let ada: ClientView;
  let entry: string;

  beforeAll(async () => {
    clamd = await ClamdPeer.start();
    product = await (await Product.gateway({ KEEPLINE_CLAMD: clamd.address })).start(90_000);
    api = await product.owner();
    await api.newMailbox(hostedMailbox({ imapPort: await imap.listen() }));
    ada = await api.newClient('Ada Lovelace', 'ada@client.test');
    const files = [
      part('offer.pdf', 'application/pdf', aPdf('Angebot 7', 'Fundament')),
      part('house.png', 'image/png', aPng(320, 200)),
      part('prices.csv', 'text/csv', Buffer.from('item;price\r\nquartz;120\r\n')),
      part(
        'logo.svg',
        'image/svg+xml',
        Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
      ),
      part('invoice.exe', 'application/octet-stream', eicar()),
    ];
    const letter = aLetter()
      .to('office@company.test')
      .subject('Plans')
      .with('MIME-Version', '1.0')
      .with('Content-Type', 'multipart/mixed; boundary=b');
    imap.deliver(letter.body(`--b\r\n\r\nSee the files.\r\n${files.join('')}--b--\r\n`).bytes());
    entry = await eventually(
      async () => {
        const { items } = await api.get<{ items: { id: string; attachments: { scan: string | null }[] }[] }>(
          `/clients/${ada.id}/timeline?limit=1`,
        );
        expect(items[0]?.attachments.map(({ scan }) => scan)).toEqual(['clean', 'clean', 'clean', 'clean', 'infected']);
        return items[0]!.id;
      },
      { withinMs: 60_000 },
    );
    browser = await chromium.launch({
      executablePath: findProgram('chromium')!,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
    });
  }, 180_000);

  afterAll(async () => {
    await browser?.close();
    await product?.remove();
    await imap.close();
    await clamd.away();
  });

  async function open(width: number, path: string): Promise<{ page: Page; refused: string[] }> {
    const context = await browser.newContext({ locale: 'en-GB', viewport: { width, height: 800 } });
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    const refused: string[] = [];
    page.on('console', (message) => {
      if (/Content Security Policy|Refused to/.test(message.text())) refused.push(message.text());
    });
    await page.goto(`${product.url}/`);
    await page.getByLabel('E-mail', { exact: true }).fill(owner.email);
    await page.getByLabel('Password', { exact: true }).fill(owner.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('region', { name: 'Inbox' }).waitFor();
    await page.goto(`${product.url}${path}`);
    return { page, refused };
  }

  it.each([1280, 390])('are looked at by mouse and keys, at %i px', async (width) => {
    const { page, refused } = await open(width, `/clients/${ada.id}?entry=${entry}`);
    await page.getByRole('link', { name: /offer\.pdf/ }).click();
    const viewer = page.getByRole('dialog', { name: 'File: offer.pdf' });
    await viewer.getByRole('img', { name: 'Page 1' }).waitFor();
    await eventually(async () => expect(await page.evaluate<number>(inked)).toBeGreaterThan(50), { withinMs: 15_000 });
    const before = (await viewer.getByRole('img', { name: 'Page 1' }).boundingBox())!;
    await page.keyboard.press('-');
    await eventually(async () =>
      expect((await viewer.getByRole('img', { name: 'Page 1' }).boundingBox())!.width).toBeLessThan(before.width),
    );
    // Nothing is wider than the window.
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    await page.keyboard.press('ArrowRight');
    await page.getByRole('dialog', { name: 'File: house.png' }).getByRole('img', { name: 'house.png' }).waitFor();
    await eventually(async () =>
      expect(await page.evaluate<number>(`document.querySelector('dialog img').naturalWidth`)).toBe(320),
    );
    await page.keyboard.press('ArrowRight');
    await page.getByRole('dialog', { name: 'File: prices.csv' }).getByText('quartz;120').waitFor();
    // An SVG is a program: it is no neighbour in here, and stays a download.
    await page.keyboard.press('ArrowRight');
    expect(await page.getByRole('dialog', { name: 'File: prices.csv' }).count()).toBe(1);
    await page.keyboard.press('Escape');
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(refused).toEqual([]);
    await page.context().close();
  });

  it('that harm say so and what to do, and an owner confirms before they get one', async () => {
    const { page } = await open(1280, `/clients/${ada.id}?entry=${entry}`);
    await page.getByRole('button', { name: /invoice\.exe.*harmful/ }).click();
    const dialog = page.getByRole('dialog', { name: 'A harmful file' });
    await dialog.getByText('Eicar-Test-Signature').waitFor();
    expect(await dialog.getByText('Download all the same').getAttribute('href')).toBeNull();
    await dialog.getByRole('checkbox').check();
    const download = page.waitForEvent('download');
    await dialog.getByRole('link', { name: 'Download all the same' }).click();
    expect((await download).suggestedFilename()).toBe('invoice.exe');
    await page.context().close();
  });

  it('are found by what stands in them', async () => {
    const { page } = await open(1280, '/search?q=Fundament');
    await page.getByText('In the file offer.pdf:').waitFor();
    expect(await page.locator('mark').allInnerTexts()).toContain('Fundament');
    await page.context().close();
  });
});
