import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import type { DnsWorld } from '../peers/dns-world.js';
import { ImapServer } from '../peers/imap-server.js';
import { aPostfixBounce } from '../peers/letters.js';
import { answers, compose, fresh, pastLetters } from './correspondence.js';
import { officeDomains } from './mail/domains.js';
import { machineLetters } from './mail/machine-letters.js';
import { WorkMailbox } from './mail/a-work-mailbox.js';
import { archive, clients, company } from './sample-office.js';

/** How long a client thinks before they answer. */
const thinkingMs = 4_000;

/** The outside world of the demonstration: the company's mail provider, and clients who write and answer. */
export class DemoWorld {
  readonly imap = new ImapServer({ user: company.office, password: 'provider password' });
  /** Letters that reached the archive mailbox. */
  archived = 0;
  private readonly timers = new Set<NodeJS.Timeout>();
  /** By address: where employees read letters outside the company. */
  private readonly workMailboxes = new Map<string, WorkMailbox>();
  /** Addresses at which nobody is any more. */
  private readonly gone = new Set<string>();
  private readonly smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const recipients = session.envelope.rcptTo.map((r) => r.address.toLowerCase());
        void this.delivered(Buffer.concat(chunks), recipients).then(() => done());
      });
    },
  });

  private constructor(
    readonly dns: DnsWorld,
    /** Who is asked about domains: `127.0.0.1:<port>`. */
    readonly dnsServers: string,
  ) {}

  static async make(): Promise<DemoWorld> {
    const { dns, servers } = await officeDomains();
    return new DemoWorld(dns, servers);
  }

  async open(now: Date): Promise<{ imapPort: number; smtpPort: number; letters: number }> {
    this.imap.addFolder('Sent', '\\Sent');
    const letters = [...(await pastLetters(now)), ...(await machineLetters(now))].sort((a, b) => +a.at - +b.at);
    for (const { source, folder, at } of letters) this.imap.deliver(source, { path: folder, receivedAt: at });
    const imapPort = await this.imap.listen();
    const smtpPort = await new Promise<number>((resolve) => {
      const server = this.smtp.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
    });
    return { imapPort, smtpPort, letters: letters.length };
  }

  /** Clients begin to write, one after another. */
  liven(): void {
    for (const [index, { from, subject, text }] of fresh.entries()) {
      const letter = { subject, text: `${text}\n\n${from.person}` };
      const sender = { name: from.person, address: from.email };
      this.later(8_000 + index * 25_000, () => this.write({ from: sender, ...letter }));
    }
  }

  /** Somebody writes to the office, unless the letter says to whom else. */
  async write(letter: Parameters<typeof compose>[0]): Promise<void> {
    this.imap.deliver(await compose({ to: company.office, ...letter }));
  }

  /** What reaches this address is read by an employee, at home or wherever their mail program is. */
  workMailbox(address: string): WorkMailbox {
    const mailbox = new WorkMailbox(address);
    this.workMailboxes.set(address, mailbox);
    return mailbox;
  }

  /** Its server knows nobody of that name, and says so to whoever writes there. */
  isGone(address: string): void {
    this.gone.add(address);
  }

  async close(): Promise<void> {
    for (const timer of this.timers) clearTimeout(timer);
    await this.imap.close();
    await this.dns.close();
    await new Promise<void>((resolve) => this.smtp.close(resolve));
  }

  private async delivered(source: Buffer, recipients: string[]): Promise<void> {
    if (recipients.includes(archive)) {
      this.archived += 1;
      return;
    }
    const letter = await simpleParser(source);
    for (const address of recipients) {
      this.workMailboxes.get(address)?.take(letter);
      if (this.gone.has(address)) this.returned(address, letter.messageId ?? '');
    }
    const client = clients.find((c) => recipients.includes(c.email));
    if (client === undefined) return;
    const [first, second] = answers[client.language];
    const text = (letter.messageId?.length ?? 0) % 2 === 0 ? first! : second!;
    this.later(thinkingMs, async () => {
      const quoted = (letter.text ?? '')
        .split('\n')
        .map((line) => `> ${line}`)
        .join('\n');
      this.imap.deliver(
        await compose({
          from: { name: client.person, address: client.email },
          to: letter.replyTo?.text ?? company.office,
          subject: letter.subject?.startsWith('Re:') ? letter.subject : `Re: ${letter.subject ?? ''}`,
          text: `${text}\n\n${client.person}\n\n${quoted}`,
          ...(letter.messageId
            ? { inReplyTo: letter.messageId, references: [...[letter.references ?? []].flat(), letter.messageId] }
            : {}),
        }),
      );
    });
  }

  private returned(recipient: string, messageId: string): void {
    const domain = recipient.split('@')[1]!;
    const said = `550 5.1.1 <${recipient}>: Recipient address rejected: User unknown`;
    const bounce = { recipient, messageId, status: '5.1.1', said, relay: 'mx.poshta.example', mx: `mx.${domain}` };
    this.imap.deliver(
      aPostfixBounce(bounce)
        .to(company.office)
        .date(new Date().toUTCString())
        .messageId(`<returned.${Date.now()}@mx.poshta.example>`)
        .bytes(),
    );
  }

  private later(ms: number, what: () => Promise<void>): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      void what();
    }, ms);
    this.timers.add(timer);
  }
}
