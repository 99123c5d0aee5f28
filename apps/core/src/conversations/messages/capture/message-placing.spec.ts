import type { ChannelId, ClientId, ConversationId } from '#libs/contracts';
import type { ChatConversation } from '../people/people.repository.js';
import { placeMessage, type KnownChats } from './message-placing.js';

const sales = 'sales' as ChannelId;
const ada = 'card-ada' as ClientId;
const eve = 'card-eve' as ClientId;
const number = '380441234567';
const person = { id: number, ids: [number, '77@lid'], phone: `+${number}` };
const conversation = (id: string, counterpart: string, clientId: ClientId | null): ChatConversation => ({
  ...{ id: id as ConversationId, channelId: sales, counterpart, clientId },
});
const place = (known: Partial<KnownChats>, group: string | null = null, writer: typeof person | null = person) =>
  placeMessage({ channelId: sales, group, person: writer }, { cardsOf: new Map(), conversations: [], ...known });

describe('placing a message between two', () => {
  it('goes to the card that has their number, and remembers them', () => {
    expect(place({ cardsOf: new Map([[number, [ada]]]) })).toEqual({
      ...{ conversationId: null, counterpart: number, clientId: ada, remember: number },
    });
  });

  it('goes on where they wrote before, under whichever id', () => {
    const known = { cardsOf: new Map([['77@lid', [ada]]]), conversations: [conversation('old', '77@lid', ada)] };
    expect(place(known)).toMatchObject({ conversationId: 'old', counterpart: '77@lid', clientId: ada });
  });

  it('stays on the card of the conversation although no card has the number any more', () => {
    const known = { conversations: [conversation('old', number, ada)] };
    expect(place(known)).toEqual({ conversationId: 'old', counterpart: number, clientId: ada, remember: null });
  });

  it('is nobody’s where two cards have the number, unless one has the conversation', () => {
    const cardsOf = new Map([[number, [ada, eve]]]);
    expect(place({ cardsOf })).toMatchObject({ clientId: null, counterpart: number, remember: null });
    expect(place({ cardsOf, conversations: [conversation('hers', number, eve)] })).toMatchObject({
      ...{ clientId: eve, conversationId: 'hers', remember: null },
    });
  });

  it('begins anew on a card that has got the number from another', () => {
    const known = { cardsOf: new Map([[number, [eve]]]), conversations: [conversation('old', number, ada)] };
    expect(place(known)).toMatchObject({ clientId: eve, conversationId: null });
  });

  it('takes no conversation of another of our numbers', () => {
    const elsewhere = { ...conversation('old', number, ada), channelId: 'other' as ChannelId };
    expect(place({ conversations: [elsewhere] })).toMatchObject({ clientId: null, conversationId: null });
  });
});

describe('placing a message in a group', () => {
  const group = '120363@g.us';
  it('goes to the writer’s card, and there to one conversation with the group', () => {
    const cardsOf = new Map([[number, [ada]]]);
    expect(place({ cardsOf }, group)).toMatchObject({ clientId: ada, conversationId: null, counterpart: group });
    const conversations = [conversation('group', group, ada), conversation('kept', group, null)];
    expect(place({ cardsOf, conversations }, group)).toMatchObject({ clientId: ada, conversationId: 'group' });
  });

  it('keeps those whom nobody knows apart from each other', () => {
    expect(place({}, group)).toMatchObject({ clientId: null, counterpart: `${group} ${number}` });
    const conversations = [conversation('theirs', `${group} 77@lid`, null), conversation('kept', group, null)];
    expect(place({ conversations }, group)).toMatchObject({ clientId: null, conversationId: 'theirs' });
  });

  it('keeps what is nobody’s in the group’s own conversation', () => {
    const conversations = [conversation('group', group, ada), conversation('kept', group, null)];
    expect(place({ conversations }, group, null)).toMatchObject({ clientId: null, conversationId: 'kept' });
  });
});
