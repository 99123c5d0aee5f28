import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { CallEnded } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { LiveEvents } from '../../realtime/live-events.js';
import type { KnownCall } from '../live/live-calls.repository.js';
import { isOpen, localDay, nextOpen } from '../../hours/business-hours.js';
import type { CalledNumber } from '../routing/routing.repository.js';
import { MissedTexts } from '../missed-texts/missed-texts.js';
import { MissedTextsRepository } from '../missed-texts/missed-texts.repository.js';
import { TasksRepository } from '../../tasks/tasks.repository.js';
import { isMissed } from './call-facts.js';

/** What follows from a call: somebody is to call back, or need not any more; a letter to whoever called when nobody was there. */
@Injectable()
export class CallFollowUp {
  constructor(
    private readonly tasks: TasksRepository,
    private readonly texts: MissedTextsRepository,
    private readonly writer: MissedTexts,
    private readonly live: LiveEvents,
  ) {}

  async after(tx: Tx, ended: CallEnded, call: KnownCall, { settings, policy }: CalledNumber): Promise<void> {
    const { clientId, counterpart } = call;
    if (ended.outcome === 'answered') {
      if (await this.tasks.close(tx, { clientId, counterpart }, call.employeeId, ended.endedAt)) this.tell(tx, call);
      return;
    }
    // A hidden number cannot be called back, and nobody knows to whom a letter would go.
    if (!isMissed(ended) || counterpart === null) return;
    const targetMs = (settings.missedTargetMinutes ?? policy.missedTargetMinutes) * 60_000;
    const endedAt = new Date(ended.endedAt);
    const dueAt = new Date(nextOpen(settings, endedAt).getTime() + targetMs);
    const task = { id: uuidv7(), clientId, callId: ended.callId, counterpart, dueAt, startedAt: ended.startedAt };
    if (await this.tasks.open(tx, { ...task, assigneeId: call.employeeId, teamId: call.teamId })) this.tell(tx, call);
    const writes = settings.missedText?.email === true && ended.outcome === 'missed' && !isOpen(settings, endedAt);
    if (!writes || clientId === null) return;
    if (await this.texts.add(tx, clientId, localDay(settings, endedAt), ended.callId))
      tx.afterCommit(() => this.writer.writeSoon());
  }

  private tell(tx: Tx, { clientId }: KnownCall): void {
    const audience = clientId ? { clientId } : ({ clientId: null, right: 'unplaced.handle' } as const);
    tx.afterCommit(() => this.live.publish({ event: 'task', data: {} }, audience));
  }
}
