import type { AddressInfo } from 'node:net';
import type {
  SMTPServerAuthentication,
  SMTPServerAuthenticationResponse,
  SMTPServerDataStream,
  SMTPServerSession,
} from 'smtp-server';
import type { Certificate } from '#libs/certificates';
import { asAppError } from '#libs/errors';
import type { Logger } from '#libs/observability';
import { LetterGuard, LetterRefused } from '../receiving/smtp/letter-guard.js';
import { PromptSmtpServer } from '../receiving/smtp/prompt-smtp-server.js';
import { releaseAt } from './future-release.js';
import { answerOurWay } from './own-answers.js';
import { refusalOf, signInFirst, tooManyRecipients, tryLater } from './refusals.js';
import type { SignedIn, SubmissionDoor } from './submission-door.js';
import type { SubmissionsService } from './submissions.service.js';

export interface SubmissionLimits {
  letterBytes: number;
  recipients: number;
  connections: number;
  connectionsPerPeer: number;
  /** Silence after which a connection ends. */
  idleMs: number;
  /** A letter that has not come to its end by then is somebody who holds the line. */
  letterMs: number;
  /** So long somebody may be here without having signed in. */
  signInMs: number;
}

export const usualSubmissionLimits: SubmissionLimits = {
  letterBytes: 50 * 1024 * 1024,
  recipients: 100,
  connections: 200,
  connectionsPerPeer: 50,
  idleMs: 5 * 60_000,
  letterMs: 15 * 60_000,
  signInMs: 60_000,
};

type Reply = (error?: Error | null) => void;

/**
 * One submission port (RFC 6409): nobody sends a word of a letter before TLS and a mail password, 250 is said only when the letter is
 * durable, and whatever goes wrong on our side is a 451: the mail program is the spool.
 */
export class SubmissionServer {
  private readonly server: PromptSmtpServer;
  private readonly peers = new Map<string, number>();
  private readonly signingIn = new Map<string, NodeJS.Timeout>();
  /** When the letter that a MAIL FROM began is to go. */
  private readonly releases = new WeakMap<SMTPServerSession, Date>();

  constructor(
    private readonly parts: {
      door: Pick<SubmissionDoor, 'signIn'>;
      submissions: Pick<SubmissionsService, 'take'>;
      certificate: Certificate;
      limits: SubmissionLimits;
      /** TLS from the first byte; otherwise by STARTTLS. */
      implicitTls: boolean;
      /** The name that we greet with. */
      hostName: string;
      log: Logger;
    },
  ) {
    const { certificate, limits, hostName, implicitTls } = parts;
    this.server = new PromptSmtpServer({
      ...certificate,
      secure: implicitTls,
      minVersion: 'TLSv1.2',
      name: hostName,
      banner: 'ready',
      size: limits.letterBytes,
      maxClients: limits.connections,
      socketTimeout: limits.idleMs,
      closeTimeout: 2_000,
      disableReverseLookup: true,
      authMethods: ['PLAIN', 'LOGIN'],
      authRequiredMessage: signInFirst.message,
      logger: false,
      onConnect: (session, reply) => this.onConnect(session, reply),
      onSecure: (_socket, session, reply) => {
        delete session.disabledCommands;
        reply();
      },
      onClose: (session) => this.onClose(session),
      onAuth: (auth, session, reply) => void this.onAuth(auth, session, reply),
      onMailFrom: ({ address, args }, session, reply) => this.onMailFrom(address, args, session, reply),
      onRcptTo: ({ address }, session, reply) => this.onRcptTo(address, session, reply),
      onData: (stream, session, reply) => void this.onData(stream, session, reply),
    });
    this.server.on('error', (error) => this.parts.log.debug({ err: error }, 'A submission connection broke'));
  }

