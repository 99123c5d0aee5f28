import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { mailboxChanged, type ChannelId } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { asAppError } from '#libs/errors';
import { Outbox } from '#libs/messaging';
import { Health, Logger } from '#libs/observability';
import { pause, StateTeller } from '#libs/supervision';
import { CaptureService } from '../receiving/capture.service.js';
import { FetchRoom } from '../receiving/imap/fetch-room.js';
import { usualLimits } from '../receiving/imap/folder-session.js';
import { usualTiming, type FolderStatus } from '../receiving/imap/folder-sink.js';
import { MailboxSession, usualRetries } from '../receiving/imap/mailbox-session.js';
import { CorporateAddresses } from '../receiving/smtp/corporate-addresses.js';
import { OauthTokensService } from '../accounts/oauth/oauth-tokens.service.js';
import { MailboxAccess } from './mailbox-access.js';
import { MailboxRepository, type Mailbox } from './mailbox.repository.js';
import type { MailServerTrouble } from './server-trouble.js';
import { stateOf, stateOff, stateWithoutImap, type MailboxState } from './mailbox-state.js';
import { foldersOf } from './watched-folders.js';

/** Of letters that are fetched and stored, of all mailboxes: sixteen full windows. */
const roomBytes = 64 * 1024 * 1024;

interface Watched {
  /** How its folders are, without what became of its sign-in. */
  folders: MailboxState | null;
  signIn: MailServerTrouble | null;
  session: MailboxSession | null;
  teller: StateTeller<MailboxState>;
  /** Changes of one mailbox follow each other. */
  changing: Promise<void>;
}

/** Starts, stops and restarts the watching of mailboxes as their settings change, and knows which addresses are ours. */
@Injectable()
export class MailboxSupervisor implements OnApplicationBootstrap, OnModuleDestroy {
  timing = usualTiming;
  retries = usualRetries;
  private readonly room = new FetchRoom(roomBytes);
  private readonly watched = new Map<ChannelId, Watched>();
  private readonly stopping = new AbortController();
  private starting: Promise<void> = Promise.resolve();

  constructor(
    private readonly uow: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly mailboxes: MailboxRepository,
    private readonly access: MailboxAccess,
    private readonly tokens: OauthTokensService,
    private readonly capture: CaptureService,
    private readonly addresses: CorporateAddresses,
    private readonly health: Health,
    private readonly log: Logger,
  ) {
    this.tokens.heard = (channelId, trouble) => this.hear(channelId, trouble);
  }

  onApplicationBootstrap(): void {
    this.starting = this.startAll();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await this.starting;
    await Promise.all(
      [...this.watched.values()].map(async (watched) => {
        await watched.changing;
        await watched.session?.stop();
        await watched.teller.finish();
      }),
    );
  }

  /** After a mailbox was saved. Resolves when the addresses are known; sessions come and go behind it. */
  async changed(channelId: ChannelId): Promise<void> {
    const all = await this.uow.run((tx) => this.mailboxes.all(tx));
    this.addresses.replace(all);
    const mailbox = all.find((one) => one.channelId === channelId);
    if (mailbox) this.restart(mailbox);
  }

  private async startAll(): Promise<void> {
    for (const { signal } = this.stopping; !signal.aborted;) {
      try {
        const all = await this.uow.run((tx) => this.mailboxes.all(tx));
        this.addresses.replace(all);
        for (const mailbox of all) if (!this.watched.has(mailbox.channelId)) this.restart(mailbox);
        return;
      } catch (error) {
        this.log.error({ err: error }, 'The mailboxes cannot be read');
        await pause(2_000, signal);
      }
    }
  }

  private restart(mailbox: Mailbox): void {
    const { channelId } = mailbox;
    const watched = this.watched.get(channelId) ?? this.watch(channelId);
    watched.changing = watched.changing.then(async () => {
      await watched.session?.stop();
      watched.session = null;
      watched.signIn = null;
      if (this.stopping.signal.aborted) return;
      try {
        watched.session = this.start(mailbox, (state) => this.tell(watched, { folders: state }));
      } catch (error) {
        const { code } = asAppError(error);
        this.log.error({ err: error, channelId, code }, 'A mailbox cannot be watched');
        this.tell(watched, { folders: { state: 'waiting', code, detail: null, progress: null } });
      }
    });
  }

  /** A connection may outlast the consent by which it was made: then letters still come, and none goes. */
  private hear(channelId: ChannelId, signIn: MailServerTrouble | null): void {
    const watched = this.watched.get(channelId);
    if (watched && watched.signIn?.code !== signIn?.code) this.tell(watched, { signIn });
  }

  private tell(watched: Watched, change: Partial<Pick<Watched, 'folders' | 'signIn'>>): void {
    Object.assign(watched, change);
    const { folders, signIn, teller } = watched;
    if (folders === null) return;
    teller.tell(
      folders.code === null && signIn !== null ? { ...folders, code: signIn.code, detail: signIn.reply } : folders,
    );
  }

  private watch(channelId: ChannelId): Watched {
    const teller = new StateTeller<MailboxState>(async (state) => {
      const { code, detail } = state;
      this.health.set(`mailbox.${channelId}`, { status: code === null ? 'ok' : 'degraded', code, detail });
      await this.uow.run((tx) =>
        this.outbox.add(tx, mailboxChanged, { channelId, ...state, at: new Date().toISOString() }),
      );
    });
    const watched: Watched = { folders: null, signIn: null, session: null, teller, changing: Promise.resolve() };
    this.watched.set(channelId, watched);
    return watched;
  }

  /** @returns null where there is nothing to watch */
  private start(mailbox: Mailbox, tell: (state: MailboxState) => void): MailboxSession | null {
    const { channelId, settings, enabled } = mailbox;
    if (!enabled || !settings.imap) {
      tell(enabled ? stateWithoutImap : stateOff);
      return null;
    }
    const missing = this.access.missing(mailbox);
    if (missing !== null) {
      tell({ state: 'waiting', code: missing, detail: null, progress: null });
      return null;
    }
    const entrance = this.access.imap(mailbox)!;
    const backfillFrom = settings.backfillFrom === null ? null : new Date(settings.backfillFrom);
    const statuses = new Map<string | null, FolderStatus>();
    const session = new MailboxSession(
      foldersOf(settings.imap).map(({ path, direction, watchedBeside }) => {
        statuses.set(path, { is: 'connecting' });
        return {
          folder: { entrance, path, watchedBeside, backfillFrom },
          sinkOf: (folder) => this.capture.sinkFor({ channelId, folder, direction }),
        };
      }),
      {
        log: this.log.child({ channelId }),
        tell: (path, status) => {
          // Each try again belongs to the same outage, which ends when something works.
          if (status.is === 'connecting' && statuses.get(path)?.is === 'waiting') return;
          statuses.set(path, status);
          tell(stateOf(statuses.values()));
        },
        timing: this.timing,
        retries: this.retries,
        limits: usualLimits,
        room: this.room,
      },
    );
    session.start();
    return session;
  }
}
