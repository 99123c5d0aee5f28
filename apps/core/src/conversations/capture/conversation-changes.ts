import type { ConversationId, InteractionId } from '#libs/contracts';

/** One letter as its conversation sees it. */
export interface ConversationStep {
  conversationId: ConversationId;
  interactionId: InteractionId;
  direction: 'inbound' | 'outbound';
  occurredAt: Date;
  /** Nobody waits for an answer to it. */
  automatic: boolean;
  /** History: whoever waits now waits on, whatever was answered then. */
  imported?: boolean;
}

/** What a batch of letters changes in one conversation. */
export interface ConversationChange {
  conversationId: ConversationId;
  last: ConversationStep;
  /** Our newest letter in the batch: whoever wrote before it waits no longer. */
  answeredAt: Date | null;
  /** The first letter in the batch, after our newest one, that waits for an answer. */
  waitsSince: Date | null;
}

export function changesOf(steps: readonly ConversationStep[]): ConversationChange[] {
  const changes = new Map<ConversationId, ConversationChange>();
  for (const step of steps.toSorted((a, b) => a.occurredAt.getTime() - b.occurredAt.getTime())) {
    const change = changes.get(step.conversationId) ?? {
      conversationId: step.conversationId,
      last: step,
      answeredAt: null,
      waitsSince: null,
    };
    changes.set(step.conversationId, change);
    change.last = step;
    if (step.imported) continue;
    if (step.direction === 'outbound') {
      change.answeredAt = step.occurredAt;
      change.waitsSince = null;
    } else if (!step.automatic) {
      change.waitsSince ??= step.occurredAt;
    }
  }
  // One order for all writers: two transactions with the same conversations wait for each other and never in a circle.
  return [...changes.values()].sort((a, b) => (a.conversationId < b.conversationId ? -1 : 1));
}
