import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import { eventually } from '#libs/testing';
import { ImapServer } from '../peers/imap-server.js';
import { aLetter } from '../peers/letters.js';
import { describeWith, findProgram } from '../peers/real/peer.js';
import { hostedMailbox } from '../product/office-mailbox.js';
import { owner, Product } from '../product/product.js';
import { forms } from './forms-filled.js';
import { wordsOf } from './page-words.js';

const t = wordsOf('en');
/** What is asked on the way to what the form is for. */
const beside = /\/(duplicates|preview|test|drafts?)\b|\/presence/;
const wrong = 'Too big: expected string to have <=3 characters';

interface Control {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly marked: boolean;
}

/** What may be typed in, in the last form with a control of that name; an expression. */
const controlsOf = (
  control: string,
) => `[...[...document.forms].filter((form) => form.querySelector('[name="${control}"]')).at(-1).querySelectorAll('input, textarea')]
  .filter((one) => one.offsetParent !== null && !one.readOnly && !one.disabled && !/^(checkbox|radio|hidden|file|search)$/.test(one.type))
  .map((one) => ({
    name: one.name,
    label: (one.labels?.[0]?.textContent ?? one.getAttribute('aria-label') ?? '').replace(/\\s*\\*$/, ''),
    value: one.value,
    marked: one.getAttribute('aria-invalid') === 'true',
  }))`;

const typed: Readonly<Record<string, string>> = {
  email: 'ada@typed.test',
  password: 'typed and long enough',
  url: 'https://typed.test',
  tel: '+380441234567',
  date: '2099-06-01',
  'datetime-local': '2099-06-01T10:00',
  time: '10:00',
};

describeWith(['chromium'], 'a form that is refused', () => {
  const imap = new ImapServer({ user: 'office@company.test', password: 'provider password' });
  const known: Record<string, string> = {};
  let product: Product;
  let browser: Browser;
  let page: Page;
  /** What the server says to whatever is to change something; null: it is asked itself. */
  let refusal: { status: number; body: object } | null = null;

  beforeAll(async () => {
    product = await (await Product.gateway()).start();
    const api = await product.owner();
    const team = await api.post<{ id: string }>('/teams', { name: 'Sales', headId: null });
    const anna = await api.newEmployee('Anna Kovalenko', 'anna@company.test', { teamId: team.id });
    known['$client'] = (await api.newClient('Ada Lovelace', 'ada@client.test', { responsibleId: anna.id })).id;
    await api.newMailbox(hostedMailbox({ imapPort: await imap.listen() }));
    imap.deliver(aLetter().from('who@new.test').to('office@company.test').bytes());
    known['$stranger'] = await eventually(async () => {
      const { items } = await api.get<{ items: { id: string }[] }>('/unplaced');
      expect(items).toHaveLength(1);
      return items[0]!.id;
    });
    browser = await chromium.launch({
      executablePath: findProgram('chromium')!,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
    });
    // What is answered here in the server's place must not be asked by a service worker.
    const context = await browser.newContext({
      locale: 'en-GB',
      viewport: { width: 1280, height: 900 },
      serviceWorkers: 'block',
    });
    page = await context.newPage();
    page.setDefaultTimeout(20_000);
    await page.route('**/api/v1/**', (route) =>
      refusal === null || route.request().method() === 'GET' || beside.test(route.request().url())
        ? route.continue()
        : route.fulfill({ status: refusal.status, contentType: 'application/problem+json', json: refusal.body }),
    );
    await page.goto(`${product.url}/`);
    await page.getByLabel('E-mail', { exact: true }).fill(owner.email);
    await page.getByLabel('Password', { exact: true }).fill(owner.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('region', { name: 'Inbox' }).waitFor();
  }, 120_000);

  beforeEach(() => (refusal = null));

  afterAll(async () => {
    await browser?.close();
    await product?.remove();
    await imap.close();
  });

  const controls = (control: string) => page.evaluate<Control[]>(controlsOf(control));

  /** Whatever is empty is filled, and what stands there is changed. */
  async function fill(form: Locator, given: Readonly<Record<string, string>> = {}): Promise<void> {
    for (const one of await form.locator('input:visible, textarea:visible').all()) {
      const type = (await one.getAttribute('type')) ?? 'text';
      const numeric = (await one.getAttribute('inputmode')) === 'numeric';
      if (/checkbox|radio|file|search/.test(type) || !(await one.isEditable())) continue;
      const there = await one.inputValue();
      if (there === '') {
        const name = (await one.getAttribute('name')) ?? '';
        await one.fill(given[name] ?? (numeric ? '77' : (typed[type] ?? 'Typed')));
      }
      // A form that nobody has changed has nothing to send.
      else if (type === 'text' && !numeric) await one.fill(`${there}x`);
    }
  }

  it('is sent once where its button is clicked twice', async () => {
    const about = forms['a tag']!;
    await page.goto(product.url + about.address);
    await page.locator('main').waitFor();
    const form = page.locator('form', { has: page.locator(`[name="${about.control}"]`) }).last();
    await fill(form);
    refusal = { status: 403, body: { title: 'Not allowed', status: 403, code: 'access.forbidden' } };
    let sent = 0;
    page.on('request', (request) => (sent += Number(request.method() === 'POST')));
    await form.locator('[type=submit]').dblclick();
    await page.getByRole('alert').getByText(t('problem.access.forbidden')).first().waitFor();
    expect(sent).toBe(1);
  });

  it.each(Object.entries(forms))('says which field and why, and keeps what was typed: %s', async (_, about) => {
    await page.goto(product.url + about.address.replace(/\$\w+/g, (name) => known[name]!));
    await page.locator('main').waitFor();
    await about.open?.(page, t);
    const form = page.locator('form', { has: page.locator(`[name="${about.control}"]`) }).last();
    await form.waitFor();
    await fill(form, about.typed);
    const before = await controls(about.control);
    const named = before.filter(({ name }) => name !== '');
    expect(named.length).toBeGreaterThan(0);
    const submit = form.locator('button[type=submit]').last();

    const errors = named.map(({ name }) => ({ path: name, message: wrong }));
    refusal = { status: 400, body: { title: 'Wrong', status: 400, code: 'request.invalid', errors } };
    await submit.click();
    const said = page.getByRole('alert');
    for (const { label } of named) await said.getByText(`${label}: at most 3 characters.`).first().waitFor();
    expect(await controls(about.control)).toEqual(before.map((one) => ({ ...one, marked: one.name !== '' })));

    refusal = { status: 403, body: { title: 'Not allowed', status: 403, code: 'access.forbidden' } };
    await submit.click();
    await said.getByText(t('problem.access.forbidden')).first().waitFor();
    expect(await controls(about.control)).toEqual(before);
  });
});
