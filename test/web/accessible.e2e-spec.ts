import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import { chromium, type Browser, type Page } from 'playwright-core';
import { ClamdPeer } from '../peers/clamd.js';
import { DnsWorld } from '../peers/dns-world.js';
import { ImapServer } from '../peers/imap-server.js';
import { describeWith, findProgram } from '../peers/real/peer.js';
import { SmtpWorld } from '../peers/smtp-world.js';
import { hostedMailbox } from '../product/office-mailbox.js';
import { owner, Product } from '../product/product.js';
import { dialogs } from './dialogs-looked-at.js';
import { deliverLetters, settleMail } from './mail-looked-at.js';
import { wordsOf } from './page-words.js';

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** WCAG 2.2, levels A and AA (https://www.w3.org/TR/WCAG22/). */
const levels = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** An address for every route of the page; `$client`, `$conversation`, `$channel`, `$import` are made by the test, `$nothing` stands for what is not there. */
const addresses: Readonly<Record<string, string>> = {
  '/inbox': '/inbox',
  '/$clientId/$conversationId': '/inbox/$client/$conversation',
  '/clients': '/clients',
  '/clients/settings': '/clients/settings',
  '/clients/import': '/clients/import',
  '/clients/import/$importId': '/clients/import/$import',
  '/clients/$clientId': '/clients/$client',
  '/calls': '/calls?tab=log',
  '/unplaced': '/unplaced',
  '/recordings/$recordingId': '/recordings/$nothing',
  '/playlists': '/playlists',
  '/playlists/$playlistId': '/playlists/$nothing',
  '/reports': '/reports',
  '/alerts': '/alerts',
  '/search': '/search?q=lamp',
  '/settings': '/settings',
  '/settings/company': '/settings/company',
  '/set-up': '/set-up?step=company',
  '/settings/conversations': '/settings/conversations',
  '/settings/sign-in': '/settings/sign-in',
  '/settings/protection': '/settings/protection',
  '/settings/forwarding': '/settings/forwarding',
  '/settings/scanner': '/settings/scanner',
  '/settings/mail-passwords': '/settings/mail-passwords',
  '/settings/notifications': '/settings/notifications',
  '/channels': '/channels',
  '/mailboxes': '/mailboxes',
  '/mailboxes/new': '/mailboxes/new',
  '/mailboxes/providers': '/mailboxes/providers',
  '/mailboxes/domains': '/mailboxes/domains',
  '/mailboxes/$channelId': '/mailboxes/$channel',
  '/mailboxes/import': '/mailboxes/import',
  '/mailboxes/import/$importId': '/mailboxes/import/$nothing',
  '/account': '/account',
  '/responses': '/responses',
  '/settings/signatures': '/settings/signatures',
  '/people': '/people',
  '/settings/routing': '/settings/routing',
  '/integrations': '/integrations',
  '/audit': '/audit',
  '/telephony': '/telephony',
  '/telephony/trunks/new': '/telephony/trunks/new',
  '/telephony/trunks/$trunkId': '/telephony/trunks/$nothing',
  '/telephony/numbers/new': '/telephony/numbers/new',
  '/telephony/numbers/$channelId': '/telephony/numbers/$nothing',
  '/telephony/extensions': '/telephony/extensions',
  '/telephony/policy': '/telephony/policy',
  '/whatsapp': '/whatsapp',
  '/whatsapp/new': '/whatsapp/new',
  '/whatsapp/$channelId': '/whatsapp/$nothing',
  '/whatsapp/$channelId/link': '/whatsapp/$nothing/link',
};
/** Looked at before anybody is signed in. */
const outside = ['/sign-in', '/join/$token'];
/** `/` only leads on; an office is set up once; and only whoever must have a second factor and has none is led to `/enrol`. */
const elsewhere = ['/', '/setup', '/enrol', ...outside];

describe('the table of addresses', () => {
  it('has every route of the page', () => {
    const folder = join(import.meta.dirname, '../../apps/web/src/routes');
    const routes = readdirSync(folder).flatMap((name) =>
      [...readFileSync(join(folder, name), 'utf8').matchAll(/^\s*path: '([^']+)'/gm)].map(([, path]) => path!),
    );
    expect(routes.filter((path) => !elsewhere.includes(path)).sort()).toEqual(Object.keys(addresses).sort());
  });
});

describeWith(['chromium'], 'the page, to whoever cannot see it', () => {
  const imap = new ImapServer({ user: 'office@company.test', password: 'provider password' });
  const smtp = new SmtpWorld();
  const dns = new DnsWorld();
  let clamd: ClamdPeer;
  const known: Record<string, string> = { $nothing: '01900000-0000-7000-8000-000000000000' };
  let product: Product;
  let browser: Browser;

  beforeAll(async () => {
    const [imapPort, smtpPort] = [await imap.listen(), await smtp.listen()];
    clamd = await ClamdPeer.start();
    const around = { KEEPLINE_CLAMD: clamd.address, KEEPLINE_DNS_SERVERS: await dns.listen() };
    product = await (await Product.gateway(around)).start();
    const api = await product.owner();
    dns.say('company.test', { MX: [[10, 'mx.company.test']], TXT: ['v=spf1 +all'] });
    const anna = await api.newEmployee('Anna Kovalenko', 'anna@company.test');
    const client = await api.newClient('Ada Lovelace', 'ada@client.test', { responsibleId: anna.id });
    const note = await api.post<{ id: string }>(`/clients/${client.id}/notes`, { text: 'Wants the big lamp.' });
    // A card with everything on it that a card may have.
    await api.post('/card-fields', { label: 'Tax number', kind: 'text', format: '99999999', required: true });
    await api.post('/card-fields', { label: 'City', kind: 'text' });
    const tag = await api.post<{ id: string }>('/card-tags', { name: 'VIP', colour: 'yellow' });
    await api.ask('PUT', `/clients/${client.id}/tags/${tag.id}`);
    await api.ask('PUT', `/clients/${client.id}/pins/${note.id}`);
    await api.patch(`/clients/${client.id}`, { stage: 'sales', fields: { city: 'Kyiv' } });
    await api.post(`/clients/${client.id}/promises`, { what: 'Send the lamp', dueAt: '2026-01-01T12:00:00Z' });
    const { mailbox, ...rest } = hostedMailbox({ imapPort, smtpPort });
    const channel = await api.newMailbox({ ...rest, mailbox: { ...mailbox, dkim: true } });
    await api.post('/mail-domains/company.test/keys', {});
    deliverLetters(imap);
    const uploaded = await api.fetch(
      'POST',
      '/imports?name=clients.csv',
      Buffer.from('Name,E-mail\nLin,lin@file.test\n'),
    );
    known['$import'] = ((await uploaded.json()) as { id: string }).id;
    Object.assign(
      known,
      { $client: client.id, $channel: channel.id },
      await settleMail(api, { clientId: client.id, channelId: channel.id, employeeId: anna.id }),
    );
    browser = await chromium.launch({
      executablePath: findProgram('chromium')!,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
    });
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await product?.remove();
    await imap.close();
    await smtp.close();
    await dns.close();
    await clamd.away();
  });

  /** Rules that are broken seriously, with where. */
  async function broken(page: Page): Promise<string[]> {
    await page.evaluate(axe);
    const { violations } = await page.evaluate<AxeResults>(
      `axe.run(document, { runOnly: ${JSON.stringify(levels)}, resultTypes: ['violations'] })`,
    );
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 200)}`));
  }

  async function settled(page: Page): Promise<void> {
    await page.locator('main, form').first().waitFor();
    await page.waitForLoadState('networkidle');
    // What moves in is half transparent while it moves. What is waited for on a page breathes without an end.
    await page.evaluate(`Promise.all(document.getAnimations().filter(({ effect }) => effect.getTiming().iterations !== Infinity)
      .map((each) => each.finished.catch(() => undefined)))`);
  }

  const lights = [
    ['light', 'en-GB', 1280],
    ['dark', 'ru-RU', 390],
  ] as const;
  type Light = readonly [colours: 'light' | 'dark', locale: string, width: number];

  /** What is broken on the pages that are looked at, by their names. */
  async function opened([colorScheme, locale, width]: Light) {
    const context = await browser.newContext({ locale, colorScheme, viewport: { width, height: 800 } });
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    const found: Record<string, string[]> = {};
    const goTo = async (address: string) => {
      await page.goto(product.url + address.replace(/\$\w+/g, (name) => known[name]!));
      await settled(page);
    };
    const look = async (name: string) => {
      await settled(page);
      const rules = await broken(page);
      if (rules.length > 0) found[name] = rules;
      const wide = await page.evaluate('document.documentElement.scrollWidth');
      if (wide !== width) found[`${name}, width`] = [String(wide)];
    };
    return { page, goTo, look, found };
  }

  async function enter(page: Page): Promise<void> {
    await page.locator('input[type=email], input[name=email], input').first().fill(owner.email);
    await page.locator('input[type=password]').fill(owner.password);
    await page.locator('button[type=submit]').click();
    await page.getByRole('navigation').first().waitFor();
  }

  it.each(lights)(
    'breaks no rule seriously, %s, %s, %d pixels wide',
    async (...light) => {
      const { page, goTo, look, found } = await opened(light);
      for (const path of outside.toReversed()) {
        await page.goto(product.url + path.replace('$token', 'none-such'));
        await look(path);
      }
      await enter(page);
      for (const [path, address] of Object.entries(addresses)) {
        await goTo(address);
        await look(path);
      }
      expect(found).toEqual({});
      await page.context().close();
    },
    240_000,
  );

  it.each(lights)(
    'breaks none in what lies over its pages, %s, %s, %d pixels wide',
    async (...light) => {
      const { page, goTo, look, found } = await opened(light);
      const words = wordsOf(light[1] === 'ru-RU' ? 'ru' : 'en');
      await goTo('/sign-in');
      await enter(page);
      for (const [name, { address, open }] of Object.entries(dialogs)) {
        await goTo(address);
        await open(page, words);
        await look(name);
      }
      expect(found).toEqual({});
      await page.context().close();
    },
    240_000,
  );
});
