import type { ClientId, ConversationId, InteractionId } from '#libs/contracts';
import type { NewNotice } from './notices.js';

/** What is read out of an old mailbox or a long outage is no news: the inbox has it. */
const newsForMs = 48 * 3_600_000;

interface Word {
  readonly id: InteractionId;
  readonly clientId: ClientId | null;
  readonly conversationId: ConversationId | null;
  readonly direction: 'inbound' | 'outbound' | 'internal';
  readonly occurredAt: Date;
}

/** A client said something: whoever handles the conversation is told, once for all that they have not read. */
export function newWords(captured: readonly Word[], now = Date.now()): NewNotice[] {
  return captured.flatMap(({ id, clientId, conversationId, direction, occurredAt }) =>
    direction === 'inbound' && clientId !== null && conversationId !== null && occurredAt.getTime() > now - newsForMs
      ? [
          {
            employeeId: null,
            ...{ kind: 'word' as const, clientId, conversationId, interactionId: id },
            fold: `word:${conversationId}`,
          },
        ]
      : [],
  );
}
