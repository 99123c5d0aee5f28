import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simpleParser, type ParsedMail } from 'mailparser';
import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import { Secret, TOTP } from 'otpauth';
import { chromium, type Browser, type Page } from 'playwright-core';
import { eventually } from '#libs/testing';
import type { ClientView } from '../../apps/core/src/clients/client.view.js';
import type { UploadView } from '../../apps/core/src/conversations/interaction.view.js';
import { ImapServer } from '../peers/imap-server.js';
import { describeWith, findProgram } from '../peers/real/peer.js';
import { SmtpWorld } from '../peers/smtp-world.js';
import { hostedMailbox } from '../product/office-mailbox.js';
import { Product } from '../product/product.js';
import { wordsOf, type PageLanguage } from './page-words.js';
import { workingDays, type WorkingDay } from './working-day.js';

const soon = { withinMs: 20_000 };
const password = 'a long enough password';
const clientAddress = 'writer@client.test';
/** Every language at every width with this in the environment, and its pictures stay there; otherwise one of each language. */
const keptIn = process.env['KEEPLINE_DAY_PICTURES'];
const [desk, phone] = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];
const days: [PageLanguage, { width: number; height: number }][] = keptIn
  ? (['ru', 'uk', 'en'] as const).flatMap((language): typeof days => [
      [language, desk],
      [language, phone],
    ])
  : [
      ['en', desk],
      ['ru', phone],
      ['uk', desk],
    ];

const codeOf = (secret: string, stepsAhead = 0): string =>
  new TOTP({ secret: Secret.fromBase32(secret), algorithm: 'SHA1', digits: 6, period: 30 }).generate({
    timestamp: Date.now() + stepsAhead * 30_000,
  });

/** An office of its own for each day, so that one day leaves nothing behind for the next. */
class Office {
  readonly imap = new ImapServer({ user: 'office@company.test', password: 'provider password' });
  readonly world = new SmtpWorld();
  readonly anna = 'anna@company.test';
  readonly boris = 'boris@company.test';
  /** Of Anna's authenticator app. */
  secret = '';
  private constructor(
    readonly product: Product,
    readonly day: WorkingDay,
  ) {}

  static async open(day: WorkingDay): Promise<Office> {
    const office = new Office(await (await Product.gateway()).start(), day);
    await office.settle();
    return office;
  }

  private async settle(): Promise<void> {
    const { day, product } = this;
    const [imapPort, smtpPort] = [await this.imap.listen(), await this.world.listen()];
    const owner = await product.owner();
    await owner.patch('/me', { name: day.owner });
    // In pictures as it is in offices; otherwise nobody waits for it.
    await owner.put('/sending-policy', { undoSeconds: keptIn === undefined ? 5 : 15 });
    await owner.newMailbox(hostedMailbox({ imapPort, smtpPort }));
    const { id: teamId } = await owner.post<{ id: string }>('/teams', { name: day.team });
    await owner.newEmployee(day.anna, this.anna, { password, role: 'manager', teamId });
    const { id: borisId } = await owner.newEmployee(day.boris, this.boris, { password, role: 'manager', teamId });
    await owner.newEmployee(day.vera, 'vera@company.test', { password, teamId });
    const anna = await product.as(this.anna, password);
    this.secret = (await anna.post<{ secret: string }>('/me/second-factor/totp', {})).secret;
    await anna.post('/me/second-factor/totp/confirm', { code: codeOf(this.secret) });
    const query = new URLSearchParams({ name: day.file, type: 'application/pdf' });
    const kept = await anna.fetch('POST', `/uploads?${query.toString()}`, Buffer.from('%PDF-1.7 prices'), {
      'content-type': 'application/octet-stream',
    });
    const { id: fileId } = (await kept.json()) as UploadView;
    await anna.post('/responses', { of: 'me', ...day.ready, attachmentIds: [fileId] });
    const met = await (
      await product.as(this.boris, password)
    ).post<ClientView>('/clients', {
      ...{ kind: 'person', name: day.clientAtExhibition, responsibleId: borisId },
      contactPoints: [{ kind: 'phone', value: '+380443902216' }],
    });
    await owner.post(`/clients/${met.id}/notes`, { text: day.noted });
  }

  /** The client writes to the office, as an answer to one of its letters or of their own accord. */
  async writes(subject: string, text: string, answers?: string): Promise<void> {
    const from = { name: this.day.client, address: clientAddress };
    // A letter tells its time in whole seconds: not before that which it answers.
    const date = new Date(1000 * Math.ceil(Date.now() / 1000));
    const letter = new MailComposer({
      ...{ from, to: 'office@company.test', subject, text, date },
      ...(answers === undefined ? {} : { inReplyTo: answers, references: [answers] }),
    });
    this.imap.deliver(await letter.compile().build());
  }

