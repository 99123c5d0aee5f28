import { Injectable } from '@nestjs/common';
import type { ClientId, ConversationId, EmployeeId } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import { Notices } from '../../notifications/notices.js';
import { NoticesService } from '../../notifications/notices.service.js';
import { LiveEvents } from '../../realtime/live-events.js';
import { AnsweringService } from '../answering/answering.service.js';
import { ConversationNotFound } from '../answering/answering.errors.js';
import { mayDo, type HandlingAct } from './handling-rules.js';
import { AssigneeNotFound, ConversationNotYours } from './handling.errors.js';
import { HandlingRepository, type HandledConversation } from './handling.repository.js';
import type { Assigning, BulkView, HandlingPolicy, HandlingView } from './handling.view.js';

const auditActions = {
  assign: 'conversation.assigned',
  take: 'conversation.taken',
  snooze: 'conversation.snoozed',
  done: 'conversation.done',
  reopen: 'conversation.reopened',
} as const;

interface Judged {
  readonly allowed: readonly HandledConversation[];
  readonly refusals: ReadonlyMap<string, ConversationNotFound | ConversationNotYours>;
}

/** Whose a conversation is to answer, and whether it is open, put off or done. */
@Injectable()
export class HandlingService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: HandlingRepository,
    private readonly answering: AnsweringService,
    private readonly notices: Notices,
    private readonly told: NoticesService,
    private readonly audit: Audit,
    private readonly live: LiveEvents,
  ) {}

  /**
   * The note is written first: whoever passes a conversation on may not see its card any more afterwards.
   * @throws ConversationNotFound, ConversationNotYours, AssigneeNotFound
   */
  async assign(viewer: Viewer, id: ConversationId, { employeeId, note }: Assigning): Promise<HandlingView> {
    const act = { act: 'assign', employeeId: employeeId as EmployeeId | null } as const;
    if (note) {
      const { clientId } = await this.uow.as(scopeOf(viewer), async (tx) => {
        await this.checkTarget(tx, act);
        return this.only(await this.judge(tx, viewer, [id], act));
      });
      await this.answering.note(viewer, clientId, { text: note, conversationId: id });
    }
    return this.do(viewer, id, act);
  }

  /** @throws ConversationNotFound, ConversationNotYours, AssigneeNotFound */
  do(viewer: Viewer, id: ConversationId, act: HandlingAct): Promise<HandlingView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const target = await this.checkTarget(tx, act);
      const before = this.only(await this.judge(tx, viewer, [id], act));
      await this.carryOut(tx, viewer, [before], act);
      return viewAfter(viewer, before, act, target);
    });
  }

  /** Each is judged for itself; what is refused keeps nothing else from being done. @throws AssigneeNotFound */
  bulk(viewer: Viewer, ids: readonly string[], act: HandlingAct): Promise<BulkView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const target = await this.checkTarget(tx, act);
      const { allowed, refusals } = await this.judge(tx, viewer, [...new Set(ids)], act);
      await this.carryOut(tx, viewer, allowed, act);
      return {
        done: allowed.map((before) => viewAfter(viewer, before, act, target)),
        refused: [...refusals].map(([id, { code }]) => ({ id, code })),
      };
    });
  }

  policy(viewer: Viewer): Promise<HandlingPolicy> {
    return this.uow.as(scopeOf(viewer), (tx) => this.repository.policy(tx));
  }

  putPolicy(viewer: Viewer, policy: HandlingPolicy): Promise<HandlingPolicy> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.repository.putPolicy(tx, policy, viewer.employeeId);
      this.audit.record(tx, viewer, 'handling.policy-changed', { body: { ...policy } });
      return policy;
    });
  }

  private async checkTarget(tx: Tx, act: HandlingAct): Promise<{ id: EmployeeId; name: string } | null> {
    if (act.act !== 'assign' || act.employeeId === null) return null;
    const target = await this.repository.colleague(tx, act.employeeId);
    if (!target) throw new AssigneeNotFound(act.employeeId);
    return target;
  }

  private async judge(tx: Tx, viewer: Viewer, ids: readonly string[], act: HandlingAct): Promise<Judged> {
    const seen = await this.repository.lock(tx, viewer, ids);
    const known = new Set<string>(seen.map(({ id }) => id));
    const refusals = new Map<string, ConversationNotFound | ConversationNotYours>();
    for (const id of ids) if (!known.has(id)) refusals.set(id, new ConversationNotFound(id));
    const allowed = seen.filter((one) => mayDo(viewer, one, act));
    for (const one of seen)
      if (!allowed.includes(one))
        refusals.set(one.id, new ConversationNotYours(one.id, one.assignee ?? one.responsible));
    return { allowed, refusals };
  }

  private only({ allowed, refusals }: Judged): HandledConversation {
    const [refusal] = refusals.values();
    if (refusal) throw refusal;
    return allowed[0]!;
  }

  private async carryOut(
    tx: Tx,
    viewer: Viewer,
    conversations: readonly HandledConversation[],
    act: HandlingAct,
  ): Promise<void> {
    const ids = conversations.map(({ id }) => id);
    if (ids.length === 0) return;
    await this.write(tx, viewer, ids, act);
    if (act.act === 'seen') return this.told.lookedAt(tx, viewer, ids);
    for (const { id, clientId, assigneeId } of conversations) {
      const body = {
        ...(act.act === 'assign' ? { from: assigneeId, to: act.employeeId } : {}),
        ...(act.act === 'take' ? { from: assigneeId } : {}),
        ...(act.act === 'snooze' ? { until: act.until.toISOString() } : {}),
      };
      this.audit.record(tx, viewer, auditActions[act.act], { clientId, subjectId: id, body });
      this.tell(tx, viewer, { id, clientId, assigneeId }, act);
    }
    if (act.act === 'assign') await this.tellAssignee(tx, viewer, conversations, act.employeeId);
  }

  private write(tx: Tx, viewer: Viewer, ids: readonly ConversationId[], act: HandlingAct): Promise<void> {
    switch (act.act) {
      case 'assign':
        return this.repository.assign(tx, ids, act.employeeId);
      case 'take':
        return this.repository.assign(tx, ids, viewer.employeeId);
      case 'snooze':
        return this.repository.snooze(tx, ids, act.until, viewer.employeeId);
      case 'done':
        return this.repository.done(tx, ids);
      case 'reopen':
        return this.repository.reopen(tx, ids);
      case 'seen':
        return this.repository.seen(tx, ids, viewer.employeeId);
    }
  }

  /** To whom it comes and who did not take it themselves. */
  private tellAssignee(
    tx: Tx,
    viewer: Viewer,
    conversations: readonly HandledConversation[],
    employeeId: EmployeeId | null,
  ): Promise<void> {
    if (employeeId === null || employeeId === viewer.employeeId) return Promise.resolve();
    const fresh = conversations.filter(({ assigneeId }) => assigneeId !== employeeId);
    return this.notices.tell(
      tx,
      fresh.map(({ id, clientId }) => ({
        ...{
          employeeId,
          kind: 'assigned',
          clientId,
          conversationId: id,
          by: viewer.employeeId,
          fold: `assigned:${id}`,
        },
      })),
    );
  }

  /** Also whoever had it, and may see the card no more. */
  private tell(
    tx: Tx,
    viewer: Viewer,
    { id, clientId, assigneeId }: { id: ConversationId; clientId: ClientId; assigneeId: EmployeeId | null },
    act: HandlingAct,
  ): void {
    const employeeId = act.act === 'assign' ? act.employeeId : act.act === 'take' ? viewer.employeeId : assigneeId;
    const data = { conversationId: id, clientId, employeeId, is: act.act, by: viewer.employeeId };
    const also = (who: Viewer) => who.employeeId === assigneeId;
    tx.afterCommit(() => this.live.publish({ event: 'conversation', data }, { clientId, also }));
  }
}

function viewAfter(
  viewer: Viewer,
  before: HandledConversation,
  act: HandlingAct,
  target: { id: EmployeeId; name: string } | null,
): HandlingView {
  const same = {
    id: before.id,
    state: before.state,
    snoozedUntil: before.snoozedUntil?.toISOString() ?? null,
    assignee: before.assignee,
  };
  const awake = { ...same, state: before.state === 'snoozed' ? ('open' as const) : before.state, snoozedUntil: null };
  switch (act.act) {
    case 'assign':
      return { ...awake, assignee: target };
    case 'take':
      return { ...awake, assignee: { id: viewer.employeeId, name: viewer.name } };
    case 'snooze':
      return { ...same, state: 'snoozed', snoozedUntil: act.until.toISOString() };
    case 'done':
      return { ...same, state: 'done', snoozedUntil: null };
    case 'reopen':
      return { ...same, state: 'open', snoozedUntil: null };
    case 'seen':
      return same;
  }
}
