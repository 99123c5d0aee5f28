import { ImapFlow } from 'imapflow';
import { chromium, type Browser, type Page } from 'playwright-core';
import { simpleParser, type ParsedMail } from 'mailparser';
import nodemailer, { type SendMailOptions } from 'nodemailer';
import { WebSocket } from 'ws';
import { eventually } from '#libs/testing';
import type { ClientView } from '../../apps/core/src/clients/client.view.js';
import type { InteractionView } from '../../apps/core/src/conversations/interaction.view.js';
import type { WorkMailboxView } from '../../apps/core/src/conversations/reach/work-mailboxes/work-mailbox.view.js';
import { startDovecot, type Dovecot } from '../peers/real/dovecot.js';
import { findProgram } from '../peers/real/peer.js';
import { ReceivedByPage } from '../peers/received-by-page.js';
import { startPostfix, type Postfix } from '../peers/real/postfix.js';
import type { ApiUser } from '../product/api.js';
import { inBothWays } from '../product/both-ways.js';
import { officeMailbox } from '../product/office-mailbox.js';
import type { Product } from '../product/product.js';

const soon = { withinMs: 30_000 };
const client = 'ada.lovelace@analytical.test';
/** In any case, in text, links and headers; what stands for the at sign does not matter. */
const reachesTheClient = /ada\.lovelace\W{0,3}(?:@|%40|=40|&#64;|\(at\)|•)|analytical\.test/i;

/** How the corporate address is received: letters come to our own SMTP receiver, or are fetched from a provider. */
const ways = ['received by us', 'fetched from a provider'] as const;

inBothWays(['dovecot', 'postfix', 'chromium'], 'a client whose address an employee does not see', (setting) => {
  describe.each(ways)('%s', (way) => {
    let product: Product;
    let close: (() => Promise<void>) | undefined;
    let dovecot: Dovecot;
    let postfix: Postfix;
    let owner: ApiUser;
    let anna: ApiUser;
    let card: ClientView;
    let socket: WebSocket | undefined;
    let browser: Browser | undefined;
    let page: Page;
    let ear: ReceivedByPage;
    const heard: string[] = [];
    const ours = way === 'received by us';

    beforeAll(async () => {
      dovecot = await startDovecot();
      postfix = await startPostfix({
        ...{ root: dovecot.root, owner: dovecot.owner },
        addresses: ['office@company.test', 'anna@home.test', 'boris@home.test', client],
      });
      ({ product, close } = await setting.open());
      owner = await product.owner();
      const employee = await owner.newEmployee('Anna Kovalenko', 'anna@company.test');
      anna = await product.as('anna@company.test');
      const smarthost = { host: '127.0.0.1', port: postfix.port, security: 'none', user: null } as const;
      await owner.newMailbox(officeMailbox(dovecot, { smtp: smarthost, ...(ours ? { imap: null } : {}) }));
      await owner.put('/forwarding-policy', { enabled: true, substitutes: true, channels: [] });
      card = await owner.newClient('Ada Lovelace', client, { responsibleId: employee.id });
      socket = new WebSocket(`${product.url.replace('http', 'ws')}/api/v1/live`, {
        headers: { cookie: anna.sessionCookie, origin: product.url },
      });
      socket.on('message', (data: Buffer) => heard.push(data.toString()));
      browser = await chromium.launch({
        executablePath: findProgram('chromium')!,
        args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
      });
      page = await (await browser.newContext({ locale: 'en-GB' })).newPage();
      page.setDefaultTimeout(30_000);
      ear = new ReceivedByPage(page);
      await page.goto(`${product.url}/`);
      await page.getByLabel('E-mail', { exact: true }).fill('anna@company.test');
      await page.getByLabel('Password', { exact: true }).fill('a long enough password');
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.getByRole('navigation', { name: 'Pages', exact: true }).waitFor();
      await page.goto(`${product.url}/clients/${card.id}`);
      await page.getByText('Ada Lovelace').first().waitFor();
    }, 240_000);

    afterAll(async () => {
      socket?.close();
      await browser?.close();
      await close?.();
      await postfix?.stop();
      await dovecot?.stop();
    });

    /** Whoever looks a domain up finds our receiver, or the provider's. */
    const write = async (to: 'company' | 'others', letter: SendMailOptions) => {
      const port = to === 'company' && ours ? product.smtpPort : postfix.port;
      const transport = nodemailer.createTransport({ host: '127.0.0.1', port, tls: { rejectUnauthorized: false } });
      try {
        await transport.sendMail(letter);
      } finally {
        transport.close();
      }
    };
    const inMailbox = async (user: string): Promise<Buffer[]> => {
      const imap = new ImapFlow({
        ...{ host: '127.0.0.1', port: dovecot.port, secure: false, logger: false, disableAutoIdle: true },
        auth: { user, pass: dovecot.password },
      });
      await imap.connect();
      try {
        await imap.mailboxOpen('INBOX');
        const letters: Buffer[] = [];
        for await (const { source } of imap.fetch('1:*', { source: true })) if (source) letters.push(source);
        return letters;
      } finally {
        await imap.logout();
      }
    };
    const arrives = async (user: string, text: string): Promise<ParsedMail> =>
      eventually(async () => {
        const letters = await Promise.all((await inMailbox(user)).map((raw) => simpleParser(raw)));
        const found = letters.find((letter) => letter.text?.includes(text) === true);
        expect(found).toBeDefined();
        return found!;
      }, soon);
    const quoted = (letter: ParsedMail): string =>
      [
        `On Thursday, ${letter.from!.text} wrote:`,
        ...(letter.text ?? '').split('\n').map((line) => `> ${line}`),
        `-----Original Message-----`,
        `From: ${letter.from!.text}`,
        `Reply-To: ${letter.replyTo?.text ?? ''}`,
      ].join('\n');
    const asHtml = (letter: ParsedMail): string =>
      `<blockquote>From: <a href="mailto:${letter.replyTo?.value[0]?.address ?? ''}">${letter.replyTo?.value[0]?.address ?? ''}</a>` +
      `${letter.html || ''}</blockquote>`;
    const fileOf = (name: string) => ({ filename: name, content: `${name} for the office` });

    it('writes to their mail program, which shows a code first', async () => {
      await anna.put('/me/work-mailbox', { address: 'anna@home.test' });
      const letter = await arrives('anna', 'code');
      const code = /\d{8}/.exec(letter.text!)![0];
      const mailbox = await anna.post<WorkMailboxView>('/me/work-mailbox/code', { code });
      expect(mailbox).toMatchObject({ address: 'anna@home.test', companyForwards: true });
    }, 60_000);

    it('is answered three letters deep, with quotes and files, and each has the other’s words', async () => {
      let theirs: ParsedMail | null = null;
      for (const round of [1, 2, 3]) {
        await write('company', {
          ...{ from: `Ada Lovelace <${client}>`, to: theirs?.replyTo?.text ?? 'office@company.test' },
          subject: theirs === null ? 'Offer' : 'Re: Offer',
          messageId: `<q${round}@analytical.test>`,
          ...(theirs === null
            ? {}
            : { inReplyTo: theirs.messageId, references: [theirs.references ?? [], theirs.messageId!].flat() }),
          text: `Question ${round} of ${client}\n${theirs === null ? '' : quoted(theirs)}`,
          html: `<p>Question ${round} of <a href="mailto:${client}">${client}</a></p><img src="cid:p${round}@analytical.test">${theirs === null ? '' : asHtml(theirs)}`,
          attachments: [
            fileOf(`question${round}.txt`),
            { filename: 'card.vcf', content: `BEGIN:VCARD\nEMAIL:${client}\nEND:VCARD`, contentType: 'text/vcard' },
            { filename: 'p.png', content: Buffer.from([round]), cid: `p${round}@analytical.test` },
          ],
        });
        const got = await arrives('anna', `Question ${round} of`);
        expect(got.attachments.map(({ filename }) => filename).sort()).toEqual(
          ['p.png', `question${round}.txt`].sort(),
        );
        expect(got.attachments.map(({ content }) => content.toString())).toContain(
          `question${round}.txt for the office`,
        );
        const alias = got.replyTo!.value[0]!.address!;
        await write(ours ? 'company' : 'others', {
          ...{
            from: 'Anna at home <anna@home.test>',
            to: alias,
            subject: 'Re: Offer',
            messageId: `<a${round}@home.test>`,
          },
          ...{ inReplyTo: got.messageId, references: [got.references ?? [], got.messageId!].flat() },
          text: `Answer ${round}\n${quoted(got)}`,
          html: `<p>Answer ${round}</p>${asHtml(got)}`,
          attachments: [fileOf(`answer${round}.txt`)],
          headers: { 'X-Mailer': 'Home Mail' },
        });
        theirs = await arrives('ada.lovelace', `Answer ${round}`);
        expect(theirs.from!.value).toEqual([
          expect.objectContaining({
            address: 'office@company.test',
            name: expect.stringContaining('Anna Kovalenko') as string,
          }),
        ]);
        expect(theirs.inReplyTo).toBe(`<q${round}@analytical.test>`);
        expect(theirs.attachments.map(({ content }) => content.toString())).toContain(
          `answer${round}.txt for the office`,
        );
        expect(theirs.text).toContain(`Reply-To: ${client}`);
      }
      const { items } = await anna.get<{ items: InteractionView[] }>(`/clients/${card.id}/timeline`);
      // Dates of letters are whole seconds: an answer may stand beside its question.
      expect(items.map(({ direction }) => direction).sort()).toEqual([
        ...['inbound', 'inbound', 'inbound', 'outbound', 'outbound', 'outbound'],
      ]);
      expect(new Set(items.map(({ conversationId }) => conversationId)).size).toBe(1);
      expect(items.find(({ direction }) => direction === 'outbound')!.employee).toMatchObject({
        name: 'Anna Kovalenko',
      });
    }, 240_000);

    it('sees nothing of the employee’s own mailbox, program or aliases', async () => {
      for (const raw of await inMailbox('ada.lovelace')) {
        const parsed = await simpleParser(raw);
        const everything = [raw.toString('latin1'), parsed.text ?? '', parsed.html || ''].join('\n');
        expect(everything).not.toMatch(/home\.test|Home Mail|client-[a-z2-9]{22}/i);
      }
    });

    if (ours) {
      it('is reached by nobody else through the alias, and by nobody at all when the client is another’s', async () => {
        const alias = (await arrives('anna', 'Question 3 of')).replyTo!.value[0]!.address!;
        const eve = { from: 'eve@home.test', to: alias, subject: 'Re: Offer', text: 'It is Eve' };
        await expect(write('company', eve)).rejects.toThrow(/550.*5\.7\.1/);
        const boris = await owner.newEmployee('Boris', 'boris@company.test');
        await owner.post(`/clients/${card.id}/assignment`, { employeeId: boris.id, reason: 'holiday' });
        const late = { from: 'anna@home.test', to: alias, subject: 'Re: Offer', text: 'Too late' };
        await expect(write('company', late)).rejects.toThrow(/550.*5\.7\.1.*somebody else looks after/);
        await owner.post(`/clients/${card.id}/assignment`, {
          ...{ employeeId: (await anna.get<{ id: string }>('/me')).id, reason: 'back' },
        });
        const { items } = await owner.get<{ items: InteractionView[] }>(`/clients/${card.id}/timeline`);
        expect(items.filter(({ flags }) => flags.includes('alias-refused'))).toHaveLength(2);
        const { items: alerts } = await owner.get<{ items: { code: string }[] }>('/alerts');
        expect(alerts.map(({ code }) => code)).toEqual(expect.arrayContaining(['reach.not-yours', 'reach.alias-dead']));
        expect(JSON.stringify(await inMailbox('ada.lovelace'))).not.toContain('Too late');
      }, 60_000);
    }

    it('that does not take an answer is told of without the address', async () => {
      const gone = 'gone@analytical.test';
      const me = await anna.get<{ id: string }>('/me');
      await owner.newClient('Charles', gone, { responsibleId: me.id });
      await write('company', { from: gone, to: 'office@company.test', subject: 'Engine', text: 'Do you have one?' });
      const got = await arrives('anna', 'Do you have one?');
      await write(ours ? 'company' : 'others', {
        ...{ from: 'anna@home.test', to: got.replyTo!.value[0]!.address!, subject: 'Re: Engine', text: 'Yes' },
        inReplyTo: got.messageId,
      });
      const told = await arrives('anna', 'has not got your letter');
      expect(told.subject).toBe('Not delivered: Re: Engine');
    }, 90_000);

    it('is not in what the employee’s page has received, which shows where each letter went', async () => {
      await page.locator('article[aria-label^="Ada Lovelace:"] button').first().click();
      await page.getByText('Sent on to Anna Kovalenko').first().waitFor();
      await page.goto(`${product.url}/account`);
      await page.getByText('anna@home.test').first().waitFor();
      await page.goto(`${product.url}/`);
      await page.getByText('Ada Lovelace').first().waitFor();
      const received = await ear.everything();
      expect(received).toContain('Answer 3');
      expect(reachesTheClient.exec(received)?.[0] ?? null).toBeNull();
    }, 90_000);

    it('stands nowhere in what the employee’s mailbox, API and web socket have received', async () => {
      const letters = await inMailbox('anna');
      expect(letters.length).toBeGreaterThanOrEqual(6);
      for (const raw of letters) {
        const parsed = await simpleParser(raw, { skipImageLinks: true });
        const read = [
          raw.toString('latin1'),
          JSON.stringify([...parsed.headers]),
          parsed.text ?? '',
          parsed.html || '',
          ...parsed.attachments.map(
            ({ filename, contentId, content }) => `${filename} ${contentId} ${content.toString()}`,
          ),
        ].join('\n');
        expect(read).not.toMatch(reachesTheClient);
        expect(read).not.toContain(Buffer.from(client).toString('base64').slice(0, -4));
      }
      const { items } = await anna.get<{ items: InteractionView[] }>(`/clients/${card.id}/timeline`);
      const paths = [
        ...['/clients', `/clients/${card.id}`, `/clients/${card.id}/timeline`, '/conversations', '/notices'],
        ...['/me/work-mailbox', '/search?q=Offer', `/clients/${card.id}/changes`, `/clients/${card.id}/attachments`],
        ...items.flatMap(({ id }) => [`/interactions/${id}`, `/interactions/${id}/body`]),
      ];
      for (const path of paths) {
        const answer = await anna.fetch('GET', path);
        expect([path, answer.status]).toEqual([path, 200]);
        const text = await answer.text();
        expect([path, reachesTheClient.exec(text)?.[0] ?? null]).toEqual([path, null]);
      }
      expect(heard.length).toBeGreaterThan(3);
      expect(heard.join('\n')).not.toMatch(reachesTheClient);
    }, 90_000);
  });
});
