import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { saveMailbox, type ChannelId, type MailboxSettings } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { UserError } from '#libs/errors';
import { MasterKey } from '#libs/evidence';
import { Bus } from '#libs/messaging';
import { Logger } from '#libs/observability';
import { ChannelsRepository } from './channels.repository.js';

/** What the mail role unseals passwords with. */
export const mailboxPassword = 'mailbox-password';
const againAfterMs = 2_000;

export interface Passwords {
  readonly imapPassword: string | null;
  readonly smtpPassword: string | null;
  /** Sealed already. */
  readonly oauth?: string | null;
}

/**
 * Keeps what the mail role holds equal to what core says. A row is marked `in_doubt` before the mail role is asked and cleared
 * after its answer is written; whatever a crash or a silent mail role leaves in doubt is told again until it is answered.
 * See docs/decisions/0007-access.md.
 */
@Injectable()
export class MailboxKeeper implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: ChannelsRepository,
    private readonly bus: Bus,
    private readonly masterKey: MasterKey,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.settleSoon();
  }

  onModuleDestroy(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  /** One change at a time: two that overtake each other would leave the mail role with what core has not. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.last.then(work);
    this.last = turn.catch(() => undefined);
    return turn;
  }

  /** Passwords cross the bus sealed, and are kept by the mail role alone. @throws the mail role's own error, OperationalError `bus.no-answer` */
  async tell(channelId: ChannelId, settings: MailboxSettings, enabled: boolean, passwords?: Passwords): Promise<void> {
    await this.bus.ask(saveMailbox, { channelId, settings, enabled, secrets: this.sealed(passwords) });
  }

  sealed(passwords?: Passwords): Passwords {
    const seal = (secret: string | null) => (secret === null ? null : this.masterKey.sealText(secret, mailboxPassword));
    return {
      imapPassword: seal(passwords?.imapPassword ?? null),
      smtpPassword: seal(passwords?.smtpPassword ?? null),
      ...(passwords?.oauth === undefined ? {} : { oauth: passwords.oauth }),
    };
  }

  settleSoon(afterMs = againAfterMs): void {
    if (this.stopped) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.inTurn(() => this.settle()), afterMs).unref();
  }

  /** Tells the mail role again what core says, without passwords: those that it has stay. */
  private async settle(): Promise<void> {
    try {
      for (const { id, settings, enabled } of await this.uow.run((tx) => this.repository.inDoubt(tx))) {
        await this.tell(id, settings, enabled).catch((error: unknown) => {
          // A refusal is an answer too: asking again would change nothing.
          if (!(error instanceof UserError)) throw error;
        });
        await this.uow.run((tx) => this.repository.trust(tx, id));
        this.logger.info({ channelId: id }, 'a mailbox was in doubt and is settled');
      }
    } catch (err) {
      this.logger.warn({ err }, 'a mailbox is in doubt; the mail role is asked again');
      this.settleSoon();
    }
  }
}
