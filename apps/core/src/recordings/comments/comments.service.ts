import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { RecordingId } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { UserError } from '#libs/errors';
import { CannotUnseal, MasterKey } from '#libs/evidence';
import type { ContactSight } from '../../access/masking.js';
import { Masking } from '../../access/masking.repository.js';
import { scopeOf, viewerFrom, type Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import { readMomentCursor } from '../../conversations/keyset.js';
import { cursorOf, pageFrom, readCursor, type Page, type PageQuery } from '../../http/paging.js';
import { LiveEvents } from '../../realtime/live-events.js';
import { recordingAudience } from '../recording-audience.js';
import { mayPlay } from '../playable.js';
import { PlayingService } from '../playing/playing.service.js';
import { RecordingsRepository, type RecordingRow } from '../recordings.repository.js';
import type { NewRecordingComment, RecordingCommentView } from './comment.view.js';
import { CommentsRepository, type CommentRow } from './comments.repository.js';

const purpose = 'recording/comment';

/** What people say about recordings, at the place in the sound that they mean. Struck words are gone from view, and not from the record. */
@Injectable()
export class CommentsService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: CommentsRepository,
    private readonly recordings: RecordingsRepository,
    private readonly playing: PlayingService,
    private readonly masking: Masking,
    private readonly masterKey: MasterKey,
    private readonly audit: Audit,
    private readonly live: LiveEvents,
  ) {}

  /** @throws RecordingNotFound */
  list(viewer: Viewer, id: RecordingId, { cursor, limit }: PageQuery): Promise<Page<RecordingCommentView>> {
    const after = readPlace(cursor);
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.playing.find(tx, viewer, id);
      const sight = await this.masking.for(tx, viewer);
      const rows = await this.repository.ofRecording(tx, id, after, limit + 1);
      return pageFrom(
        rows,
        limit,
        (row) => this.view(viewer, sight, row),
        (row) => cursorOf(row.atMs, row.id),
      );
    });
  }

  mentioning(viewer: Viewer, { cursor, limit }: PageQuery): Promise<Page<RecordingCommentView>> {
    const before = readMomentCursor(cursor);
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const sight = await this.masking.for(tx, viewer);
      const rows = await this.repository.mentioning(tx, viewer, before, limit + 1);
      return pageFrom(
        rows,
        limit,
        (row) => this.view(viewer, sight, row),
        (row) => cursorOf(row.key, row.id),
      );
    });
  }

  /** @throws RecordingNotFound, UserError `comment.place-invalid`, `comment.mention-not-allowed` */
  add(viewer: Viewer, recordingId: RecordingId, body: NewRecordingComment): Promise<RecordingCommentView> {
    const mentions = [...new Set(body.mentions)];
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const recording = await this.playing.find(tx, viewer, recordingId);
      if (body.atMs > recording.durationMs)
        throw new UserError('comment.place-invalid', { durationMs: recording.durationMs });
      await this.refuseDeafOnes(tx, recordingId, mentions);
      const id = uuidv7();
      const sealedText = this.masterKey.seal(Buffer.from(body.text, 'utf8'), purpose);
      const comment = { id, recordingId, authorId: viewer.employeeId, atMs: body.atMs, sealedText };
      await this.repository.insert(tx, comment, mentions);
      const about = { clientId: recording.clientId, subjectId: recordingId, body: { commentId: id } };
      this.audit.record(tx, viewer, 'recording.commented', about);
      tx.afterCommit(() => this.tell(recording, id, mentions));
      return this.view(viewer, await this.masking.for(tx, viewer), (await this.repository.find(tx, id))!);
    });
  }

  /** @throws RecordingNotFound, UserError `comment.not-found`: also another's */
  async strike(viewer: Viewer, recordingId: RecordingId, id: string): Promise<void> {
    await this.uow.as(scopeOf(viewer), async (tx) => {
      const recording = await this.playing.find(tx, viewer, recordingId);
      if (!(await this.repository.strike(tx, recordingId, id, viewer.employeeId)))
        throw new UserError('comment.not-found', { id });
      const about = { clientId: recording.clientId, subjectId: recordingId, body: { commentId: id } };
      this.audit.record(tx, viewer, 'recording.comment-struck', about);
      tx.afterCommit(() => this.tell(recording, id, []));
    });
  }

  /** Whoever is called for must be able to come: to somebody who may not hear it the mention would be a riddle. */
  private async refuseDeafOnes(tx: Tx, id: RecordingId, mentions: readonly string[]): Promise<void> {
    if (mentions.length === 0) return;
    const [hearing, policy] = [await this.repository.hearing(tx, id), await this.recordings.policy(tx)];
    const able = (await this.repository.colleagues(tx, mentions)).filter(
      (one) => (hearing === null && one.role === 'owner') || (hearing && mayPlay(viewerFrom(one), hearing, policy)),
    );
    const ids = mentions.filter((mentioned) => !able.some((one) => one.id === mentioned));
    if (ids.length > 0) throw new UserError('comment.mention-not-allowed', { ids });
  }

  private tell({ id: recordingId, clientId }: RecordingRow, commentId: string, mentions: readonly string[]): void {
    const audience = recordingAudience(clientId, ({ employeeId }) => mentions.includes(employeeId));
    this.live.publish({ event: 'comment', data: { recordingId, commentId } }, audience);
  }

  private view(viewer: Viewer, sight: ContactSight, row: CommentRow): RecordingCommentView {
    const { id, recordingId, atMs, author, mentions } = row;
    return {
      id,
      ...{ recordingId, atMs, author, mentions },
      client: row.client && { id: row.client.id, name: sight.text(row.client.name) },
      text: row.struckAt === null ? sight.text(this.words(row.sealedText)) : null,
      createdAt: row.createdAt.toISOString(),
      struckAt: row.struckAt?.toISOString() ?? null,
      mine: author.id === viewer.employeeId,
    };
  }

  /** Sealed under another master key: an empty comment in its place shows that there was one. */
  private words(sealed: Buffer): string {
    try {
      return this.masterKey.unseal(sealed, purpose).toString('utf8');
    } catch (error) {
      if (error instanceof CannotUnseal) return '';
      throw error;
    }
  }
}

/** @throws UserError `page.cursor-invalid` */
function readPlace(cursor: string | undefined): string[] | null {
  const keys = readCursor(cursor, 2);
  if (keys !== null && !(/^\d{1,9}$/.test(keys[0]!) && /^[0-9a-f-]{36}$/.test(keys[1]!)))
    throw new UserError('page.cursor-invalid');
  return keys;
}
