import type { ChannelId, DeliveryId, EmployeeId, EvidenceRef, InteractionId } from '#libs/contracts';
import { canonicalHash } from '../../audit/journal/journal-entry.js';

export const changeKinds = ['edited', 'revoked', 'reaction', 'decrypted'] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** What of a change never changes; the journal holds its hash. */
export interface MessageChangeFacts {
  readonly id: string;
  readonly channelId: ChannelId;
  readonly providerId: string;
  readonly is: ChangeKind;
  readonly by: 'client' | 'us';
  /** Whose reaction, in a group. */
  readonly author: string | null;
  /** Who of ours, where it was done from the page. */
  readonly employeeId: EmployeeId | null;
  readonly at: Date;
  readonly evidence: EvidenceRef;
}

export interface NewMessageChange extends MessageChangeFacts {
  /** null: its message has not come yet. */
  readonly interactionId: InteractionId | null;
  /** The new words, the reaction (empty: taken back), a placeholder's whole content as JSON; null where there is none. */
  readonly text: string | null;
  /** Ours: what carries it out. */
  readonly deliveryId: DeliveryId | null;
  /** waiting: it counts from then on that WhatsApp has it. */
  readonly state: 'waiting' | 'done';
}

/** SHA-256 over the canonical JSON: a changed row no longer fits its journal entry. */
export function messageChangeHash(facts: MessageChangeFacts): string {
  const { id, channelId, providerId, is, by, author, employeeId, at, evidence } = facts;
  return canonicalHash({
    id,
    ...{ channelId, providerId, is, by, author, employeeId, at: at.toISOString() },
    ...{ evidenceSha256: evidence.sha256, evidenceSize: evidence.size },
  });
}
