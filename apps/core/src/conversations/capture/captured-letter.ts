import { v7 as uuidv7 } from 'uuid';
import type { ChannelId, InteractionId } from '#libs/contracts';
import type { NewInteraction } from '../interactions.repository.js';
import type { ConversationStep } from './conversation-changes.js';
import type { BatchLetter } from './letter-batch.js';
import { momentOf } from './letter-moment.js';
import {
  placeInbound,
  placeOutbound,
  type AlikeConversation,
  type KnownConversation,
  type Place,
} from './letter-placing.js';
import type { SubjectClue } from './thread-clues.repository.js';

/** What the database said about a batch; grows while its letters are placed one after the other. */
export interface Lookups {
  own: Set<string>;
  byToken: Map<string, KnownConversation>;
  byMessageId: Map<string, KnownConversation[]>;
  awaiting: Map<string, KnownConversation[]>;
  byOutlookThread: Map<string, KnownConversation[]>;
  bySubject: Map<string, AlikeConversation[]>;
  cardsOf: Map<string, NonNullable<KnownConversation['clientId']>[]>;
}

export interface Captured extends BatchLetter {
  interaction: NewInteraction;
}

export function placeOf({ letter, parties, nature }: BatchLetter, lookups: Lookups, at: Date): Place {
  // That a letter was read stands on that letter; it is none itself.
  if (nature.receipt) return { conversationId: null, clientId: null, newParticipant: false };
  return letter.direction === 'inbound'
    ? placeInbound(parties, lookups, { at, fromServer: nature.bounce })
    : placeOutbound(parties, lookups, { at });
}

/** By what a letter that names nothing may find what it answers. */
export function clueOf(
  { letter, parties }: BatchLetter,
  { own, cardsOf }: Pick<Lookups, 'own' | 'cardsOf'>,
  now: Date,
): SubjectClue {
  const addresses = letter.direction === 'inbound' ? parties.senders : parties.recipients;
  const cards = addresses.filter((address) => !own.has(address)).flatMap((address) => cardsOf.get(address) ?? []);
  const { occurredAt } = momentOf(letter, now);
  return { base: parties.subject.base, person: parties.counterpart, clientId: cards[0] ?? null, at: occurredAt };
}

export function addTo<T>(map: Map<string, T[]>, id: string, thread: T): void {
  map.set(id, [...(map.get(id) ?? []), thread]);
}

export function interactionOf(
  { letter, naturalKey, parties }: BatchLetter,
  place: Place,
  occurredAt: Date,
  flags: readonly string[],
  now: Date,
): NewInteraction {
  return {
    id: uuidv7() as InteractionId,
    clientId: place.clientId,
    conversationId: place.conversationId,
    channelId: letter.channelId,
    medium: 'email',
    direction: letter.direction,
    kind: 'email',
    occurredAt,
    capturedAt: now,
    employeeId: null,
    subject: letter.header.subject,
    header: letter.header,
    naturalKey,
    messageId: parties.messageId,
    evidenceSha256: letter.evidence.sha256,
    evidenceSize: letter.evidence.size,
    flags,
    placedAt: null,
  };
}

export function stepsOf(captured: readonly Captured[]): ConversationStep[] {
  return captured.flatMap(({ letter, nature, interaction }) => {
    if (interaction.conversationId === null) return [];
    const { conversationId, id: interactionId, occurredAt } = interaction;
    const { direction, source } = letter;
    const imported = source === 'import';
    return [{ conversationId, interactionId, direction, occurredAt, automatic: nature.automatic, imported }];
  });
}

/** What somebody is to hear of. */
export const isNews = ({ nature, interaction }: Captured): boolean =>
  !nature.automatic && !((nature.spam || nature.blocked) && interaction.clientId === null);

export function newestInbound(captured: readonly Captured[]): Map<ChannelId, Date> {
  const newest = new Map<ChannelId, Date>();
  for (const { letter, interaction } of captured) {
    if (letter.direction !== 'inbound') continue;
    const before = newest.get(letter.channelId);
    if (!before || before < interaction.occurredAt) newest.set(letter.channelId, interaction.occurredAt);
  }
  return newest;
}
