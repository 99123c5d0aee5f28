import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { hostname } from 'node:os';
import { SETTINGS, type Settings } from '#libs/config';
import type { MailDoor } from '#libs/contracts';
import { asAppError } from '#libs/errors';
import { Health, Logger } from '#libs/observability';
import { pause } from '#libs/supervision';
import { AliasDoor } from './alias-door.js';
import { CaptureService } from '../capture.service.js';
import { findCertificate } from './certificate.js';
import { CorporateAddresses } from './corporate-addresses.js';
import { SmtpReceiver, usualReceiverLimits } from './smtp-receiver.js';

const retryMs = 5_000;

/** Keeps our SMTP receiver open. A port that is taken or a certificate that cannot be read is reported and tried again; IMAP and sending go on. */
@Injectable()
export class SmtpReceiverService implements OnApplicationBootstrap, OnModuleDestroy {
  /** Where we listen; null as long as we do not. */
  port: number | null = null;
  private receiver: SmtpReceiver | null = null;
  private code: string | null = null;
  private lastAt: Date | null = null;
  private readonly stopping = new AbortController();
  private opening: Promise<void> = Promise.resolve();

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly capture: CaptureService,
    private readonly addresses: CorporateAddresses,
    private readonly aliases: AliasDoor,
    private readonly health: Health,
    private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.opening = this.open();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await this.opening;
    await this.receiver?.close();
  }

  /** Whether we listen, and when something last came in by it. */
  standing(): MailDoor {
    const { receiveHost: host } = this.settings.smtp;
    return { door: 'receiver', host, port: this.port, code: this.code, lastAt: this.lastAt?.toISOString() ?? null };
  }

  private async noted<T>(taken: Promise<T>): Promise<T> {
    const done = await taken;
    this.lastAt = new Date();
    return done;
  }

  private async open(): Promise<void> {
    const { receivePort, receiveHost } = this.settings.smtp;
    while (!this.stopping.signal.aborted) {
      try {
        const receiver = new SmtpReceiver({
          capture: {
            receive: (...letter) => this.noted(this.capture.receive(...letter)),
            hold: (...letter) => this.noted(this.capture.hold(...letter)),
            tell: (...letters) => this.capture.tell(...letters),
          },
          addresses: this.addresses,
          aliases: this.aliases,
          certificate: await findCertificate(this.settings),
          limits: usualReceiverLimits,
          hostName: hostNameOf(this.settings),
          log: this.log,
        });
        this.port = await receiver.listen(receivePort, receiveHost);
        this.receiver = receiver;
        this.code = null;
        this.health.set('receiver', { status: 'ok' });
        this.log.info({ port: this.port, host: receiveHost }, 'receiving mail by SMTP');
        return;
      } catch (error) {
        const taken = (error as { code?: unknown }).code === 'EADDRINUSE';
        const code = taken ? 'mail.receive-port-taken' : asAppError(error).code;
        this.code = code;
        this.health.set('receiver', { status: 'down', code, detail: `port ${receivePort}` });
        this.log.error({ err: error, code, port: receivePort }, 'Mail cannot be received by SMTP');
        await pause(retryMs, this.stopping.signal);
      }
    }
  }
}

/** The name that other mail servers see: that of the public address, otherwise this machine's. */
const hostNameOf = ({ http }: Settings): string => (http.publicUrl ? new URL(http.publicUrl).hostname : hostname());