  /** What has reached the client, once it has. */
  async received(): Promise<ParsedMail> {
    const letter = await eventually(
      () => {
        const found = this.world.letters.find(({ to }) => to.includes(clientAddress));
        if (found === undefined) throw new Error('the answer has not left yet');
        return found;
      },
      { withinMs: 40_000 },
    );
    return simpleParser(letter.source);
  }

  async close(): Promise<void> {
    await this.product.remove();
    await this.imap.close();
    await this.world.close();
  }
}

describeWith(['chromium'], 'a working day', () => {
  let office: Office | null = null;
  let browser: Browser;
  let pictures: string;

  beforeAll(async () => {
    pictures = keptIn ?? (await mkdtemp(join(tmpdir(), 'keepline-day-')));
    await mkdir(pictures, { recursive: true });
    browser = await chromium.launch({
      executablePath: findProgram('chromium')!,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
    });
  });

  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    await office?.close();
    office = null;
  });

  afterAll(async () => {
    await browser?.close();
    if (keptIn === undefined) await rm(pictures, { recursive: true, force: true });
  });

  it.each(days)(
    'in %s, %o',
    async (language, viewport) => {
      const day = workingDays[language];
      const words = wordsOf(language);
      const name = `${language}-${viewport.width}`;
      const here = (office = await Office.open(day));
      const onPhone = viewport.width < 700;

      const aPage = async (): Promise<Page> => {
        const context = await browser.newContext({ locale: day.locale, viewport, timezoneId: 'Europe/Kyiv' });
        const page = await context.newPage();
        page.setDefaultTimeout(soon.withinMs);
        await page.goto(here.product.url);
        return page;
      };
      const enter = async (page: Page, email: string) => {
        await page.getByLabel(words('signIn.email'), { exact: true }).fill(email);
        await page.getByLabel(words('signIn.password'), { exact: true }).fill(password);
        await page.getByRole('button', { name: words('signIn.enter'), exact: true }).click();
      };
      const page = await aPage();
      let pictured = 0;
      const picture = async (of: string, what = page) => {
        await what.waitForLoadState('networkidle');
        await what.evaluate(
          'Promise.all(document.getAnimations().filter((a) => a.effect?.getComputedTiming().iterations !== Infinity).map((a) => a.finished.catch(() => undefined)))',
        );
        expect(await what.evaluate('document.documentElement.scrollWidth')).toBe(viewport.width);
        const file = `${name}-${String(++pictured).padStart(2, '0')}-${of}.png`;
        await what.screenshot({ path: join(pictures, file) });
      };
      const inbox = () => page.getByRole('region', { name: words('shell.page.inbox'), exact: true });
      const row = (text: string) => inbox().getByRole('listitem').filter({ hasText: text });
      const act = (what: string) => page.getByRole('button', { name: words(what), exact: true });
      const seen = (text: string) => page.getByText(text).filter({ visible: true }).first().waitFor();
      const goTo = async (path: string) => page.goto(here.product.url + path);

      // The morning: a password, and the code of the app.
      await picture('sign-in');
      await enter(page, here.anna);
      await page.getByRole('heading', { name: words('account.second.title') }).waitFor();
      await picture('second-factor');
      await page.getByLabel(words('account.code')).pressSequentially(codeOf(here.secret, 1));
      await inbox().waitFor();
      await page.getByText(words('inbox.empty.all')).waitFor();
      await picture('inbox');

      // Somebody whom nobody knows writes: the tray counts it while one looks.
      await here.writes(day.subject, day.letter);
      const rail = page.getByRole('navigation', { name: words('shell.pages'), exact: true }).filter({ visible: true });
      await rail
        .getByLabel(words('shell.badge', { count: 1 }))
        .first()
        .waitFor();
      await goTo('/unplaced');
      await page.getByRole('link').filter({ hasText: day.subject }).first().click();
      await seen(day.letter.split('\n')[0]!);
      await picture('unknown-client');

      // A card for them.
      await page.getByRole('button', { name: words('unplaced.newCard') }).click();
      const making = page.getByRole('dialog', { name: words('unplaced.newCard') });
      await eventually(
        async () =>
          expect(await making.getByLabel(words('clients.personName'), { exact: true }).inputValue()).toBe(day.client),
        soon,
      );
      await making.getByLabel(words('clients.responsible')).selectOption({ label: day.anna });
      await picture('new-card');
      await making.getByRole('button', { name: words('clients.create') }).click();
      await page.getByText(words('unplaced.placed', { count: 1, name: day.client })).waitFor();
      await picture('placed');

      // The answer: words kept ready, their file with them.
      await goTo('/inbox');
      await row(day.subject).getByRole('link').click();
      const composer = page.getByRole('region', { name: words('composer.label') });
      const field = composer.locator('textarea');
      await field.click();
      await page.keyboard.type('/');
      await page
        .getByRole('listbox', { name: words('responses.title') })
        .getByRole('option')
        .first()
        .waitFor();
      await picture('ready-answers');
      await page.keyboard.type(day.ready.shortcut);
      await page.getByRole('option', { name: `/${day.ready.shortcut}` }).waitFor();
      await page.keyboard.press('Enter');
      await eventually(async () => expect(await field.inputValue()).toBe(day.answered), soon);
      await page.getByRole('button', { name: words('composer.removeFile', { name: day.file }) }).waitFor();
      await picture('answer');
      await page.getByRole('button', { name: words('composer.send'), exact: true }).click();
      await page.getByRole('timer').waitFor();
      await picture('undo-send');
      const read = await here.received();
      expect([read.text?.trim(), read.attachments.map(({ filename }) => filename)]).toEqual([day.answered, [day.file]]);

      // The client is pleased and writes again; two of us want to answer.
      await here.writes(`Re: ${day.subject}`, day.thanks, read.messageId);
      await seen(day.thanks.split('\n')[0]!);
      await picture('client-answers');
      const his = await aPage();
      await enter(his, here.boris);
      await his.getByRole('region', { name: words('shell.page.inbox'), exact: true }).waitFor();
      await his.goto(page.url());
      await his
        .getByRole('region', { name: words('composer.label') })
        .locator('textarea')
        .fill(day.colleagueWrites);
      await page.getByText(words('inbox.answering', { count: 1, names: day.boris })).waitFor();
      await picture('collision');
      await his.context().close();

      // It is Vera's now.
      await act('inbox.act.pass').click();
      const passing = page.getByRole('dialog');
      await passing.getByLabel(words('handling.to')).selectOption({ label: day.vera });
      await passing.getByLabel(words('handling.note')).fill(day.handover);
      await picture('pass-on');
      await passing.getByRole('button', { name: words('handling.pass'), exact: true }).click();
      await page.getByText(words('inbox.handledBy', { name: day.vera })).waitFor();
      await picture('passed-on');

      // Until tomorrow.
      await act('inbox.act.snooze').click();
      await page.getByRole('dialog', { name: words('handling.snoozeTitle') }).waitFor();
      await picture('snooze');
      await page
        .getByRole('dialog')
        .getByRole('button', { name: new RegExp(`^${words('handling.until.tomorrow')}`) })
        .click();
      await page.getByText(new RegExp(`^${words('inbox.sleepsUntil', { at: '' }).replace(/[ .]+$/, '')}`)).waitFor();
      await picture('snoozed');

      // Found again by another form of a word.
      await goTo(`/search?q=${encodeURIComponent(day.sought)}`);
      await seen(day.subject);
      await picture('search');

      // The colleague's card is the same client.
      await goTo(`/clients?name=${encodeURIComponent(day.client)}`);
      await page
        .getByRole('link')
        .filter({ hasText: day.client })
        .filter({ hasNotText: day.clientAtExhibition })
        .first()
        .click();
      await page.getByRole('heading', { name: day.client, level: 1 }).waitFor();
      if (onPhone) await act('clients.card').click();
      await act('clients.merge').filter({ visible: true }).click();
      const joining = page.getByRole('dialog', { name: words('merging.title') });
      await joining.getByRole('button').filter({ hasText: day.clientAtExhibition }).click();
      await joining.getByRole('button', { name: words('merging.join') }).waitFor();
      await picture('merge');
      await joining.getByRole('button', { name: words('merging.join') }).click();
      await page.getByText(words('merging.done', { name: day.clientAtExhibition })).waitFor();
      await seen(day.noted);
      await picture('merged');

      // No: they are two.
      await act('act.undo').first().click();
      await page.getByText(words('merging.undone')).waitFor();
      await page.getByText(day.noted).first().waitFor({ state: 'detached' });
      await picture('undone');
      await page.context().close();
    },
    180_000,
  );
});
