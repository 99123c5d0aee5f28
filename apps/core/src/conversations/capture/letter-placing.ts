import type { ClientId, ConversationId } from '#libs/contracts';
import type { LetterParties } from './letter-parties.js';

export interface KnownConversation {
  id: ConversationId;
  clientId: ClientId | null;
  /** Whose letters stay in it although they stand on another card: somebody put them there by hand. */
  guests?: readonly string[];
}

/** A conversation of that subject in which somebody wrote, or was written to. */
export interface AlikeConversation extends KnownConversation {
  /** As {@link LetterParties} `counterpart`. */
  person: string;
  at: Date;
}

/** An answer that names nothing comes within this time of what it answers. */
export const sameSubjectWithinMs = 30 * 24 * 3_600_000;

/** What the database says about the parties of a batch of letters. */
export interface Known {
  /** Every address of our own channels. */
  own: ReadonlySet<string>;
  byToken: ReadonlyMap<string, KnownConversation>;
  /** Several where a Message-ID was used again; the first captured one comes first: whoever forges an id must have seen it. */
  byMessageId: ReadonlyMap<string, readonly KnownConversation[]>;
  /** Conversations that name a Message-ID which has not been captured: answers may come before what they answer. */
  awaiting: ReadonlyMap<string, readonly KnownConversation[]>;
  byOutlookThread: ReadonlyMap<string, readonly KnownConversation[]>;
  /** By the subject without what programs put around it. */
  bySubject: ReadonlyMap<string, readonly AlikeConversation[]>;
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

interface About {
  /** When it was written. */
  at: Date;
  /** A mail server wrote it. */
  fromServer: boolean;
}

/**
 * Which conversation and card a letter belongs to: by what it answers, by our token wherever it is written, by what already answers it, by
 * Outlook's thread, by its subject where it says that it is an answer, then by who wrote it. What it answers comes first because it names
 * one letter, which lies where somebody may have put it by hand; a token names the conversation as it was when we wrote.
 * A sender who stands on another card never gets into this card's conversation, whatever thread they name: their letter begins a
 * conversation of its own. Unless somebody put their letters there by hand.
 */
export function placeInbound(parties: LetterParties, known: Known, { at, fromServer }: About): Place {
  const cards = cardsOf(parties.senders, known);
  for (const thread of threadsOf(parties, known, at)) {
    if (thread.clientId === null) {
      if (cards.length === 0) return { conversationId: thread.id, clientId: null, newParticipant: false };
      continue;
    }
    if (cards.includes(thread.clientId) || isGuest(parties.senders, thread))
      return { conversationId: thread.id, clientId: thread.clientId, newParticipant: false };
    if (cards.length > 0) continue;
    const stranger = !fromServer && !parties.senders.some((sender) => known.own.has(sender));
    return { conversationId: thread.id, clientId: thread.clientId, newParticipant: stranger };
  }
  return { conversationId: null, clientId: cards.length === 1 ? cards[0]! : null, newParticipant: false };
}

/** The same for a letter of ours that was found in a Sent folder: its card is its recipients'. */
export function placeOutbound(parties: LetterParties, known: Known, { at }: Pick<About, 'at'>): Place {
  const cards = cardsOf(parties.recipients, known);
  for (const thread of threadsOf(parties, known, at)) {
    const guest = thread.clientId !== null && isGuest(parties.recipients, thread);
    const fits =
      thread.clientId === null ? cards.length === 0 : cards.length === 0 || cards.includes(thread.clientId) || guest;
    if (!fits) continue;
    const stranger = thread.clientId !== null && cards.length === 0 && !guest;
    return { conversationId: thread.id, clientId: thread.clientId, newParticipant: stranger };
  }
  return { conversationId: null, clientId: cards.length === 1 ? cards[0]! : null, newParticipant: false };
}

/** Whether any of its headers or tokens leads anywhere, so that nobody need be looked for by subject. */
export function namesThread(parties: LetterParties, known: Omit<Known, 'bySubject'>): boolean {
  return !named(parties, known).next().done;
}

function* named(parties: LetterParties, known: Omit<Known, 'bySubject'>): Generator<KnownConversation> {
  const answered = parties.answers.flatMap((id) => known.byMessageId.get(id) ?? []);
  const tokens = parties.tokens.flatMap((token) => known.byToken.get(token) ?? []);
  // A conversation that nobody has placed yet gives way to one of a card.
  const isPlaced = answered[0]?.clientId !== null;
  yield* isPlaced ? [...answered, ...tokens] : [...tokens, ...answered];
  for (const id of [parties.messageId, ...parties.answers]) if (id !== null) yield* known.awaiting.get(id) ?? [];
  if (parties.outlookThread !== null) yield* known.byOutlookThread.get(parties.outlookThread) ?? [];
}

function* threadsOf(parties: LetterParties, known: Known, at: Date): Generator<KnownConversation> {
  yield* named(parties, known);
  const { base, answers } = parties.subject;
  if (!answers || base === '') return;
  for (const alike of known.bySubject.get(base) ?? [])
    if (alike.person === parties.counterpart && Math.abs(alike.at.getTime() - at.getTime()) <= sameSubjectWithinMs)
      yield alike;
}

const isGuest = (addresses: readonly string[], { guests = [] }: KnownConversation): boolean =>
  addresses.some((address) => guests.includes(address));

function cardsOf(addresses: readonly string[], known: Known): ClientId[] {
  return [
    ...new Set(
      addresses.filter((address) => !known.own.has(address)).flatMap((address) => known.cardsOf.get(address) ?? []),
    ),
  ];
}
