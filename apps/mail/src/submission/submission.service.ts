import { hostname } from 'node:os';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { SETTINGS, type Settings } from '#libs/config';
import type { MailDoor } from '#libs/contracts';
import { asAppError } from '#libs/errors';
import { Health, Logger } from '#libs/observability';
import { pause } from '#libs/supervision';
import { findCertificate } from '../receiving/smtp/certificate.js';
import { SubmissionDoor } from './submission-door.js';
import { SubmissionServer, usualSubmissionLimits } from './submission-server.js';
import { SubmissionsService } from './submissions.service.js';

const retryMs = 5_000;

/** Keeps both submission ports open. One that is taken is reported and tried again; receiving and sending go on. */
@Injectable()
export class SubmissionService implements OnApplicationBootstrap, OnModuleDestroy {
  /** Where we listen: STARTTLS, and TLS from the first byte; null as long as we do not. */
  ports: { startTls: number | null; tls: number | null } = { startTls: null, tls: null };
  private readonly codes: { startTls: string | null; tls: string | null } = { startTls: null, tls: null };
  private readonly servers: SubmissionServer[] = [];
  private readonly stopping = new AbortController();
  private opening: Promise<unknown> = Promise.resolve();

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly door: SubmissionDoor,
    private readonly submissions: SubmissionsService,
    private readonly health: Health,
    private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.opening = Promise.all([this.open('startTls'), this.open('tls')]);
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await this.opening;
    await Promise.all(this.servers.map((server) => server.close()));
  }

  /** Whether both of its ports are open; named by the first. */
  standing(): MailDoor {
    const { startTls, tls } = this.ports;
    const code = this.codes.startTls ?? this.codes.tls;
    return { door: 'submission', host: this.settings.smtp.submissionHost, port: startTls ?? tls, code, lastAt: null };
  }

  private async open(kind: 'startTls' | 'tls'): Promise<void> {
    const { submissionPort, submissionTlsPort, submissionHost } = this.settings.smtp;
    const port = kind === 'tls' ? submissionTlsPort : submissionPort;
    const part = kind === 'tls' ? 'submission-tls' : 'submission';
    while (!this.stopping.signal.aborted) {
      try {
        const server = new SubmissionServer({
          door: this.door,
          ...{ submissions: this.submissions, implicitTls: kind === 'tls', log: this.log },
          certificate: await findCertificate(this.settings),
          limits: usualSubmissionLimits,
          hostName: hostNameOf(this.settings),
        });
        this.ports[kind] = await server.listen(port, submissionHost);
        this.servers.push(server);
        this.codes[kind] = null;
        this.health.set(part, { status: 'ok' });
        this.log.info({ port: this.ports[kind], host: submissionHost, part }, 'taking letters of mail programs');
        return;
      } catch (error) {
        const taken = (error as { code?: unknown }).code === 'EADDRINUSE';
        const code = taken ? 'mail.submission-port-taken' : asAppError(error).code;
        this.codes[kind] = code;
        this.health.set(part, { status: 'down', code, detail: `port ${port}` });
        this.log.error({ err: error, code, port }, 'Letters of mail programs cannot be taken');
        await pause(retryMs, this.stopping.signal);
      }
    }
  }
}

/** The name that mail programs see: that of the public address, otherwise this machine's. */
const hostNameOf = ({ http }: Settings): string => (http.publicUrl ? new URL(http.publicUrl).hostname : hostname());
