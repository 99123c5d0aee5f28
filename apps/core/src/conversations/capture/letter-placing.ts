import type { ClientId, ConversationId } from '#libs/contracts';
import type { LetterParties } from './letter-parties.js';

export interface KnownConversation {
  id: ConversationId;
  clientId: ClientId | null;
}

/** What the database says about the parties of a batch of letters. */
export interface Known {
  /** Every address of our own channels. */
  own: ReadonlySet<string>;
  byToken: ReadonlyMap<string, KnownConversation>;
  /** Several where a Message-ID was used again; the first captured one comes first: whoever forges an id must have seen it. */
  byMessageId: ReadonlyMap<string, readonly KnownConversation[]>;
  /** Conversations that name a Message-ID which has not been captured: answers may come before what they answer. */
  awaiting: ReadonlyMap<string, readonly KnownConversation[]>;
  /** Cards that have this e-mail address as a contact point. */
  cardsOf: ReadonlyMap<string, readonly ClientId[]>;
}

export interface Place {
  /** null: a new conversation. */
  conversationId: ConversationId | null;
  /** null: unplaced. */
  clientId: ClientId | null;
  /** Somebody writes in a card's conversation who is not a contact point of it. */
  newParticipant: boolean;
}

/**
 * Which conversation and card a letter belongs to: by our token in the address, then by what it answers, then by what
 * already answers it, then by who wrote it.
 * A sender who stands on another card never gets into this card's conversation, whatever thread they name: their letter begins a
 * conversation of its own.
 */
export function placeInbound(parties: LetterParties, known: Known, { fromServer }: { fromServer: boolean }): Place {
  const cards = cardsOf(parties.senders, known);
  for (const thread of threadsOf(parties, known)) {
    if (thread.clientId === null) {
      if (cards.length === 0) return { conversationId: thread.id, clientId: null, newParticipant: false };
      continue;
    }
    if (cards.includes(thread.clientId))
      return { conversationId: thread.id, clientId: thread.clientId, newParticipant: false };
    if (cards.length > 0) continue;
    const stranger = !fromServer && !parties.senders.some((sender) => known.own.has(sender));
    return { conversationId: thread.id, clientId: thread.clientId, newParticipant: stranger };
  }
  return { conversationId: null, clientId: cards.length === 1 ? cards[0]! : null, newParticipant: false };
}

/** The same for a letter of ours that was found in a Sent folder: its card is its recipients'. */
export function placeOutbound(parties: LetterParties, known: Known): Place {
  const cards = cardsOf(parties.recipients, known);
  for (const thread of threadsOf(parties, known)) {
    const fits = thread.clientId === null ? cards.length === 0 : cards.length === 0 || cards.includes(thread.clientId);
    if (!fits) continue;
    const stranger = thread.clientId !== null && cards.length === 0;
    return { conversationId: thread.id, clientId: thread.clientId, newParticipant: stranger };
  }
  return { conversationId: null, clientId: cards.length === 1 ? cards[0]! : null, newParticipant: false };
}

function* threadsOf(parties: LetterParties, known: Known): Generator<KnownConversation> {
  for (const token of parties.tokens) {
    const found = known.byToken.get(token);
    if (found) yield found;
  }
  for (const id of parties.answers) yield* known.byMessageId.get(id) ?? [];
  for (const id of [parties.messageId, ...parties.answers]) if (id !== null) yield* known.awaiting.get(id) ?? [];
}

function cardsOf(addresses: readonly string[], known: Known): ClientId[] {
  return [
    ...new Set(
      addresses.filter((address) => !known.own.has(address)).flatMap((address) => known.cardsOf.get(address) ?? []),
    ),
  ];
}
