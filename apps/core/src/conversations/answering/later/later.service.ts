import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { ClientId } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { MasterKey } from '#libs/evidence';
import type { ContactSight } from '../../../access/masking.js';
import { Masking } from '../../../access/masking.repository.js';
import { scopeOf, type Viewer } from '../../../access/viewer.js';
import { Audit } from '../../../audit/audit.js';
import { ClientsRepository } from '../../../clients/clients.repository.js';
import { LiveEvents } from '../../../realtime/live-events.js';
import type { NewMessage, UploadView } from '../../interaction.view.js';
import { AnsweringRepository } from '../answering.repository.js';
import { MessagesService } from '../messages.service.js';
import { interactionIdFor, Writing } from '../writing.js';
import { sealLater, unsealLater } from './later-content.js';
import { LaterNotFound, LaterOver } from './later.errors.js';
import { LaterRepository, type LaterRow } from './later.repository.js';
import type { LaterChange, LaterView, NewLater, SendingPolicy, TakenBack } from './later.view.js';
import { Sending } from './sending.js';
import { WaitingLetters } from './waiting-letters.js';

/** Answers that go a little later, so that they can be taken back, or at a time that was chosen. */
@Injectable()
export class LaterService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: LaterRepository,
    private readonly messages: MessagesService,
    private readonly answering: AnsweringRepository,
    private readonly writing: Writing,
    private readonly cards: ClientsRepository,
    private readonly masking: Masking,
    private readonly masterKey: MasterKey,
    private readonly sending: Sending,
    private readonly letters: WaitingLetters,
    private readonly audit: Audit,
    private readonly live: LiveEvents,
  ) {}

  /** Judged now, so that whoever writes is told at once, and once more when it goes. @throws as MessagesService.send */
  async write(viewer: Viewer, clientId: ClientId, { message, at, holdIfWritten }: NewLater): Promise<LaterView> {
    const idempotencyKey = message.idempotencyKey ?? randomUUID();
    const id = interactionIdFor(viewer, idempotencyKey);
    const before = await this.uow.as(scopeOf(viewer), async (tx) => {
      await this.writing.see(tx, viewer, clientId);
      return this.findOwn(tx, viewer, id);
    });
    if (before) return before;
    const conversationId = await this.messages.judge(viewer, clientId, message);
    const view = await this.uow.as(scopeOf(viewer), async (tx) => {
      const uploads = await this.answering.uploads(tx, viewer, message.attachmentIds);
      const attachments = message.attachmentIds.flatMap((wanted) => {
        const found = uploads.find((upload) => upload.id === wanted);
        return found ? [{ id: found.id, name: found.name, type: found.type, size: Number(found.size) }] : [];
      });
      const { undoSeconds } = await this.repository.policy(tx);
      const content = { message: { ...message, idempotencyKey }, attachments, details: {} };
      const isNew = await this.repository.insert(tx, viewer, {
        id,
        ...{ clientId, conversationId, holdIfWritten, at: at === null ? null : new Date(at) },
        ...{ inSeconds: undoSeconds, sealedMessage: sealLater(this.masterKey, content) },
      });
      if (isNew && at !== null)
        this.audit.record(tx, viewer, 'message.put-off', { clientId, subjectId: id, body: { at } });
      this.changed(tx, clientId, id);
      return (await this.findOwn(tx, viewer, id))!;
    });
    this.sending.lookIn(view.inMs);
    return view;
  }

  /** What has not gone yet, of one card: colleagues see each other's. @throws ClientNotFound */
  list(viewer: Viewer, clientId: ClientId): Promise<LaterView[]> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.writing.see(tx, viewer, clientId);
      const sight = await this.masking.for(tx, viewer);
      return (await this.repository.ofClient(tx, clientId)).map((row) => this.viewOf(viewer, row, sight));
    });
  }

  /** To another time, or whether it waits for its writer where the client writes first. @throws LaterNotFound, LaterOver */
  async change(viewer: Viewer, id: string, { at, holdIfWritten }: LaterChange): Promise<LaterView> {
    return this.decide(viewer, id, (tx, row) => {
      const due = at === undefined ? row.dueAt : new Date(at);
      return this.repository.putOff(tx, id, due, holdIfWritten ?? row.holdIfWritten);
    });
  }

  /** Whatever it waits for; what stopped it and only had to be read was read. @throws LaterNotFound, LaterOver */
  sendNow(viewer: Viewer, id: string): Promise<LaterView> {
    return this.decide(viewer, id, (tx, { code, sealedMessage }) => {
      const content = unsealLater(this.masterKey, sealedMessage!);
      if (!content) throw new LaterNotFound(id);
      const agreed = {
        ...(code === 'conversation.answered-meanwhile' ? { anyway: true } : {}),
        ...(code === 'protection.warned' ? { confirmed: true } : {}),
      };
      const message = { ...content.message, ...agreed };
      return this.repository.sendNow(tx, id, sealLater(this.masterKey, { ...content, message, details: {} }));
    });
  }

  /** Everything that it was to say goes back to its writer; where they have left, to whoever goes on with it. @throws LaterNotFound, LaterOver */
  async takeBack(viewer: Viewer, id: string): Promise<TakenBack> {
    const files = await this.filesOf(viewer, id);
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const row = await this.lock(tx, viewer, id, true);
      const content = unsealLater(this.masterKey, row.sealedMessage!);
      if (!content) throw new LaterNotFound(id);
      const mine = row.employee.id === viewer.employeeId;
      const given = files ?? content.attachments;
      const { message, attachments } =
        files === null && mine
          ? { message: content.message, attachments: given }
          : await this.asSeen(tx, viewer, content.message, given);
      if (!mine) await this.answering.handOver(tx, message.attachmentIds, row.employee.id, viewer);
      await this.repository.over(tx, id, 'taken-back');
      this.audit.record(tx, viewer, 'message.taken-back', { clientId: row.clientId, subjectId: id });
      this.changed(tx, row.clientId, id);
      // Sent once more, it is another request.
      const { idempotencyKey: _, ...rest } = message;
      return { message: rest, attachments };
    });
  }

  /** Of a letter out of a mail program, to be sent along once more; null: the page's own are there still. */
  private async filesOf(viewer: Viewer, id: string): Promise<UploadView[] | null> {
    const { sealedMessage } = await this.uow.as(scopeOf(viewer), (tx) => this.lock(tx, viewer, id, true));
    const letter = unsealLater(this.masterKey, sealedMessage!)?.letter;
    return letter === undefined ? null : this.letters.get().files(viewer, letter);
  }

  private async asSeen(tx: Tx, viewer: Viewer, message: NewMessage, files: readonly UploadView[]): Promise<TakenBack> {
    const sight = await this.masking.for(tx, viewer);
    const { subject = '', text, html, template } = message;
    const shown = (one: string) => sight.text(one);
    const seen = {
      ...message,
      subject: shown(subject),
      text: shown(text),
      // Where addresses hide in its markup the words alone go on.
      html: html === undefined ? undefined : (sight.html(html) ?? undefined),
      template: template && { ...template, header: template.header.map(shown), body: template.body.map(shown) },
      attachmentIds: files.map(({ id }) => id),
    };
    return { message: seen, attachments: files.map((file) => ({ ...file, name: shown(file.name) })) };
  }

  policy(viewer: Viewer): Promise<SendingPolicy> {
    return this.uow.as(scopeOf(viewer), (tx) => this.repository.policy(tx));
  }

  putPolicy(viewer: Viewer, policy: SendingPolicy): Promise<SendingPolicy> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.repository.putPolicy(tx, policy, viewer.employeeId);
      this.audit.record(tx, viewer, 'sending.policy-changed', { body: { ...policy } });
      return policy;
    });
  }

  private async decide(viewer: Viewer, id: string, act: (tx: Tx, row: LaterRow) => Promise<void>): Promise<LaterView> {
    const view = await this.uow.as(scopeOf(viewer), async (tx) => {
      const row = await this.lock(tx, viewer, id);
      await act(tx, row);
      this.changed(tx, row.clientId, id);
      return (await this.findOwn(tx, viewer, id))!;
    });
    this.sending.lookIn(view.inMs);
    return view;
  }

  private async lock(tx: Tx, viewer: Viewer, id: string, orLeft = false): Promise<LaterRow> {
    const row = await this.repository.lock(tx, viewer, id, orLeft);
    if (!row || !(await this.cards.find(tx, viewer, row.clientId))) throw new LaterNotFound(id);
    if (row.state !== 'waiting' && row.state !== 'stopped') throw new LaterOver(id);
    return row;
  }

  private async findOwn(tx: Tx, viewer: Viewer, id: string): Promise<LaterView | null> {
    const row = await this.repository.find(tx, id);
    return row && this.viewOf(viewer, row, await this.masking.for(tx, viewer));
  }

  private viewOf(viewer: Viewer, row: LaterRow, sight: ContactSight): LaterView {
    const { id, clientId, conversationId, employee, state, code, dueAt, undo, holdIfWritten, sealedMessage } = row;
    const content = sealedMessage === null ? null : unsealLater(this.masterKey, sealedMessage);
    const mine = employee.id === viewer.employeeId;
    // A quoted alias is the client's own address in it again, which its writer may not see.
    const shown = (text: string) => (mine && content?.letter === undefined ? text : sight.text(text));
    return {
      id,
      ...{ clientId, conversationId, employee, mine, state, code, undo, holdIfWritten },
      ...{ medium: content?.message.medium ?? 'email', details: mine ? (content?.details ?? {}) : {} },
      ...{ at: dueAt.toISOString(), inMs: Math.round(dueAt.getTime() - Date.now()), clientWrote: row.clientWrote },
      subject: shown(content?.message.subject ?? ''),
      text: shown(content?.message.text ?? ''),
      mailProgram: content?.letter !== undefined,
      attachments: (content?.attachments ?? []).map((file) => ({ ...file, name: shown(file.name) })),
    };
  }

  private changed(tx: Tx, clientId: ClientId, laterId: string): void {
    tx.afterCommit(() => this.live.publish({ event: 'later', data: { clientId, laterId } }, { clientId }));
  }
}
