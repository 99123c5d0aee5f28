import type { ChannelId, ClientId, ConversationId } from '#libs/contracts';
import type { ChatConversation } from '../people/people.repository.js';
import type { Person } from '../people/unite.js';

/** What the database says about those who write in a batch. */
export interface KnownChats {
  /** Cards that have this id, or its number, as a contact point. */
  readonly cardsOf: ReadonlyMap<string, readonly ClientId[]>;
  /** The newest first. */
  readonly conversations: readonly ChatConversation[];
}

/** Where a message was written. */
export interface Chat {
  readonly channelId: ChannelId;
  /** null: between two. */
  readonly group: string | null;
  /** Of a group: whoever wrote; null: one of ours, or nobody shall have it. */
  readonly person: Person | null;
}

export interface MessagePlace {
  /** null: a new one, under this counterpart. */
  readonly conversationId: ConversationId | null;
  readonly counterpart: string;
  /** null: unplaced, or a group's that is kept on no card. */
  readonly clientId: ClientId | null;
  /** The contact point was found by another of their ids: this one is theirs too. */
  readonly remember: string | null;
}

/**
 * Whose a message is: the card's that has one of the person's ids or their number; with no such card the one in whose conversation they
 * write. Two cards with the same number leave it unplaced, unless one of them has the conversation.
 */
export function placeMessage({ channelId, group, person }: Chat, known: KnownChats): MessagePlace {
  const here = known.conversations.filter((one) => one.channelId === channelId);
  if (person === null) return inConversation(here, { counterpart: group!, clientId: null }, null);
  const cards = [...new Set(person.ids.flatMap((id) => known.cardsOf.get(id) ?? []))];
  const between = here.filter((one) => person.ids.includes(one.counterpart));
  const talking = between.find((one) => one.clientId !== null && (cards.length === 0 || cards.includes(one.clientId)));
  const clientId = talking?.clientId ?? (cards.length === 1 ? cards[0]! : null);
  const remember = clientId !== null && cards.length === 1 ? person.id : null;
  if (group === null) {
    const goesOn = between.find((one) => one.clientId === clientId);
    if (goesOn) return { conversationId: goesOn.id, counterpart: goesOn.counterpart, clientId, remember };
    return { conversationId: null, counterpart: person.id, clientId, remember };
  }
  const stray = here.find(
    (one) => one.clientId === clientId && person.ids.some((id) => one.counterpart === `${group} ${id}`),
  );
  if (clientId !== null) return inConversation(here, { counterpart: stray?.counterpart ?? group, clientId }, remember);
  return inConversation(here, { counterpart: stray?.counterpart ?? `${group} ${person.id}`, clientId }, remember);
}

function inConversation(
  here: readonly ChatConversation[],
  { counterpart, clientId }: { counterpart: string; clientId: ClientId | null },
  remember: string | null,
): MessagePlace {
  const goesOn = here.find((one) => one.counterpart === counterpart && one.clientId === clientId);
  return { conversationId: goesOn?.id ?? null, counterpart, clientId, remember };
}