  /** @returns the port: the one that the system chose where 0 was asked for */
  listen(port: number, host: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, host, () => {
        this.server.removeListener('error', reject);
        resolve((this.server.server.address() as AddressInfo).port);
      });
    });
  }

  /** Takes no new connections; what is being taken is taken to its end, for two seconds at most. */
  close(): Promise<void> {
    for (const timer of this.signingIn.values()) clearTimeout(timer);
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private onConnect(session: SMTPServerSession, reply: Reply): void {
    const count = (this.peers.get(session.remoteAddress) ?? 0) + 1;
    this.peers.set(session.remoteAddress, count);
    if (count > this.parts.limits.connectionsPerPeer) {
      reply(new LetterRefused(421, '4.7.0 Too many connections from one address'));
      return;
    }
    const timer = setTimeout(() => this.end(session.id, '4.7.0 Nobody has signed in'), this.parts.limits.signInMs);
    this.signingIn.set(session.id, timer.unref());
    for (const connection of this.server.connections) if (connection.id === session.id) answerOurWay(connection);
    // A program that is offered it says its password at once, for everybody on the line to read.
    if (!session.secure) session.disabledCommands = ['AUTH'];
    reply();
  }

  private onClose(session: SMTPServerSession): void {
    this.signedIn(session.id);
    const left = (this.peers.get(session.remoteAddress) ?? 1) - 1;
    if (left > 0) this.peers.set(session.remoteAddress, left);
    else this.peers.delete(session.remoteAddress);
  }

  private signedIn(id: string): void {
    clearTimeout(this.signingIn.get(id));
    this.signingIn.delete(id);
  }

  private end(id: string, why: string): void {
    for (const connection of this.server.connections) if (connection.id === id) connection.send(421, why);
  }

  private async onAuth(
    { authcid, authzid, username = '', password }: SMTPServerAuthentication,
    session: SMTPServerSession,
    reply: (error: Error | null, response?: SMTPServerAuthenticationResponse) => void,
  ): Promise<void> {
    try {
      const login = authcid || username;
      // Whoever has a password writes in their own name, whatever else they ask to be (RFC 4616).
      const wrong = authzid !== undefined && authzid !== '' && authzid !== login;
      const user = await this.parts.door.signIn(wrong ? '' : login, password ?? '', session.remoteAddress);
      this.signedIn(session.id);
      reply(null, { user });
    } catch (error) {
      if (error instanceof LetterRefused) reply(error);
      else {
        this.parts.log.warn({ code: asAppError(error).code }, 'A mail program could not be let in');
        reply(new LetterRefused(454, '4.7.0 Nobody can sign in now: try again later'));
      }
    }
  }

  private onMailFrom(address: string, args: unknown, session: SMTPServerSession, reply: Reply): void {
    const user = session.user as SignedIn | undefined;
    if (user === undefined) return reply(signInFirst);
    if (!user.senders.has(address.trim().toLowerCase())) return reply(refusalOf('submission.sender-forged', null));
    try {
      const at = releaseAt(args, new Date());
      if (at === null) this.releases.delete(session);
      else this.releases.set(session, at);
      reply();
    } catch (error) {
      reply(this.refusalFor(error));
    }
  }

  /** Beyond the limit RFC 5321 (4.5.3.1.10) has 452: a program may go on with the others in a letter of their own. */
  private onRcptTo(address: string, { envelope: { rcptTo } }: SMTPServerSession, reply: Reply): void {
    const { recipients } = this.parts.limits;
    const another = rcptTo.every((known) => known.address !== address);
    reply(another && rcptTo.length >= recipients ? tooManyRecipients(recipients) : null);
  }

  private async onData(stream: SMTPServerDataStream, session: SMTPServerSession, reply: Reply): Promise<void> {
    const { mailFrom, rcptTo } = session.envelope;
    const { letterBytes, letterMs } = this.parts.limits;
    const user = session.user as SignedIn;
    const guard = new LetterGuard(letterBytes);
    const tooSlow = setTimeout(() => this.end(session.id, '4.4.2 The letter did not come to its end'), letterMs);
    // A refused letter is read to its end all the same: the dialogue stays in step, and nothing in it is taken for a command.
    guard.once('close', () => {
      stream.unpipe(guard);
      stream.resume();
    });
    // Read by an iterator, which is gone once it has thrown.
    guard.on('error', () => undefined);
    stream.once('error', (error) => guard.destroy(error));
    stream.once('close', () => {
      if (!stream.readableEnded) guard.destroy(new Error('The connection broke inside DATA'));
    });
    stream.pipe(guard);
    try {
      const { employeeId, passwordId } = user;
      const by = {
        employeeId,
        passwordId,
        peer: session.remoteAddress,
        machine: String(session.hostNameAppearsAs || ''),
      };
      const from = mailFrom ? mailFrom.address : '';
      const heldUntil = this.releases.get(session) ?? null;
      await this.parts.submissions.take(guard, by, { from, to: rcptTo.map(({ address }) => address) }, heldUntil);
      reply();
    } catch (error) {
      guard.destroy();
      reply(this.refusalFor(error));
    } finally {
      clearTimeout(tooSlow);
    }
  }

  private refusalFor(error: unknown): LetterRefused {
    if (error instanceof LetterRefused) {
      this.parts.log.info({ code: error.responseCode }, 'A submitted letter was refused');
      return error;
    }
    const { code } = asAppError(error);
    this.parts.log.error({ err: error, code }, 'A submitted letter could not be taken; its program keeps it');
    return tryLater(error);
  }
}
