import { Injectable, type OnModuleInit } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { ClientId, ConversationId, InteractionId, LetterSubmitted, Sha256 } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { OperationalError } from '#libs/errors';
import { EvidenceStore, MasterKey } from '#libs/evidence';
import { viewerFrom, type Viewer } from '../../../access/viewer.js';
import { Audit } from '../../../audit/audit.js';
import { LiveEvents } from '../../../realtime/live-events.js';
import { sealLater } from '../../answering/later/later-content.js';
import { LaterRepository, type DueMessage } from '../../answering/later/later.repository.js';
import { Sending } from '../../answering/later/sending.js';
import { WaitingLetters, type LetterKeeper } from '../../answering/later/waiting-letters.js';
import { UploadsService } from '../../answering/uploads.service.js';
import { Writing } from '../../answering/writing.js';
import { ConversationNotYours } from '../../handling/handling.errors.js';
import { HandlingRepository } from '../../handling/handling.repository.js';
import { mayWrite } from '../../handling/handling-rules.js';
import { newConversationToken } from '../../conversation-token.js';
import { unsealed, type ReadAttachment } from '../../interaction-content.js';
import type { UploadView } from '../../interaction.view.js';
import { attachmentStream } from '../../reading/attachment-stream.js';
import { withoutOpenedPacks } from '../../reading/meant/files-of-tnef.js';
import { ReadingPool } from '../../reading/reading-pool.js';
import { ReadingService } from '../../reading/reading.service.js';
import { SubmissionCapture } from '../submission-capture.service.js';
import { SubmissionRepository } from '../submission.repository.js';

/** What people read of a letter while it waits. */
export interface ShownLetter {
  readonly text: string;
  readonly attachments: readonly ReadAttachment[];
}

const longestText = 200_000;
const longestSubject = 500;

/**
 * Letters that a mail program handed in to go later stand on the card as answers of the page do that wait, and are put off, sent at once
 * or taken back there. Until they go they are no interaction: nobody was answered yet.
 */
@Injectable()
export class SubmittedLater implements OnModuleInit, LetterKeeper {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly waiting: WaitingLetters,
    private readonly repository: LaterRepository,
    private readonly submission: SubmissionRepository,
    private readonly sending: Sending,
    private readonly capture: SubmissionCapture,
    private readonly handling: HandlingRepository,
    private readonly writing: Writing,
    private readonly uploads: UploadsService,
    private readonly pool: ReadingPool,
    private readonly reading: ReadingService,
    private readonly evidence: EvidenceStore,
    private readonly masterKey: MasterKey,
    private readonly audit: Audit,
    private readonly live: LiveEvents,
  ) {}

  onModuleInit(): void {
    this.waiting.keptBy(this);
  }

  /** What the letters say; one that nobody can read waits without words. @throws OperationalError when it may be read later */
  async read(letters: readonly LetterSubmitted[]): Promise<Map<LetterSubmitted, ShownLetter>> {
    const shown = new Map<LetterSubmitted, ShownLetter>();
    for (const letter of letters) shown.set(letter, await this.words(letter.evidence.sha256));
    return shown;
  }

  keep(tx: Tx, letters: ReadonlyMap<LetterSubmitted, ShownLetter>): Promise<void> {
    return [...letters].reduce<Promise<void>>(
      (before, [letter, shown]) => before.then(() => this.keepOne(tx, letter, shown)),
      Promise.resolve(),
    );
  }

  async send({ id, clientId, writer }: DueMessage, letter: LetterSubmitted): Promise<void> {
    const viewer = viewerFrom(writer!);
    const sent = await this.uow.run(async (tx) => {
      if (!(await this.repository.isGoing(tx, id))) return false;
      await this.writing.see(tx, viewer, clientId);
      const going = await this.asOfNow(tx, letter, clientId);
      const { conversation } = going.route;
      const handled = conversation.isNew
        ? undefined
        : (await this.handling.findAll(tx, [conversation.id])).get(conversation.id);
      if (handled !== undefined && !mayWrite(viewer, handled)) throw new ConversationNotYours(conversation.id, null);
      await this.capture.store(tx, [going], new Map([[going, id as InteractionId]]));
      await this.repository.over(tx, id, 'gone');
      return true;
    });
    if (sent) this.reading.captured(1);
  }

  async files(viewer: Viewer, { evidence: { sha256 } }: LetterSubmitted): Promise<UploadView[]> {
    const { attachments } = await this.words(sha256);
    const files: UploadView[] = [];
    for (const { n, name, type } of withoutOpenedPacks(attachments))
      files.push(await this.uploads.store(viewer, { name, type }, await attachmentStream(this.evidence, sha256, n)));
    return files;
  }

  /** Cards and conversations may have become others meanwhile. */
  private async asOfNow(tx: Tx, letter: LetterSubmitted, clientId: ClientId): Promise<LetterSubmitted> {
    const { conversation } = letter.route;
    const id = conversation.isNew
      ? conversation.id
      : await this.submission.conversationNow(tx, conversation.id, clientId);
    // A thread of another card by now: it begins one of its own.
    const begun = { id: uuidv7() as ConversationId, token: newConversationToken(), isNew: true };
    return {
      ...letter,
      receivedAt: new Date().toISOString(),
      goesAt: null,
      route: {
        ...letter.route,
        clientId,
        conversation: id === null ? begun : { ...conversation, id },
      },
    };
  }

  private async keepOne(tx: Tx, letter: LetterSubmitted, { text, attachments }: ShownLetter): Promise<void> {
    const { employeeId, route, header, goesAt } = letter;
    const { conversation, channelId } = route;
    const clientId = route.clientId!;
    const id = uuidv7();
    const files = attachments.map(({ name, type, size }) => ({ id: uuidv7(), name, type, size }));
    const conversationId = conversation.isNew ? null : conversation.id;
    const message = {
      medium: 'email' as const,
      ...{ channelId, subject: header.subject.trim().slice(0, longestSubject).trim() },
      ...(conversationId === null ? {} : { conversationId }),
      // It is signed already, or goes without.
      ...{ text: text.slice(0, longestText).trimEnd(), attachmentIds: [], signature: false },
    };
    const at = new Date(goesAt!);
    await this.repository.insert(
      tx,
      { employeeId },
      {
        id,
        ...{ clientId, conversationId, inSeconds: null, at, holdIfWritten: false },
        sealedMessage: sealLater(this.masterKey, { message, attachments: files, details: {}, letter }),
      },
    );
    const body = { at: at.toISOString(), mailProgram: true };
    this.audit.record(tx, { employeeId }, 'message.put-off', { clientId, subjectId: id, body });
    tx.afterCommit(() => {
      this.live.publish({ event: 'later', data: { clientId, laterId: id } }, { clientId });
      this.sending.lookIn(at.getTime() - Date.now());
    });
  }

  private async words(sha256: Sha256): Promise<ShownLetter> {
    const outcome = await this.pool.read({ sha256, alsoFound: '', country: null });
    if (outcome?.is === 'failed' && outcome.mayPass) throw new OperationalError(outcome.code);
    if (outcome === null || outcome.is === 'failed') return { text: '', attachments: [] };
    const { sealedText, attachments } = outcome.content;
    const text = sealedText && Buffer.from(sealedText.buffer, sealedText.byteOffset, sealedText.byteLength);
    return {
      text: unsealed(this.masterKey, text, 'text') ?? '',
      attachments: JSON.parse(attachments) as ReadAttachment[],
    };
  }
}
