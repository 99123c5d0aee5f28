import type { AddressInfo } from 'node:net';
import type { SMTPServerDataStream, SMTPServerSession } from 'smtp-server';
import type { ChannelId } from '#libs/contracts';
import { asAppError } from '#libs/errors';
import type { Logger } from '#libs/observability';
import type { CaptureService } from '../capture.service.js';
import type { Certificate } from '#libs/certificates';
import type { AliasDoor } from './alias-door.js';
import type { CorporateAddresses } from './corporate-addresses.js';
import { LetterGuard, LetterRefused } from './letter-guard.js';
import { PromptSmtpServer } from './prompt-smtp-server.js';

export interface ReceiverLimits {
  letterBytes: number;
  recipients: number;
  connections: number;
  connectionsPerPeer: number;
  /** RFC 5321 4.5.3.2.7 gives clients five minutes. */
  idleMs: number;
  /** A letter that has not come to its end by then is somebody who holds the line. */
  letterMs: number;
}

export const usualReceiverLimits: ReceiverLimits = {
  letterBytes: 50 * 1024 * 1024,
  recipients: 100,
  connections: 200,
  connectionsPerPeer: 50,
  idleMs: 5 * 60_000,
  letterMs: 30 * 60_000,
};

type Reply = (error?: Error | null) => void;

/**
 * Takes letters for our own addresses from any mail server. 250 is said only when the letter is durable; whatever goes wrong on
 * our side is a 451, and the sender keeps the letter and comes again: the peer is the spool.
 * The bytes are kept exactly as they came, without a Received field of ours; the envelope travels in the event.
 */
export class SmtpReceiver {
  private readonly server: PromptSmtpServer;
  private readonly peers = new Map<string, number>();
  /** Recipients of a session that stand for clients. */
  private readonly aliasesOf = new WeakMap<SMTPServerSession, Set<string>>();

  constructor(
    private readonly parts: {
      capture: Pick<CaptureService, 'receive' | 'hold' | 'tell'>;
      aliases: Pick<AliasDoor, 'isLike' | 'look' | 'take'>;
      addresses: CorporateAddresses;
      certificate: Certificate;
      limits: ReceiverLimits;
      /** The name that we greet with. */
      hostName: string;
      log: Logger;
    },
  ) {
    const { certificate, limits, hostName } = parts;
    this.server = new PromptSmtpServer({
      ...certificate,
      minVersion: 'TLSv1.2',
      name: hostName,
      banner: 'ready',
      size: limits.letterBytes,
      maxClients: limits.connections,
      maxRecipients: limits.recipients,
      socketTimeout: limits.idleMs,
      closeTimeout: 2_000,
      disableReverseLookup: true,
      // Whoever wants to send through us as an employee uses the submission port: here nobody signs in.
      authOptional: true,
      disabledCommands: ['AUTH'],
      logger: false,
      onConnect: (session, reply) => this.onConnect(session, reply),
      onClose: (session) => this.onClose(session),
      onRcptTo: (address, session, reply) => void this.onRcptTo(address.address, session, reply),
      onData: (stream, session, reply) => void this.onData(stream, session, reply),
    });
    this.server.on('error', (error) => this.parts.log.debug({ err: error }, 'An SMTP connection broke'));
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

  /** Takes no new connections; what is being received is received to its end, for two seconds at most. */
  close(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private onConnect(session: SMTPServerSession, reply: Reply): void {
    const count = (this.peers.get(session.remoteAddress) ?? 0) + 1;
    this.peers.set(session.remoteAddress, count);
    if (count > this.parts.limits.connectionsPerPeer) {
      reply(new LetterRefused(421, '4.7.0 Too many connections from one address'));
      return;
    }
    reply();
  }

  private onClose(session: SMTPServerSession): void {
    const left = (this.peers.get(session.remoteAddress) ?? 1) - 1;
    if (left > 0) this.peers.set(session.remoteAddress, left);
    else this.peers.delete(session.remoteAddress);
  }

  private async onRcptTo(address: string, session: SMTPServerSession, reply: Reply): Promise<void> {
    try {
      if (await this.isAlias(address, session)) return reply();
    } catch (error) {
      return reply(this.refusalFor(error));
    }
    const addressee = this.parts.addresses.find(address);
    if (!addressee)
      reply(new LetterRefused(550, '5.1.1 There is no such mailbox here, and this server relays for nobody'));
    else if (!addressee.enabled) reply(new LetterRefused(450, '4.2.1 The mailbox is switched off for now'));
    else reply();
  }

  /** Also one that is dead: what is written to it is kept before it is refused. */
  private async isAlias(address: string, session: SMTPServerSession): Promise<boolean> {
    const { aliases } = this.parts;
    if (!aliases.isLike(address) || (await aliases.look(address)) === 'unknown') return false;
    const known = this.aliasesOf.get(session) ?? new Set();
    this.aliasesOf.set(session, known.add(address));
    return true;
  }

  private async onData(stream: SMTPServerDataStream, session: SMTPServerSession, reply: Reply): Promise<void> {
    const { mailFrom, rcptTo } = session.envelope;
    const guard = new LetterGuard(this.parts.limits.letterBytes);
    const tooSlow = setTimeout(() => this.end(session.id), this.parts.limits.letterMs);
    // A refused letter is read to its end all the same: the dialogue stays in step, and nothing in it is taken for a command.
    guard.once('close', () => {
      stream.unpipe(guard);
      stream.resume();
    });
    stream.once('error', (error) => guard.destroy(error));
    stream.once('close', () => {
      if (!stream.readableEnded) guard.destroy(new Error('The connection broke inside DATA'));
    });
    stream.pipe(guard);
    try {
      await this.take(guard, session, {
        from: mailFrom ? mailFrom.address : '',
        to: rcptTo.map(({ address }) => address),
      });
      reply();
    } catch (error) {
      reply(this.refusalFor(error));
    } finally {
      clearTimeout(tooSlow);
    }
  }

  private end(id: string): void {
    for (const connection of this.server.connections)
      if (connection.id === id) connection.send(421, '4.4.2 The letter did not come to its end');
  }

  private async take(
    source: LetterGuard,
    session: SMTPServerSession,
    { from, to }: { from: string; to: string[] },
  ): Promise<void> {
    const { capture, aliases, hostName } = this.parts;
    const known = this.aliasesOf.get(session);
    const meant = to.filter((address) => known?.has(address));
    const others = to.filter((address) => !known?.has(address)).flatMap((address) => this.own(address));
    if (meant.length === 0) return capture.receive(source, { from, to: others });
    const kept = await capture.hold(source);
    const by = { ip: session.remoteAddress, helo: session.hostNameAppearsAs, sender: from, mta: hostName };
    await aliases.take(kept, meant, by);
    if (others.length > 0) await capture.tell(kept, { from, to: others });
  }

  private own(address: string): { channelId: ChannelId; address: string }[] {
    const channelId = this.parts.addresses.find(address)?.channelId;
    return channelId ? [{ channelId, address }] : [];
  }

  private refusalFor(error: unknown): LetterRefused {
    if (error instanceof LetterRefused) {
      this.parts.log.info({ code: error.responseCode }, 'A letter was refused');
      return error;
    }
    this.parts.log.error(
      { err: error, code: asAppError(error).code },
      'A letter could not be stored; its sender keeps it',
    );
    return new LetterRefused(451, '4.3.0 The letter cannot be stored now; please try again later');
  }
}
