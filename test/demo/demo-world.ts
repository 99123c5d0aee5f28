import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { ImapServer } from '../peers/imap-server.js';
import { answers, compose, fresh, pastLetters } from './correspondence.js';
import { archive, clients, company } from './sample-office.js';

/** How long a client thinks before they answer. */
const thinkingMs = 4_000;

/** The outside world of the demonstration: the company's mail provider, and clients who write and answer. */
export class DemoWorld {
  readonly imap = new ImapServer({ user: company.office, password: 'provider password' });
  /** Letters that reached the archive mailbox. */
  archived = 0;
  private readonly timers = new Set<NodeJS.Timeout>();
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

  async open(now: Date): Promise<{ imapPort: number; smtpPort: number; letters: number }> {
    this.imap.addFolder('Sent', '\\Sent');
    const letters = await pastLetters(now);
    for (const { source, folder, at } of letters) this.imap.deliver(source, { path: folder, receivedAt: at });
    const imapPort = await this.imap.listen();
    const smtpPort = await new Promise<number>((resolve) => {
      const server = this.smtp.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
    });
    return { imapPort, smtpPort, letters: letters.length };
  }

  /** Clients begin to write, one after another. */
  liven(): void {
    for (const [index, letter] of fresh.entries()) {
      this.later(8_000 + index * 25_000, async () => {
        this.imap.deliver(
          await compose({
            from: { name: letter.from.person, address: letter.from.email },
            to: company.office,
            subject: letter.subject,
            text: `${letter.text}\n\n${letter.from.person}`,
          }),
        );
      });
    }
  }

  async close(): Promise<void> {
    for (const timer of this.timers) clearTimeout(timer);
    await this.imap.close();
    await new Promise<void>((resolve) => this.smtp.close(resolve));
  }

  private async delivered(source: Buffer, recipients: string[]): Promise<void> {
    if (recipients.includes(archive)) {
      this.archived += 1;
      return;
    }
    const client = clients.find((c) => recipients.includes(c.email));
    if (client === undefined) return;
    const letter = await simpleParser(source);
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

  private later(ms: number, what: () => Promise<void>): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      void what();
    }, ms);
    this.timers.add(timer);
  }
}
