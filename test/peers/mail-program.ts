import SMTPConnection from 'nodemailer/lib/smtp-connection';

interface Envelope {
  readonly from: string;
  readonly to: readonly string[];
}

interface RefusedRecipient {
  readonly recipient: string;
  /** What the server said. */
  readonly response: string;
}

/** One connection of a mail program: STARTTLS and a mail password. */
export class MailProgram {
  private constructor(private readonly connection: SMTPConnection) {}

  /** @throws what the server or the network said */
  static async open(port: number, account: { user: string; password: string }): Promise<MailProgram> {
    const tls = { requireTLS: true, tls: { rejectUnauthorized: false } };
    const connection = new SMTPConnection({ host: '127.0.0.1', port, ...tls });
    await new Promise<void>((resolve, reject) => {
      connection.once('error', reject);
      connection.once('end', () => reject(new Error('The server hung up')));
      connection.connect((error) => (error ? reject(error) : resolve()));
    });
    // From here on whoever sends hears of it.
    connection.on('error', () => undefined);
    const { user, password: pass } = account;
    await new Promise<void>((resolve, reject) => {
      connection.once('end', () => reject(new Error('The server hung up')));
      connection.login({ credentials: { user, pass } }, (error) => (error ? reject(error) : resolve()));
    });
    return new MailProgram(connection);
  }

  /** @returns from MAIL to 250, in milliseconds @throws when it was not taken, or nobody knows */
  async send(envelope: Envelope, letter: string): Promise<number> {
    const begun = performance.now();
    await this.offer(envelope, letter);
    return performance.now() - begun;
  }

  /** Goes on where only some of the recipients are taken. @returns those that were not @throws as above; also where none was taken */
  offer({ from, to }: Envelope, letter: string): Promise<readonly RefusedRecipient[]> {
    // nodemailer keeps its place in the envelope that it is given.
    const envelope = { from, to: [...to] };
    return new Promise((resolve, reject) => {
      const hungUp = () => reject(new Error('The server hung up'));
      this.connection.once('end', hungUp);
      this.connection.send(envelope, letter, (error, sent?: SMTPConnection.SentMessageInfo) => {
        this.connection.removeListener('end', hungUp);
        if (error) reject(error);
        else
          resolve((sent?.rejectedErrors ?? []).map(({ recipient = '', response = '' }) => ({ recipient, response })));
      });
    });
  }

  quit(): void {
    this.connection.quit();
  }
}
