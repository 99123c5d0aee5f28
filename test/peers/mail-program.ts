import SMTPConnection from 'nodemailer/lib/smtp-connection';

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
  send({ from, to }: { from: string; to: readonly string[] }, letter: string): Promise<number> {
    // nodemailer keeps its place in the envelope that it is given.
    const envelope = { from, to: [...to] };
    const begun = performance.now();
    return new Promise((resolve, reject) => {
      const hungUp = () => reject(new Error('The server hung up'));
      this.connection.once('end', hungUp);
      this.connection.send(envelope, letter, (error) => {
        this.connection.removeListener('end', hungUp);
        if (error) reject(error);
        else resolve(performance.now() - begun);
      });
    });
  }

  quit(): void {
    this.connection.quit();
  }
}
