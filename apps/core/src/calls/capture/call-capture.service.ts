import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { CallEnded, ChannelId, ConversationId, InteractionId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { Alerts } from '../../alerts/alerts.js';
import { newConversationToken } from '../../conversations/conversation-token.js';
import { CaptureRepository } from '../../conversations/capture/capture.repository.js';
import { InteractionsRepository } from '../../conversations/interactions.repository.js';
import { Notices } from '../../notifications/notices.js';
import { LiveEvents } from '../../realtime/live-events.js';
import { callAudience } from '../call-audience.js';
import { CallFinder } from '../live/call-finder.js';
import { LiveCallsRepository, type KnownCall } from '../live/live-calls.repository.js';
import { RoutingRepository, type CalledNumber } from '../routing/routing.repository.js';
import { CallCaptureRepository } from './call-capture.repository.js';
import { callHeader, isMissed } from './call-facts.js';
import { CallFollowUp } from './call-follow-up.js';

/** A call that is over becomes an interaction on the card; its whole record is evidence already. */
@Injectable()
export class CallCaptureService {
  constructor(
    private readonly repository: CallCaptureRepository,
    private readonly calls: LiveCallsRepository,
    private readonly finder: CallFinder,
    private readonly numbers: RoutingRepository,
    private readonly interactions: InteractionsRepository,
    private readonly conversations: CaptureRepository,
    private readonly followUp: CallFollowUp,
    private readonly alerts: Alerts,
    private readonly notices: Notices,
    private readonly live: LiveEvents,
  ) {}

  async store(tx: Tx, ended: CallEnded): Promise<void> {
    const before = await this.finder.lock(tx, ended);
    const number = ended.channelId === null ? null : await this.numbers.number(tx, ended.channelId, ended.callId);
    const missing = ended.recording === 'none' ? (ended.noRecordingCode ?? 'call.unrecorded') : null;
    const asks = number?.policy.formFields.some((field) => field.required) ?? false;
    const formDue = asks && ended.outcome === 'answered' && ended.direction !== 'internal';
    const call = await this.calls.end(tx, ended, { formDue, missing });
    if (call === null) return;
    tx.afterCommit(() =>
      this.live.publish(...callAudience(call, [...before.ringing, ...before.talking, before.consulted])),
    );
    // Between colleagues nothing happened with a client; what policy refused has reached nobody.
    if (number === null || call.direction === 'internal' || ended.outcome === 'refused') return;
    await this.keep(tx, ended, call, number);
    await this.followUp.after(tx, ended, call, number);
    await this.alarm(tx, ended, call, missing);
  }

  private async keep(tx: Tx, ended: CallEnded, call: KnownCall, number: CalledNumber): Promise<void> {
    const id = uuidv7() as InteractionId;
    const channelId = call.channelId as ChannelId;
    const { direction } = ended as { direction: 'inbound' | 'outbound' };
    const occurredAt = new Date(ended.startedAt);
    // Whoever hides their number can be anybody: such calls belong to no conversation.
    const conversationId =
      call.counterpart === null
        ? null
        : await this.repository.conversation(tx, {
            id: uuidv7() as ConversationId,
            ...{ token: newConversationToken(), at: ended.startedAt },
            ...{ clientId: call.clientId, channelId, counterpart: call.counterpart },
          });
    const fresh = await this.interactions.insert(tx, {
      id,
      ...{ clientId: call.clientId, conversationId, channelId, medium: 'phone', direction },
      kind: ended.outcome === 'voicemail' ? 'voicemail' : 'call',
      ...{ occurredAt, capturedAt: new Date(), employeeId: call.employeeId, subject: '' },
      header: callHeader(ended, { outside: call.counterpart, ours: number.address }),
      ...{ naturalKey: `call:${ended.callId}`, messageId: null },
      ...{ evidenceSha256: ended.evidence.sha256, evidenceSize: ended.evidence.size },
      flags: [...(ended.cut ? ['cut'] : []), ...(ended.routedByFallback ? ['routed-by-fallback'] : [])],
      placedAt: null,
    });
    if (!fresh) return;
    await this.repository.link(tx, ended.callId, id, conversationId);
    if (direction === 'inbound') await this.conversations.noteInbound(tx, new Map([[channelId, occurredAt]]));
    else await this.repository.noteOutbound(tx, channelId, ended.startedAt);
    if (conversationId !== null) {
      const last = { conversationId, interactionId: id, direction, occurredAt, automatic: false };
      const answeredAt = ended.outcome === 'answered' ? new Date(ended.endedAt) : null;
      const waitsSince = isMissed(ended) ? occurredAt : null;
      await this.conversations.moveConversations(tx, [{ conversationId, last, answeredAt, waitsSince }]);
    }
    const { clientId } = call;
    if (isMissed(ended))
      await this.notices.tell(tx, [
        {
          // Without a card, or without anybody who has it, whoever was to be rung first.
          employeeId: clientId === null ? call.employeeId : null,
          ...{ kind: 'missed-call', clientId, conversationId },
          ...{ interactionId: id, callId: ended.callId, fold: `missed-call:${conversationId ?? ended.callId}` },
        },
      ]);
    tx.afterCommit(() => {
      if (clientId === null) this.live.publish({ event: 'unplaced', data: {} }, { clientId, right: 'unplaced.handle' });
      else {
        const data = { clientId, conversationId, interactionId: id, direction };
        this.live.publish({ event: 'interaction', data }, { clientId });
      }
    });
  }

  /** People spoke and nothing of it was kept; or core was too slow to say whom to ring. */
  private async alarm(tx: Tx, ended: CallEnded, call: KnownCall, missing: string | null): Promise<void> {
    const about = { callId: ended.callId, clientId: call.clientId, employeeId: call.employeeId, teamId: call.teamId };
    if (missing !== null && (ended.outcome === 'answered' || ended.outcome === 'voicemail')) {
      const once = `call.unrecorded:${ended.callId}`;
      await this.alerts.raise(tx, {
        ...{ code: 'call.unrecorded', severity: 'alarm', ...about, details: { reason: missing }, once },
      });
    }
    if (ended.routedByFallback) {
      const once = `call.routed-by-fallback:${ended.startedAt.slice(0, 13)}`;
      await this.alerts.raise(tx, { code: 'call.routed-by-fallback', severity: 'warning', ...about, once });
    }
  }
}
