import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import { eventually } from '#libs/testing';
import { ImapServer } from '../peers/imap-server.js';
import { aLetter } from '../peers/letters.js';
import { describeWith, findProgram } from '../peers/real/peer.js';
import { SmtpWorld } from '../peers/smtp-world.js';
import { hostedMailbox } from '../product/office-mailbox.js';
import { owner, Product } from '../product/product.js';

const soon = { withinMs: 15_000 };
const password = 'a long enough password';
const subjects = ['First question', 'Second question', 'Third question'];

describeWith(['chromium'], 'the inbox in the page', () => {
  const imap = new ImapServer({ user: 'office@company.test', password: 'provider password' });
  const world = new SmtpWorld();
  let product: Product;
  let browser: Browser;

  beforeAll(async () => {
    const [imapPort, smtpPort] = [await imap.listen(), await world.listen()];
    product = await (await Product.gateway()).start();
    const api = await product.owner();
    // Nobody waits here for an answer that could still be taken back.
    await api.put('/sending-policy', { undoSeconds: 0 });
    const anna = await api.newEmployee('Anna Kovalenko', 'anna@company.test', { password });
    await api.newEmployee('Boris Bondar', 'boris@company.test', { password });
    await api.newMailbox(hostedMailbox({ imapPort, smtpPort }));
    await api.newClient('Ada Lovelace', 'ada@client.test', { responsibleId: anna.id });
    for (const [n, subject] of subjects.entries()) {
      const date = new Date(Date.now() - (subjects.length - n) * 60_000).toUTCString();
      imap.deliver(aLetter().to('office@company.test').subject(subject).date(date).body('Tell me more.\r\n').bytes());
    }
    await eventually(async () => {
      const { items } = await api.get<{ items: unknown[] }>('/conversations');
      expect(items).toHaveLength(3);
    }, soon);
    browser = await chromium.launch({
      executablePath: findProgram('chromium')!,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
    });
  }, 90_000);

  afterAll(async () => {
    await browser?.close();
    await product?.remove();
    await imap.close();
    await world.close();
  });

  async function signIn(email: string, secret = password): Promise<Page> {
    const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    page.setDefaultTimeout(soon.withinMs);
    await page.goto(`${product.url}/`);
    await page.getByLabel('E-mail', { exact: true }).fill(email);
    await page.getByLabel('Password', { exact: true }).fill(secret);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('region', { name: 'Inbox' }).waitFor();
    return page;
  }
  const row = (page: Page, subject: string) => page.getByRole('listitem').filter({ hasText: subject });
  const isCut = (words: Locator) => words.evaluate(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth);
  const inView = async (page: Page, view: string) => {
    await page.goto(`${product.url}/inbox?view=${view}`);
    await page.getByRole('region', { name: 'Inbox' }).waitFor();
  };

  it('is worked through by the keyboard: several at once, put back at once', async () => {
    const page = await signIn('anna@company.test');
    await row(page, 'Third question').waitFor();
    for (const key of ['j', 'x', 'j', 'x']) await page.keyboard.press(key);
    await page.getByText('2 selected').waitFor();
    // Escape closes the question and leaves the selection alone.
    await page.keyboard.press('z');
    await page.getByRole('dialog', { name: 'Put off' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('e');
    await page.getByText('2 conversations done').waitFor();
    await eventually(async () => expect(await row(page, 'Done').count()).toBe(2), soon);
    await page.getByRole('button', { name: 'Undo' }).click();
    await eventually(async () => expect(await row(page, 'waiting').count()).toBe(3), soon);
    await page.context().close();
  });

  it('puts off until tomorrow, and shows when it comes back', async () => {
    const page = await signIn('anna@company.test');
    await row(page, 'First question').getByRole('link').click();
    await page.getByRole('button', { name: 'Put off' }).click();
    await page.getByRole('button', { name: /^Tomorrow/ }).click();
    await page.getByText(/^Put off until /).waitFor();
    await inView(page, 'snoozed');
    await row(page, 'First question').waitFor();
    await page.context().close();
  });

  it('has the focus again where a dialog was opened, when it is closed', async () => {
    const page = await signIn('anna@company.test');
    await row(page, 'Third question').getByRole('link').click();
    for (const name of ['Join, split or move', 'Pass on', 'Put off']) {
      const opener = page.getByRole('button', { name, exact: true });
      await opener.focus();
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').locator(':focus').waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await eventually(async () => expect(await opener.evaluate((it) => it.matches(':focus'))).toBe(true), soon);
    }
    await page.context().close();
  });

  it('is put right on a telephone, and back: one goes along, and what is said covers nothing else', async () => {
    const api = await product.owner();
    const { items } = await api.get<{ items: { name: string; id: string }[] }>('/employees');
    const responsibleId = items.find(({ name }) => name === 'Anna Kovalenko')!.id;
    const other = await api.newClient('Grace Hopper', 'grace@client.test', { responsibleId });
    const page = await signIn('anna@company.test');
    await page.setViewportSize({ width: 390, height: 860 });
    await row(page, 'First question').getByRole('link').click();
    await page.waitForURL(/\/inbox\/[^/]+\/[^/]+/);
    const before = page.url();
    // What is written in folds away when it loses the focus, and not from under the finger.
    await page.getByRole('textbox', { name: 'Write an answer' }).click();
    await page.getByRole('article').last().hover();
    await page.getByRole('button', { name: 'Next step' }).last().click();
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    const putRight = page.getByRole('button', { name: 'Join, split or move' });
    const moved = async () => {
      await putRight.click();
      await page.getByRole('radio', { name: 'The whole conversation to another card' }).check();
      await page.getByRole('button', { name: 'Choose the card' }).click();
      await page.getByRole('combobox').fill('Grace');
      await page.getByRole('option', { name: /Grace Hopper/ }).click();
      await page.getByRole('button', { name: 'Move', exact: true }).click();
      await page.waitForURL((url) => url.pathname.includes(other.id));
    };
    await moved();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.waitForURL(before);
    // The same way out of the dialog, which lies under what was said last.
    await moved();
    await putRight.click();
    await page.getByRole('dialog').getByRole('button', { name: 'Undo' }).first().click();
    await page.waitForURL(before);
    await page.context().close();
  });

  it('passes a conversation to a colleague who did not see the client, with a note', async () => {
    const boris = await signIn('boris@company.test');
    await boris.getByText('No letters yet').waitFor();
    const anna = await signIn('anna@company.test');
    await row(anna, 'Second question').getByRole('link').click();
    await anna.getByRole('button', { name: 'Pass on' }).click();
    await anna.getByLabel('To whom').selectOption({ label: 'Boris Bondar' });
    await anna.getByLabel('Note for the colleague').fill('You know lamps.');
    await anna.getByRole('dialog').getByRole('button', { name: 'Pass on' }).click();
    await anna.getByText('Handled by Boris Bondar.').waitFor();
    await row(boris, 'Second question').getByRole('link').click();
    await boris.getByText('You know lamps.').waitFor();
    // To himself, without a word: nothing would come of it.
    await boris.getByRole('button', { name: 'Pass on' }).click();
    expect(await boris.getByRole('dialog').getByRole('button', { name: 'Pass on' }).isDisabled()).toBe(true);
    await Promise.all([anna.context().close(), boris.context().close()]);
  });

  it('says who answers, and who answered meanwhile before a second answer goes out', async () => {
    const [anna, boss] = [await signIn('anna@company.test'), await signIn(owner.email, owner.password)];
    for (const page of [anna, boss]) await row(page, 'Third question').getByRole('link').click();
    await boss.getByText('Anna Kovalenko is looking').waitFor();
    await anna.getByRole('textbox', { name: 'Write an answer' }).fill('It costs ten.');
    const answering = boss.getByText('Anna Kovalenko is answering');
    await answering.waitFor();
    for (const width of [390, 1440]) {
      await boss.setViewportSize({ width, height: 860 });
      await eventually(async () => expect(await isCut(answering)).toBe(false), soon);
    }
    // The owner's line is down for a moment: nothing tells the page that Anna has answered.
    await boss.getByRole('textbox', { name: 'Write an answer' }).fill('It costs twelve.');
    await boss.route('**/timeline**', (route) => route.abort());
    await anna.getByRole('button', { name: 'Send', exact: true }).click();
    await eventually(() => expect(world.letters).toHaveLength(1), soon);
    await boss.getByRole('button', { name: 'Send', exact: true }).click();
    await boss.getByText(/Anna Kovalenko answered while you were writing/).waitFor();
    expect(world.letters).toHaveLength(1);
    await boss.unroute('**/timeline**');
    await boss.getByRole('button', { name: 'Send anyway' }).click();
    await eventually(() => expect(world.letters).toHaveLength(2), soon);
    await Promise.all([anna.context().close(), boss.context().close()]);
  });

  it('keeps a filter under a name', async () => {
    const page = await signIn('anna@company.test');
    await page.getByRole('button', { name: 'Filter' }).click();
    await page.getByLabel('Medium').selectOption('phone');
    await page.getByText('Nothing fits the filter').waitFor();
    await page.getByLabel('Save this filter as').fill('Only calls');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Saved as “Only calls”').waitFor();
    await inView(page, 'all');
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Only calls' }).click();
    await page.getByText('Nothing fits the filter').waitFor();
    expect(new URL(page.url()).searchParams.get('medium')).toBe('phone');
    await page.context().close();
  });

  it('says before a word is written that a colleague answers alone, and takes over', async () => {
    const api = await product.owner();
    await api.put('/handling-policy', { onlyHandlerWrites: true });
    const anna = await signIn('anna@company.test');
    await row(anna, 'Second question').getByRole('link').click();
    await anna.getByText(/^Boris Bondar handles this conversation and answers alone/).waitFor();
    expect(await anna.getByRole('textbox', { name: 'Write an answer' }).count()).toBe(0);
    await anna.getByRole('button', { name: 'Take over' }).click();
    await anna.getByRole('textbox', { name: 'Write an answer' }).waitFor();
    await api.put('/handling-policy', { onlyHandlerWrites: false });
    await anna.context().close();
  });

  it('is divided by rules and hours that the owner sets', async () => {
    const api = await product.owner();
    await api.post('/teams', { name: 'Sales' });
    const page = await signIn(owner.email, owner.password);
    await page.goto(`${product.url}/settings/routing`);
    await page.getByRole('button', { name: 'Change routing: Sales' }).click();
    await page.getByRole('switch', { name: 'Give conversations to people' }).check();
    await page.getByRole('radio', { name: 'To the least busy' }).check();
    await page.getByLabel('First answer within, min').fill('60');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('To the least busy', { exact: true }).waitFor();
    await page.getByText('first answer within 60 min').waitFor();
    await page.getByRole('button', { name: 'Change hours: Office' }).click();
    await page.getByRole('button', { name: 'Add hours' }).click();
    await page.getByRole('switch', { name: 'Answer automatically when closed' }).check();
    await page.getByRole('figure').getByText('This is an automatic reply.').waitFor();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Mon–Fri 09:00–18:00').waitFor();
    const { items } = await api.get<{ items: { afterHours: { enabled: boolean; language: string } | null }[] }>(
      '/channel-hours',
    );
    expect(items.map(({ afterHours }) => [afterHours?.enabled, afterHours?.language])).toEqual([[true, 'en']]);
    await page.context().close();
  });
});
