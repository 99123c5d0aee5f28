import type { Interaction, Message } from './message.js';

type Told = Pick<Message, 'author' | 'group'>;
type From = Interaction['participants']['from'];

/**
 * Who speaks, of what came from outside; empty: nobody knows.
 * In a chat of two that is the card's client: their name stands there rather than a bare number. In a group it may be anybody.
 */
export function authorOf({ author, group }: Told, from: From, clientName: string): string {
  const told = [author, from[0]].flatMap((each) =>
    each == null || each.name === '' || each.name === each.address ? [] : [each.name],
  );
  const address = author?.address || from[0]?.address || '';
  return told[0] ?? ((group === null && clientName) || address);
}
