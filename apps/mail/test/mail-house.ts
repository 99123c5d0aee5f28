import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import {
  letterReceived,
  type ChannelId,
  type LetterReceived,
  type MailboxSettings,
  type MessageContract,
  type BodyOf,
} from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { createEvidenceStore, type EvidenceStore } from '#libs/evidence';
import { Outbox } from '#libs/messaging';
import { Health, Metrics } from '#libs/observability';
import { aDatabase, aMasterKey, silentLogger, type TestDatabase } from '#libs/testing';
import { IncomingQueue } from '../src/incoming/incoming-queue.js';
import { CaptureService } from '../src/receiving/capture.service.js';
import { FolderCursorRepository } from '../src/receiving/folder-cursor.repository.js';

/** The mail role's ground for a test: its own database and evidence store, and what it has told the world so far. */
export class MailHouse {
  readonly uow: UnitOfWork;
  readonly outbox = new Outbox(() => undefined);
  readonly metrics = new Metrics({ defaults: false });
  readonly cursors = new FolderCursorRepository();
  readonly incoming: IncomingQueue;
  private taking = false;

  private constructor(
    readonly db: TestDatabase,
    readonly evidence: EvidenceStore,
    readonly dataDir: string,
  ) {
    this.uow = db.uow('mail');
    this.incoming = new IncomingQueue({ dataDir }, aMasterKey(), new Health('mail.'), silentLogger(), this.metrics);
  }

  static async open(): Promise<MailHouse> {
    const dataDir = await mkdtemp(join(tmpdir(), 'keepline-mail-'));
    const evidence = await createEvidenceStore({ dataDir, storageUrl: null }, aMasterKey());
    return new MailHouse(await aDatabase(), evidence, dataDir);
  }

  capture(evidence: EvidenceStore = this.evidence): CaptureService {
    return new CaptureService(this.uow, this.outbox, evidence, this.cursors, this.taken(), this.metrics);
  }

  /** What waits to be stored, and is. */
  taken(): IncomingQueue {
    if (!this.taking) this.incoming.onApplicationBootstrap();
    this.taking = true;
    return this.incoming;
  }

  /** A mailbox as a row, without anybody watching it. */
  async aMailbox(settings: Partial<MailboxSettings> = {}): Promise<ChannelId> {
    const channelId = randomUUID() as ChannelId;
    await this.db.query('insert into mail.mailbox (channel_id, settings) values ($1, $2)', [
      channelId,
      JSON.stringify({ ...bareMailbox, ...settings }),
    ]);
    return channelId;
  }

  async told<C extends MessageContract>(contract: C): Promise<BodyOf<C>[]> {
    await this.incoming.stored();
    const rows = await this.db.query<{ body: unknown }>('select body from mail.outbox where topic = $1 order by seq', [
      contract.topic,
    ]);
    return rows.map(({ body }) => body as BodyOf<C>);
  }

  async received(channelId: ChannelId): Promise<LetterReceived[]> {
    return (await this.told(letterReceived)).filter((letter) => letter.channelId === channelId);
  }

  async close(): Promise<void> {
    await this.incoming.onModuleDestroy();
    await this.db.close();
    await rm(this.dataDir, { recursive: true, force: true });
  }
}

export const bareMailbox: MailboxSettings = {
  address: 'sales@corp.test',
  displayName: 'Sales',
  aliases: [],
  imap: null,
  smtp: null,
  backfillFrom: null,
  plusAddressing: true,
};
