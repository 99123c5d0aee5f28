import { Transform, type Readable, type TransformCallback } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { testMailbox, type ChannelId, type EmployeeId, type MailboxSettings } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { EvidenceStore, MasterKey } from '#libs/evidence';
import { Bus } from '#libs/messaging';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import { mailboxPassword } from '../../channels/mailbox-keeper.js';
import { undoableUntil, undoDays } from '../../clients/importing/import-views.js';
import { cursorOf, pageFrom, readCursor, type Page, type PageQuery } from '../../http/paging.js';
import { fileName } from '../answering/clean-words.js';
import { addressesOf } from './letter-judging.js';
import type { MailImportPlan } from './mail-import.js';
import { MailImportJobs } from './mail-import-jobs.js';
import { mailImportView, uploadedBytes } from './mail-import-views.js';
import {
  MailImportNoLetters,
  MailImportNotFound,
  MailImportPieceConflict,
  MailImportPlanInvalid,
  MailImportStateConflict,
  MailImportTooLarge,
  MailImportUndoTooLate,
} from './mail-importing.errors.js';
import {
  largestPieceBytes,
  type MailImportView,
  type MailPlan,
  type MailResume,
  type MailServerTrial,
  type MailServerTrialView,
  type NewMailFile,
  type NewOldMailbox,
} from './mail-importing.view.js';
import { MailImportsRepository, type MailImportRow, type MailImportState } from './mail-imports.repository.js';
import { beginningBytes, fileKindOf, type FileKind } from './source/file-kind.js';
import { OldFile, type FilePart } from './source/old-file.js';

