import { Injectable } from '@nestjs/common';
import type { EmployeeId, TeamId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { Audit } from '../../audit/audit.js';
import { afterOpenMinutes } from '../../hours/business-hours.js';
import { Notices } from '../../notifications/notices.js';
import { LiveEvents } from '../../realtime/live-events.js';
import { firstTeamRouting, type TeamRouting } from '../teams/team-routing.view.js';
import { choose } from './choose.js';
import type { Because } from './decision.view.js';
import { DecisionsRepository, type Decision } from './decisions.repository.js';
import { Escalating } from './escalating.js';
import { alwaysOpen, targetOf } from './targets.js';
import { WaitingRepository, type Standing, type Waiting } from './waiting.repository.js';

/** Looked at again so soon where everybody has as many as they may. */
const againMs = 30_000;

/** One conversation at one moment. */
interface Turn {
  readonly tx: Tx;
  readonly now: Date;
  readonly waiting: Waiting;
  readonly routing: TeamRouting;
  readonly teamId: TeamId | null;
  readonly standing: Standing;
}

/**
 * Who is given a conversation in which a client waits: whoever is responsible for the card, who stands in for them while they are away, or
 * somebody of the team's queue; the next one when there is no answer in time; the head when there is nobody left.
 */
@Injectable()
export class Distribution {
  constructor(
    private readonly repository: WaitingRepository,
    private readonly decisions: DecisionsRepository,
    private readonly escalating: Escalating,
    private readonly notices: Notices,
    private readonly audit: Audit,
    private readonly live: LiveEvents,
  ) {}

  /** @returns false: nothing is due */
  async next(tx: Tx): Promise<boolean> {
    const id = await this.repository.lockDue(tx);
    if (id === null) return false;
    const waiting = await this.repository.find(tx, id);
    if (waiting === null) return true;
    const { teamId } = waiting;
    const team = teamId === null ? null : await this.repository.lockTeam(tx, teamId);
    const routing = { ...firstTeamRouting, ...team?.settings };
    const turn: Turn = { tx, now: new Date(), waiting, routing, teamId, standing: standingOf(waiting) };
    // Whoever put it off looks at it then; until that time nobody is hurried.
    if (waiting.snoozedUntil !== null) turn.standing.dueAt = waiting.snoozedUntil;
    else await this.turn(turn);
    await this.repository.keep(tx, id, turn.standing);
    return true;
  }

  private async turn(turn: Turn): Promise<void> {
    const { standing, now, routing, teamId } = turn;
    this.setTarget(turn);
    if (routing.enabled && teamId !== null) await this.give(turn, teamId);
    await this.escalating.lookAtTarget(turn);
    const moments = [
      standing.offeredUntil,
      standing.stuck === 'full' ? new Date(now.getTime() + againMs) : null,
      standing.warnedAt === null && standing.breachedAt === null ? standing.warnAt : null,
      standing.breachedAt === null ? standing.answerBy : null,
    ].filter((moment) => moment !== null);
    const [first] = moments.map((moment) => moment.getTime()).toSorted((a, b) => a - b);
    // What is past and changed nothing is not looked at again at once.
    const due = first !== undefined && first <= now.getTime() ? now.getTime() + againMs : first;
    standing.dueAt = due === undefined ? null : new Date(due);
  }

  private setTarget({ standing, waiting, routing, teamId }: Turn): void {
    if (standing.breachedAt !== null || (standing.answerBy !== null && waiting.countedFor === teamId)) return;
    const target = targetOf(routing, waiting);
    standing.answerBy = target?.answerBy ?? null;
    standing.warnAt = target?.warnAt ?? null;
  }

  private async give(turn: Turn, teamId: TeamId): Promise<void> {
    const { waiting, standing, now } = turn;
    const { handler } = waiting;
    const late = standing.offeredUntil !== null && standing.offeredUntil <= now;
    if (handler === null) {
      if (!standing.offeredToAll) return this.fromQueue(turn, teamId, 'new', null);
      if (late) await this.nobody(turn, teamId, 'no-answer', null);
      return;
    }
    if (!handler.works || handler.absent) {
      // Shown to all, or with nobody left: whoever is away has it, and everybody knows.
      if (standing.offeredToAll || standing.stuck === 'nobody') return;
      const { substitute } = handler;
      if (substitute === null || standing.tried.includes(substitute.id))
        return this.fromQueue(turn, teamId, 'absent', handler.id);
      await this.hand(turn, substitute.id);
      return this.decide(turn, {
        code: 'substitute',
        because: 'absent',
        employeeId: substitute.id,
        fromId: handler.id,
        teamId,
      });
    }
    if (standing.offeredTo !== handler.id) {
      this.offer(turn, handler.id);
      if (waiting.assigneeId === null)
        await this.decide(turn, { code: 'responsible', because: 'new', employeeId: handler.id, teamId });
      return;
    }
    if (!late) {
      if (standing.stuck === 'full') await this.fromQueue(turn, teamId, 'no-answer', handler.id);
      return;
    }
    standing.tried.push(handler.id);
    await this.fromQueue(turn, teamId, 'no-answer', handler.id);
  }

  private async fromQueue(turn: Turn, teamId: TeamId, because: Because, fromId: EmployeeId | null): Promise<void> {
    const { tx, waiting, standing, routing } = turn;
    const { mode, cap } = routing;
    const members = (await this.repository.members(tx, teamId, routing.members)).filter(({ id }) => id !== fromId);
    const minutes = because === 'no-answer' ? routing.answerMinutes : null;
    if (mode === 'all') {
      const shown = members.map(({ id }) => id);
      if (standing.offeredToAll || shown.length === 0) return this.nobody(turn, teamId, because, fromId);
      await this.repository.showAll(tx, waiting, shown);
      standing.offeredToAll = true;
      standing.offeredUntil = this.until(turn);
      await this.decide(turn, { code: 'all', because, fromId, teamId, count: shown.length, minutes });
      const told = { kind: 'assigned', clientId: waiting.clientId, conversationId: waiting.id } as const;
      return this.notices.tell(
        tx,
        shown.map((employeeId) => ({ ...told, employeeId })),
      );
    }
    const choice = choose({ mode, cap }, members, standing.tried);
    switch (choice.is) {
      case 'nobody':
        return this.nobody(turn, teamId, because, fromId);
      case 'full': {
        standing.offeredUntil = null;
        if (standing.stuck === 'full') return;
        standing.stuck = 'full';
        return this.decide(turn, { code: 'full', because, fromId, teamId, count: cap, minutes });
      }
      case 'given': {
        const { id, inHand, given } = choice.member;
        await this.hand(turn, id);
        const count = mode === 'least' ? inHand : given;
        return this.decide(turn, { code: mode, because, employeeId: id, fromId, teamId, count, minutes });
      }
    }
  }

  private async hand(turn: Turn, employeeId: EmployeeId): Promise<void> {
    const { tx, waiting } = turn;
    const { id, clientId } = waiting;
    await this.repository.assign(tx, id, employeeId);
    this.offer(turn, employeeId);
    await this.notices.tell(tx, [{ employeeId, kind: 'assigned', clientId, conversationId: id }]);
  }

  private offer(turn: Turn, employeeId: EmployeeId): void {
    const { standing } = turn;
    standing.offeredTo = employeeId;
    standing.offeredUntil = this.until(turn);
    standing.stuck = null;
  }

  private until({ now, waiting, routing }: Turn): Date | null {
    const { answerMinutes } = routing;
    return answerMinutes === null ? null : afterOpenMinutes(waiting.opening ?? alwaysOpen, now, answerMinutes);
  }

  private async nobody(turn: Turn, teamId: TeamId, because: Because, fromId: EmployeeId | null): Promise<void> {
    const { standing } = turn;
    standing.offeredUntil = null;
    if (standing.stuck === 'nobody') return;
    standing.stuck = 'nobody';
    await this.decide(turn, { code: 'nobody', because, fromId, teamId });
    await this.escalating.nobodyAnswers(turn);
  }

  private async decide({ tx, waiting }: Turn, decision: Decision): Promise<void> {
    const { id, clientId, assigneeId } = waiting;
    await this.decisions.insert(tx, id, decision);
    const { code, because, employeeId = null, fromId, teamId } = decision;
    const body = { code, because, to: employeeId, from: fromId ?? null, teamId };
    this.audit.record(tx, null, 'conversation.routed', { clientId, subjectId: id, body });
    const data = { conversationId: id, clientId, employeeId, is: 'assign', by: null } as const;
    tx.afterCommit(() =>
      this.live.publish(
        { event: 'conversation', data },
        { clientId, also: (viewer) => viewer.employeeId === assigneeId },
      ),
    );
  }
}

const standingOf = (waiting: Waiting): Standing => ({
  dueAt: null,
  ...{ teamId: waiting.teamId, offeredTo: waiting.offeredTo, offeredUntil: waiting.offeredUntil },
  ...{ offeredToAll: waiting.offeredToAll, tried: [...waiting.tried], stuck: waiting.stuck, first: !waiting.answered },
  ...{ answerBy: waiting.answerBy, warnAt: waiting.warnAt, warnedAt: waiting.warnedAt, breachedAt: waiting.breachedAt },
});
