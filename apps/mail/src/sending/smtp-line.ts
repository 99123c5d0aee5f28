import type { Readable } from 'node:stream';
import SMTPConnection, { type SMTPConnectionSendInfo } from 'nodemailer/lib/smtp-connection';
import XOAuth2 from 'nodemailer/lib/xoauth2';
import { tlsFor, type ServerAccess } from '../mailboxes/server-address.js';
import { troubleOf } from '../mailboxes/server-trouble.js';

export interface LineTiming {
  connectMs: number;
  /** Silence of the server after which the line is given up. RFC 5321 4.5.3.2.6 wants ten minutes after the final dot. */
  silenceMs: number;
}

export const usualLineTiming: LineTiming = { connectMs: 30_000, silenceMs: 10 * 60_000 };

/** One connection to a smarthost; letters go over it one after the other. */
export class SmtpLine {
  private ended = false;
  private abandon: (() => void) | null = null;

  private constructor(private readonly connection: SMTPConnection) {
    connection.on('end', () => (this.ended = true));
  }

  /** @throws MailServerTrouble */
  static async open(access: ServerAccess, timing: LineTiming): Promise<SmtpLine> {
    const connection = new SMTPConnection({
      host: access.host,
      port: access.port,
      secure: access.security === 'tls',
      requireTLS: access.security === 'starttls',
      ignoreTLS: access.security === 'none',
      tls: tlsFor(access.host),
      connectionTimeout: timing.connectMs,
      greetingTimeout: timing.connectMs,
      dnsTimeout: timing.connectMs,
      socketTimeout: timing.silenceMs,
      logger: false,
    });
    const line = new SmtpLine(connection);
    try {
      await step((done) => {
        connection.once('error', done);
        connection.connect(done);
      });
      // From here on troubles reach whoever sends; an error between two letters only ends the line.
      connection.on('error', () => (line.ended = true));
      return line;
    } catch (error) {
      connection.on('error', () => undefined);
      connection.close();
      throw troubleOf(error);
    }
  }

  /** With a password or a token; some smarthosts want neither. @throws MailServerTrouble */
  async login({ user, password, token }: ServerAccess): Promise<void> {
    if (password === null && token === undefined) return;
    try {
      await step((done) => {
        if (token !== undefined) this.connection.login({ user, oauth2: bearerOf(user, token) }, done);
        else this.connection.login({ credentials: { user, pass: password ?? '' } }, done);
      });
    } catch (error) {
      this.close();
      throw troubleOf(error);
    }
  }

  get usable(): boolean {
    return !this.ended;
  }

  /** Resolves when the server took the letter, for all or some of its recipients. @throws what nodemailer throws: attempt-outcome.ts reads it */
  send(envelope: { from: string; to: string[]; size: number }, letter: Readable): Promise<SMTPConnectionSendInfo> {
    return new Promise((resolve, reject) => {
      // nodemailer forgets a letter under way when it is told to close.
      this.abandon = () => reject(new Error('The line was closed'));
      this.connection.send({ use8BitMime: true, ...envelope }, letter, (error, info) => {
        this.abandon = null;
        if (error) reject(error);
        else resolve(info);
      });
    });
  }

  /** Says goodbye. */
  quit(): void {
    this.ended = true;
    this.connection.quit();
  }

  /** Hangs up. A letter under way fails. */
  close(): void {
    this.ended = true;
    this.connection.close();
    this.abandon?.();
  }
}

/** nodemailer would renew a token that was refused by itself; here the refusal counts, and the account's own renewal follows. */
const bearerOf = (user: string, token: string): XOAuth2 =>
  new XOAuth2({
    user,
    accessToken: token,
    provisionCallback: (_, renew, answer) =>
      renew ? answer(new Error('The server refused the token')) : answer(null, token),
  });

const step = (run: (done: (error?: Error | null) => void) => void): Promise<void> =>
  new Promise((resolve, reject) => run((error) => (error ? reject(error) : resolve())));