/** Brings letters in out of old mailboxes and files: told where they are, looked over, brought in, and taken back if it was wrong. */
@Injectable()
export class MailImportsService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: MailImportsRepository,
    private readonly evidence: EvidenceStore,
    private readonly masterKey: MasterKey,
    private readonly bus: Bus,
    private readonly jobs: MailImportJobs,
    private readonly audit: Audit,
  ) {}

  /** The newest first. */
  list(viewer: Viewer, { cursor, limit }: PageQuery): Promise<Page<MailImportView>> {
    const after = readCursor(cursor, 2);
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const rows = await this.repository.list(tx, after, limit + 1);
      return pageFrom(rows, limit, mailImportView, (row) => cursorOf(row.key, row.id));
    });
  }

  /** @throws MailImportNotFound */
  get(viewer: Viewer, id: string): Promise<MailImportView> {
    return this.uow.as(scopeOf(viewer), async (tx) => mailImportView(await this.row(tx, id)));
  }

  /** A file that comes in pieces: a line that breaks loses one of them, not all. */
  beginFile(viewer: Viewer, { name, size }: NewMailFile): Promise<MailImportView> {
    const id = uuidv7();
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.repository.insertFile(tx, { id, name: fileName(name), size, by: viewer.employeeId });
      this.audit.record(tx, viewer, 'mail-import.uploaded', { subjectId: id, body: { size } });
      return mailImportView(await this.row(tx, id));
    });
  }

  /**
   * With the last piece it is known what kind of file it is. A piece that is here already changes nothing.
   * @param n from 0
   * @throws MailImportNotFound, MailImportStateConflict, MailImportPieceConflict, MailImportTooLarge, MailImportNoLetters
   */
  async addPiece(viewer: Viewer, id: string, n: number, bytes: Readable): Promise<MailImportView> {
    const before = await this.uow.as(scopeOf(viewer), (tx) => this.uploading(tx, id, n));
    if (n < before.parts.length) {
      bytes.resume();
      return mailImportView(before);
    }
    const limited = new SizeLimit(Math.min(largestPieceBytes, before.size! - uploadedBytes(before)));
    const [part] = await Promise.all([this.evidence.put(limited), pipeline(bytes, limited)]);
    const parts = [...before.parts, part];
    const kind = uploadedBytes({ parts }) === before.size ? await this.kindOf(parts) : null;
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.repository.lock(tx, id);
      const now = await this.uploading(tx, id, n);
      if (n === now.parts.length) await this.repository.addPart(tx, id, part, kind);
      return mailImportView(await this.row(tx, id));
    });
  }

  /** Signs in and tells the folders; nothing is kept but the audit entry. @throws OperationalError `bus.no-answer` */
  async try(viewer: Viewer, { server, password }: MailServerTrial): Promise<MailServerTrialView> {
    await this.uow.as(scopeOf(viewer), (tx) => {
      this.audit.record(tx, viewer, 'mail-import.tried');
      return Promise.resolve();
    });
    const secrets = { imapPassword: this.masterKey.sealText(password, mailboxPassword), smtpPassword: null };
    const { checks, folders } = await this.bus.ask(testMailbox, {
      channelId: null,
      settings: settingsOf(server),
      secrets,
    });
    const wrong = checks.find(({ ok, step }) => !ok && step !== 'imap.folders') ?? null;
    return { code: wrong?.code ?? null, detail: wrong?.detail ?? null, folders };
  }

  addMailbox(viewer: Viewer, { server, password, folders }: NewOldMailbox): Promise<MailImportView> {
    const id = uuidv7();
    const sealedPassword = this.masterKey.sealText(password, mailboxPassword);
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const chosen = [...new Set(folders)];
      await this.repository.insertMailbox(tx, { id, server, sealedPassword, folders: chosen, by: viewer.employeeId });
      this.audit.record(tx, viewer, 'mail-import.connected', { subjectId: id, body: { folders: chosen.length } });
      return mailImportView(await this.row(tx, id));
    });
  }

  /** Looks over all of it in the background. @throws MailImportNotFound, MailImportStateConflict, MailImportPlanInvalid */
  check(viewer: Viewer, id: string, wanted: MailPlan): Promise<MailImportView> {
    return this.begin(viewer, id, ['ready', 'checked'], async (tx) => {
      await this.repository.beginCheck(tx, id, await this.planOf(tx, wanted));
      this.audit.record(tx, viewer, 'mail-import.checked', { subjectId: id });
    });
  }

  /** Brings them in, in the background. @throws MailImportNotFound, MailImportStateConflict */
  start(viewer: Viewer, id: string): Promise<MailImportView> {
    return this.begin(viewer, id, ['checked'], async (tx, row) => {
      await this.repository.beginRun(tx, id, viewer.employeeId);
      this.audit.record(tx, viewer, 'mail-import.started', { subjectId: id, body: { letters: row.totalLetters } });
    });
  }

  /** It goes on where it stands when somebody says so. @throws MailImportNotFound, MailImportStateConflict */
  pause(viewer: Viewer, id: string): Promise<MailImportView> {
    return this.begin(viewer, id, ['running'], async (tx) => {
      await this.repository.end(tx, id, 'paused');
      this.audit.record(tx, viewer, 'mail-import.paused', { subjectId: id });
    });
  }

  /** @throws MailImportNotFound, MailImportStateConflict */
  resume(viewer: Viewer, id: string, { password }: MailResume): Promise<MailImportView> {
    return this.begin(viewer, id, ['paused'], async (tx) => {
      if (password !== undefined)
        await this.repository.replacePassword(tx, id, this.masterKey.sealText(password, mailboxPassword));
      await this.repository.resume(tx, id, viewer.employeeId);
      this.audit.record(tx, viewer, 'mail-import.resumed', { subjectId: id });
    });
  }

  /** What was brought in stays, and can be undone. @throws MailImportNotFound, MailImportStateConflict */
  cancel(viewer: Viewer, id: string): Promise<MailImportView> {
    return this.begin(viewer, id, ['checking', 'running', 'paused'], async (tx, row) => {
      await this.repository.end(tx, id, row.state === 'checking' ? 'ready' : 'cancelled');
      if (row.state !== 'checking') this.audit.record(tx, viewer, 'mail-import.cancelled', { subjectId: id });
    });
  }

  /** Takes the letters off their cards, in the background. @throws MailImportNotFound, MailImportStateConflict, MailImportUndoTooLate */
  undo(viewer: Viewer, id: string): Promise<MailImportView> {
    return this.begin(viewer, id, ['done', 'cancelled'], async (tx, row) => {
      if (undoableUntil(row) === null) throw new MailImportUndoTooLate(undoDays);
      await this.repository.beginUndo(tx, id, viewer.employeeId);
      this.audit.record(tx, viewer, 'mail-import.undo-started', { subjectId: id });
    });
  }

  private async begin(
    viewer: Viewer,
    id: string,
    from: readonly MailImportState[],
    begin: (tx: Tx, row: MailImportRow) => Promise<void>,
  ): Promise<MailImportView> {
    const view = await this.uow.as(scopeOf(viewer), async (tx) => {
      const row = await this.repository.lock(tx, id);
      if (!row) throw new MailImportNotFound(id);
      if (!from.includes(row.state)) throw new MailImportStateConflict(row.state);
      await begin(tx, row);
      return mailImportView(await this.row(tx, id));
    });
    this.jobs.nudge();
    return view;
  }

  private async row(tx: Tx, id: string): Promise<MailImportRow> {
    const row = await this.repository.find(tx, id);
    if (!row) throw new MailImportNotFound(id);
    return row;
  }

  private async uploading(tx: Tx, id: string, n: number): Promise<MailImportRow> {
    const row = await this.row(tx, id);
    // The answer to the last piece may have got lost: it is sent again.
    if (n < row.parts.length) return row;
    if (row.state !== 'uploading') throw new MailImportStateConflict(row.state);
    if (n > row.parts.length) throw new MailImportPieceConflict(row.parts.length);
    return row;
  }

  private async kindOf(parts: readonly FilePart[]): Promise<FileKind> {
    const kind = fileKindOf(await new OldFile(this.evidence, parts).beginning(beginningBytes));
    if (kind === null || kind === 'outlook') throw new MailImportNoLetters(kind === null ? 'unknown' : 'outlook');
    return kind;
  }

  private async planOf(tx: Tx, { channelId, employeeId, ownAddresses, ...rest }: MailPlan): Promise<MailImportPlan> {
    const addresses = addressesOf(ownAddresses);
    if (addresses === null) throw new MailImportPlanInvalid('address');
    const plan = { ...rest, channelId: channelId as ChannelId, employeeId: employeeId as EmployeeId };
    const fits = await this.repository.planFits(tx, plan);
    if (!fits.channel) throw new MailImportPlanInvalid('channel');
    if (!fits.employee) throw new MailImportPlanInvalid('employee');
    return { ...plan, ownAddresses: addresses };
  }
}

/** A mailbox that is only looked at. */
const settingsOf = ({ host, port, security, user }: MailServerTrial['server']): MailboxSettings => ({
  address: user,
  ...{ displayName: '', aliases: [], smtp: null, backfillFrom: null, plusAddressing: false },
  imap: { host, port, security, user, folders: ['INBOX'], sentFolder: null },
});

class SizeLimit extends Transform {
  private left: number;

  constructor(private readonly limitBytes: number) {
    super();
    this.left = limitBytes;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.left -= chunk.length;
    if (this.left < 0) done(new MailImportTooLarge(this.limitBytes));
    else done(null, chunk);
  }
}
