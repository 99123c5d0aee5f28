import type { ClientId, ConversationId } from '#libs/contracts';
import type { LetterParties } from './letter-parties.js';
import { placeInbound, placeOutbound, type Known } from './letter-placing.js';

const ada = 'card-ada' as ClientId;
const eve = 'card-eve' as ClientId;
const adaThread = { id: 'thread-ada' as ConversationId, clientId: ada };
const looseThread = { id: 'thread-loose' as ConversationId, clientId: null };
const known: Known = {
  own: new Set(['sales@corp.test']),
  byToken: new Map([['token', adaThread]]),
  byMessageId: new Map([
    ['<ada@corp.test>', [adaThread]],
    ['<loose@x.test>', [looseThread]],
    ['<twice@x.test>', [looseThread, adaThread]],
  ]),
  awaiting: new Map([['<not-here-yet@x.test>', [adaThread]]]),
  cardsOf: new Map([
    ['ada@client.test', [ada]],
    ['eve@rival.test', [eve]],
    ['desk@shared.test', [ada, eve]],
  ]),
};
interface Given {
  senders?: readonly string[];
  recipients?: readonly string[];
  tokens?: readonly string[];
  answers?: readonly string[];
  messageId?: string;
}
const parties = ({ senders = [], recipients = [], tokens = [], answers = [], messageId }: Given): LetterParties => ({
  senders: [...senders],
  recipients: [...recipients],
  tokens: [...tokens],
  answers: [...answers],
  messageId: messageId ?? null,
});
const person = { fromServer: false };

describe('placing a letter that came in', () => {
  it.each([
    ['the card of its sender', { senders: ['ada@client.test'] }, null, ada, false],
    ['nowhere, when nobody knows the sender', { senders: ['new@x.test'] }, null, null, false],
    ['nowhere, when two cards share the sender', { senders: ['desk@shared.test'] }, null, null, false],
    ['nowhere, when it has no sender', {}, null, null, false],
    ['the thread that its token names', { senders: ['ada@client.test'], tokens: ['token'] }, 'thread-ada', ada, false],
    [
      'the thread that it answers',
      { senders: ['ada@client.test'], answers: ['<x@x.test>', '<ada@corp.test>'] },
      'thread-ada',
      ada,
      false,
    ],
    [
      'the thread in which somebody answered it already',
      { senders: ['ada@client.test'], messageId: '<not-here-yet@x.test>' },
      'thread-ada',
      ada,
      false,
    ],
    [
      'the thread that answers the same missing letter',
      { senders: ['ada@client.test'], answers: ['<not-here-yet@x.test>'] },
      'thread-ada',
      ada,
      false,
    ],
    [
      'a new one, when another card’s sender names a letter that this card awaits',
      { senders: ['eve@rival.test'], messageId: '<not-here-yet@x.test>' },
      null,
      eve,
      false,
    ],
    [
      'the token first, then the reference',
      { senders: ['new@x.test'], tokens: ['token'], answers: ['<loose@x.test>'] },
      'thread-ada',
      ada,
      true,
    ],
    [
      'the thread, as a stranger',
      { senders: ['colleague@client.test'], answers: ['<ada@corp.test>'] },
      'thread-ada',
      ada,
      true,
    ],
    [
      'the thread, as one of us',
      { senders: ['sales@corp.test'], answers: ['<ada@corp.test>'] },
      'thread-ada',
      ada,
      false,
    ],
    [
      'their own card, whatever thread another client names',
      { senders: ['eve@rival.test'], answers: ['<ada@corp.test>'] },
      null,
      eve,
      false,
    ],
    [
      'their own card, even with another client’s token',
      { senders: ['eve@rival.test'], tokens: ['token'] },
      null,
      eve,
      false,
    ],
    [
      'the thread of the card, when the sender stands on two',
      { senders: ['desk@shared.test'], answers: ['<ada@corp.test>'] },
      'thread-ada',
      ada,
      false,
    ],
    [
      'the unplaced thread with the others in it',
      { senders: ['new@x.test'], answers: ['<loose@x.test>'] },
      'thread-loose',
      null,
      false,
    ],
    [
      'their card rather than an unplaced thread',
      { senders: ['eve@rival.test'], answers: ['<loose@x.test>'] },
      null,
      eve,
      false,
    ],
    [
      'the thread that fits, when an id was used twice',
      { senders: ['ada@client.test'], answers: ['<twice@x.test>'] },
      'thread-ada',
      ada,
      false,
    ],
  ] as const)('%s', (_, given, conversationId, clientId, newParticipant) => {
    expect(placeInbound(parties(given), known, person)).toEqual({ conversationId, clientId, newParticipant });
  });

  it('does not take a mail server for a participant', () => {
    const bounce = parties({ senders: ['mailer-daemon@mx.test'], answers: ['<ada@corp.test>'] });
    expect(placeInbound(bounce, known, { fromServer: true }).newParticipant).toBe(false);
  });
});

describe('placing a letter of ours from a Sent folder', () => {
  it.each([
    ['the card of its recipient', { recipients: ['ada@client.test', 'sales@corp.test'] }, null, ada, false],
    ['nowhere, when two cards are addressed', { recipients: ['ada@client.test', 'eve@rival.test'] }, null, null, false],
    [
      'the thread, when its card is among the addressed',
      { recipients: ['ada@client.test', 'eve@rival.test'], answers: ['<ada@corp.test>'] },
      'thread-ada',
      ada,
      false,
    ],
    [
      'another card, when only that is addressed',
      { recipients: ['eve@rival.test'], answers: ['<ada@corp.test>'] },
      null,
      eve,
      false,
    ],
    [
      'the thread, to a new address',
      { recipients: ['new@x.test'], answers: ['<ada@corp.test>'] },
      'thread-ada',
      ada,
      true,
    ],
  ] as const)('%s', (_, given, conversationId, clientId, newParticipant) => {
    expect(placeOutbound(parties(given), known)).toEqual({ conversationId, clientId, newParticipant });
  });
});
