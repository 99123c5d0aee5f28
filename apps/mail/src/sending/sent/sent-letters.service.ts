import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Counter } from 'prom-client';
import type { ChannelId } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { asAppError, OperationalError } from '#libs/errors';
import { EvidenceStore } from '#libs/evidence';
import { Logger, Metrics } from '#libs/observability';
import { pause } from '#libs/supervision';
import { MailboxAccess } from '../../mailboxes/mailbox-access.js';
import { MailboxRepository } from '../../mailboxes/mailbox.repository.js';
import { MailServerTrouble } from '../../mailboxes/server-trouble.js';
import { usualTiming, type FolderTiming } from '../../receiving/imap/folder-sink.js';
import { SentFolderSession } from './sent-folder-session.js';
import { SentLettersRepository, type LetterThatWent, type SentLetter } from './sent-letters.repository.js';

interface SentTiming {
  /** How often it is looked whether something is due. */
  pollMs: number;
  /** A provider that keeps sent letters by itself gets this long to do so: what it laid there is found, and not laid again. */
  settleMs: number;
  /** @param attempts how often it has been tried by now, from 1 */
  retry: (attempts: number) => number;
  folder: FolderTiming;
}

const minuteMs = 60_000;

/** After 1, 2, 4, … minutes, up to 4 hours; given up after ten of them, which is a day. */
const usualSentTiming: SentTiming = {
  pollMs: 3_000,
  settleMs: 5_000,
  retry: (attempts) => Math.min(minuteMs * 2 ** (attempts - 1), 240 * minuteMs),
  folder: usualTiming,
};
const mostAttempts = 10;
const atOnce = 50;
/** What was taken and not settled, because we stopped, is due again. */
const putOffMs = 5 * minuteMs;
/** The largest letter that goes out (apps/core, answer-plan) in base64, and its headers. */
const mostBytes = 64 * 1024 * 1024;
const forgetEveryMs = 60 * minuteMs;

/** Lays letters that went out through us into the Sent folder of their mailbox, where people look for them; each once. */
@Injectable()
export class SentLettersService implements OnApplicationBootstrap, OnModuleDestroy {
  timing: SentTiming = usualSentTiming;
  private readonly stopping = new AbortController();
  private readonly busy = new Map<ChannelId, Promise<void>>();
  private loop: Promise<void> = Promise.resolve();
  private forgotAt = -Infinity;
  private readonly laid: Counter<'how'>;

  constructor(
    private readonly uow: UnitOfWork,
    private readonly letters: SentLettersRepository,
    private readonly mailboxes: MailboxRepository,
    private readonly access: MailboxAccess,
    private readonly evidence: EvidenceStore,
    private readonly log: Logger,
    metrics: Metrics,
  ) {
    this.laid = metrics.counter(
      'keepline_mail_sent_letters_total',
      'Letters that went out and belong into a Sent folder, by what became of them',
      ['how'],
    );
  }

  onApplicationBootstrap(): void {
    this.loop = this.work();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await this.loop;
    await Promise.all(this.busy.values());
  }

  /** In the transaction that says that it was sent. */
  async add(tx: Tx, letters: readonly LetterThatWent[]): Promise<void> {
    await this.letters.add(tx, letters, this.timing.settleMs);
  }

  /** The mailbox was saved: what waited because of it is tried at once. */
  async renew(channelId: ChannelId): Promise<void> {
    await this.uow.run((tx) => this.letters.hurry(tx, channelId));
  }

  private async work(): Promise<void> {
    for (const { signal } = this.stopping; !signal.aborted;) {
      try {
        await this.takeOn();
      } catch (error) {
        this.log.warn({ err: error }, 'Sent letters cannot be kept now');
      }
      await pause(this.timing.pollMs, signal);
    }
  }

  private async takeOn(): Promise<void> {
    if (performance.now() - this.forgotAt > forgetEveryMs) {
      await this.uow.run((tx) => this.letters.forgetOld(tx));
      this.forgotAt = performance.now();
    }
    for (const channelId of await this.uow.run((tx) => this.letters.channelsWithDue(tx))) {
      if (this.busy.has(channelId)) continue;
      const work = this.serve(channelId)
        .catch((error: unknown) => this.log.error({ err: error, channelId }, 'Keeping sent letters broke off'))
        .finally(() => this.busy.delete(channelId));
      this.busy.set(channelId, work);
    }
  }

  private async serve(channelId: ChannelId): Promise<void> {
    const letters = await this.uow.run((tx) => this.letters.take(tx, channelId, atOnce, putOffMs));
    let left = letters;
    let session: SentFolderSession | null = null;
    try {
      session = await this.open(channelId);
      for (const letter of letters) {
        if (session === null) await this.settle(letter, 'given-up', 'mail.sent-folder-missing');
        else await this.layOnce(session, letter);
        left = left.slice(1);
      }
    } catch (error) {
      if (!this.stopping.signal.aborted) await this.putOff(left, error);
    } finally {
      session?.close();
    }
  }

  /** @returns null: there is no folder to lay them into */
  private async open(channelId: ChannelId): Promise<SentFolderSession | null> {
    const mailbox = await this.uow.run((tx) => this.mailboxes.find(tx, channelId));
    if (mailbox?.enabled === false) throw new OperationalError('mail.channel-off', { channelId });
    const entrance = mailbox && this.access.imap(mailbox);
    if (!mailbox?.settings.imap || !entrance) return null;
    return SentFolderSession.open(mailbox.settings.imap, entrance, this.timing.folder, this.stopping.signal);
  }

  private async layOnce(session: SentFolderSession, letter: SentLetter): Promise<void> {
    if (await session.holds(letter.messageId)) return this.settle(letter, 'laid', null, 'found');
    const source = await this.evidence.read(letter.evidence.sha256, mostBytes);
    await session.lay(source, letter.sentAt);
    await this.settle(letter, 'laid', null);
  }

  private async settle(
    letter: SentLetter,
    state: 'laid' | 'given-up',
    code: string | null,
    how: string = state,
  ): Promise<void> {
    await this.uow.run((tx) => this.letters.settle(tx, letter, state, code));
    this.laid.inc({ how });
  }

  /** The mailbox is in trouble, or one letter is: those behind it wait too, and the one that was tried too often is given up. */
  private async putOff(letters: readonly SentLetter[], error: unknown): Promise<void> {
    const [tried, ...rest] = letters;
    if (tried === undefined) return;
    const code = error instanceof MailServerTrouble ? error.code : asAppError(error).code;
    const inMs = this.timing.retry(tried.attempts);
    this.log.warn(
      { err: error, channelId: tried.channelId, code, inMs },
      'Sent letters cannot be laid into their folder',
    );
    if (tried.attempts >= mostAttempts) await this.settle(tried, 'given-up', code);
    else await this.uow.run((tx) => this.letters.postpone(tx, [tried], inMs, code));
    await this.uow.run((tx) => this.letters.postpone(tx, rest, inMs, code));
  }
}
