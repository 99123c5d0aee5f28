import type { ChannelId, EmployeeId, InteractionId, LetterHeader, Medium } from '#libs/contracts';
import { canonicalHash, type JsonObject } from '../audit/journal/journal-entry.js';
import type { CallHeader } from '../calls/capture/call-facts.js';
import type { NoteHeader } from './mentions/note-mention.js';
import type { MessageHeader } from './messages/message-header.js';

export type Direction = 'inbound' | 'outbound' | 'internal';
export type InteractionKind = 'email' | 'message' | 'call' | 'voicemail' | 'note';

/** The columns of an interaction that never change; the journal holds their hash. */
export interface InteractionFacts {
  id: InteractionId;
  channelId: ChannelId | null;
  medium: Medium | null;
  direction: Direction;
  kind: InteractionKind;
  occurredAt: Date;
  capturedAt: Date;
  employeeId: EmployeeId | null;
  subject: string;
  /** A letter's header fields, the facts of a call or a message; `{}` where there are none. */
  header: LetterHeader | CallHeader | MessageHeader | NoteHeader | Record<string, never>;
  naturalKey: string;
  messageId: string | null;
  evidenceSha256: string;
  /** Bytes. */
  evidenceSize: number;
}

/** SHA-256 over the canonical JSON of the facts: a changed row no longer fits its journal entry. */
export function factsHash(facts: InteractionFacts): string {
  const plain: JsonObject = {
    id: facts.id,
    channelId: facts.channelId,
    medium: facts.medium,
    direction: facts.direction,
    kind: facts.kind,
    occurredAt: facts.occurredAt.toISOString(),
    capturedAt: facts.capturedAt.toISOString(),
    employeeId: facts.employeeId,
    subject: facts.subject,
    header: facts.header,
    naturalKey: facts.naturalKey,
    messageId: facts.messageId,
    evidenceSha256: facts.evidenceSha256,
    evidenceSize: facts.evidenceSize,
  };
  return canonicalHash(plain);
}
