import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { ClientId, ConversationId, EvidenceRef, InteractionId } from '#libs/contracts';
import { sqlStateOf, UnitOfWork, type Tx } from '#libs/database';
import { Bug } from '#libs/errors';
import { MasterKey } from '#libs/evidence';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { ClientNotFound } from '../../clients/clients.errors.js';
import { ClientsRepository } from '../../clients/clients.repository.js';
import { LiveEvents } from '../../realtime/live-events.js';
import { searchWords } from '../../search/lexemes.js';
import { sealContent, type ReadAttachment, type ReadBody } from '../interaction-content.js';
import type { Direction, InteractionKind } from '../interaction-facts.js';
import type { InteractionView } from '../interaction.view.js';
import type { NewInteraction } from '../interactions.repository.js';
import { TimelineService } from '../timeline.service.js';
import { IdempotencyConflict, UploadAlreadyUsed, UploadNotFound } from './answering.errors.js';
import { AnsweringRepository, type UploadRow } from './answering.repository.js';

export interface WrittenContent {
  readonly id: InteractionId;
  readonly kind: InteractionKind;
  readonly body: ReadBody;
  /** By what of it it is found; left out: by all of it. Nobody looks for a letter by its signature. */
  readonly words?: string;
  readonly subject: string;
  readonly attachments: readonly ReadAttachment[];
}

/** What letters, messages and notes of ours have in common when they are written. */
@Injectable()
export class Writing {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: AnsweringRepository,
    private readonly cards: ClientsRepository,
    private readonly timeline: TimelineService,
    private readonly masterKey: MasterKey,
    private readonly live: LiveEvents,
  ) {}

  /**
   * A repeated request finds what the first one wrote, also when both come at the same moment.
   * @throws ClientNotFound, IdempotencyConflict, and what `work` throws
   */
  async once(
    viewer: Viewer,
    clientId: ClientId,
    id: InteractionId,
    work: () => Promise<void>,
  ): Promise<InteractionView> {
    const before = await this.findWritten(viewer, clientId, id);
    if (before) return before;
    let failure: unknown = new Bug('interaction.not-written', { id });
    try {
      await work();
    } catch (error) {
      if (sqlStateOf(error) !== '23505' && !(error instanceof UploadAlreadyUsed)) throw error;
      failure = error;
    }
    // Looked at after the commit: only then does it have its number in the journal.
    const written = await this.findWritten(viewer, clientId, id);
    if (!written) throw failure;
    return written;
  }

  /** @throws ClientNotFound */
  async see(tx: Tx, viewer: Viewer, id: ClientId): Promise<void> {
    if (!(await this.cards.find(tx, viewer, id))) throw new ClientNotFound(id);
  }

  /** What is written beside interactions for whoever reads them: sealed words, files, search words. */
  async keepContents(tx: Tx, contents: readonly WrittenContent[]): Promise<void> {
    await this.repository.insertContents(
      tx,
      contents.map(({ id, kind, body, words = body.text, subject, attachments }) => {
        const tsvector = searchWords({ texts: [subject, words], files: attachments.map(({ name }) => name) });
        return { interactionId: id, ...sealContent(this.masterKey, body, kind), attachments, tsvector };
      }),
    );
  }

  /** In the order of their ids, each once. @throws UploadNotFound, UploadAlreadyUsed */
  async findUploads(tx: Tx, viewer: Viewer, ids: readonly string[]): Promise<UploadRow[]> {
    const wanted = [...new Set(ids)];
    if (wanted.length === 0) return [];
    const found = new Map((await this.repository.uploads(tx, viewer, wanted)).map((row) => [row.id, row]));
    const missing = wanted.filter((id) => !found.has(id));
    if (missing.length > 0) throw new UploadNotFound(missing);
    const uploads = wanted.map((id) => found.get(id)!);
    const used = uploads.filter((row) => row.used).map((row) => row.id);
    if (used.length > 0) throw new UploadAlreadyUsed(used);
    return uploads;
  }

  /** @throws UploadAlreadyUsed when another message was quicker */
  async useUploads(tx: Tx, viewer: Viewer, uploads: readonly UploadRow[]): Promise<void> {
    const ids = uploads.map(({ id }) => id);
    if ((await this.repository.useUploads(tx, viewer, ids)) < ids.length) throw new UploadAlreadyUsed(ids);
  }

  tell(
    tx: Tx,
    clientId: ClientId,
    conversationId: ConversationId | null,
    interactionId: InteractionId,
    direction: Direction,
  ): void {
    const data = { clientId, conversationId, interactionId, direction };
    tx.afterCommit(() => this.live.publish({ event: 'interaction', data }, { clientId }));
  }

  private findWritten(viewer: Viewer, clientId: ClientId, id: InteractionId): Promise<InteractionView | null> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.see(tx, viewer, clientId);
      const card = await this.repository.findClientOf(tx, id);
      if (card === null) return null;
      if (card !== clientId) throw new IdempotencyConflict();
      return this.timeline.viewOf(tx, viewer, id);
    });
  }
}

/** What every interaction of ours begins with. */
export function interactionOfOurs(
  viewer: Viewer,
  clientId: ClientId,
  id: InteractionId,
  { sha256: evidenceSha256, size: evidenceSize }: EvidenceRef,
  at: Date,
) {
  const who = { employeeId: viewer.employeeId, flags: [], placedAt: null } satisfies Partial<NewInteraction>;
  return { ...who, id, clientId, occurredAt: at, capturedAt: new Date(), evidenceSha256, evidenceSize };
}

/**
 * From the key the id follows, so that the database itself refuses a second one (RFC 9562, version 8). Another person's same key
 * is another id.
 */
export function interactionIdFor(viewer: Viewer, idempotencyKey: string | undefined): InteractionId {
  if (idempotencyKey === undefined) return uuidv7() as InteractionId;
  const bytes = createHash('sha256').update(`${viewer.employeeId}\n${idempotencyKey}`).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join(
    '-',
  ) as InteractionId;
}
