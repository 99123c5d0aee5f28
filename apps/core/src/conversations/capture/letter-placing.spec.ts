import type { ClientId, ConversationId } from '#libs/contracts';
import { baseSubject } from '#libs/letters';
import type { LetterParties } from './letter-parties.js';
import { placeInbound, placeOutbound, type Known } from './letter-placing.js';

const ada = 'card-ada' as ClientId;
const eve = 'card-eve' as ClientId;
const adaThread = { id: 'thread-ada' as ConversationId, clientId: ada };
const looseThread = { id: 'thread-loose' as ConversationId, clientId: null };
const secondThread = { id: 'thread-ada-2' as ConversationId, clientId: ada };
/** Somebody moved it to Ada's card by hand, with what Eve had written in it. */
const movedThread = { id: 'thread-moved' as ConversationId, clientId: ada, guests: ['eve@rival.test'] };
const at = new Date('2026-11-22T10:00:00Z');
const daysBefore = (days: number) => new Date(at.getTime() - days * 86_400_000);
const known: Known = {
  own: new Set(['sales@corp.test']),
  byToken: new Map([['token', adaThread]]),
  byMessageId: new Map([
    ['<ada@corp.test>', [adaThread]],
    ['<loose@x.test>', [looseThread]],
    ['<twice@x.test>', [looseThread, adaThread]],
    ['<split@corp.test>', [secondThread]],
    ['<moved@corp.test>', [movedThread]],
  ]),
  awaiting: new Map([['<not-here-yet@x.test>', [adaThread]]]),
  byOutlookThread: new Map([['01aa', [adaThread]]]),
  bySubject: new Map([
    [
      'offer',
      [
        { ...adaThread, person: 'ada@client.test', at: daysBefore(3) },
        { ...looseThread, person: 'new@x.test', at: daysBefore(3) },
      ],
    ],
    ['old offer', [{ ...adaThread, person: 'ada@client.test', at: daysBefore(31) }]],
  ]),
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
  outlookThread?: string;
  subject?: string;
}
const parties = ({ senders = [], recipients = [], tokens = [], answers = [], ...given }: Given): LetterParties => ({
  senders: [...senders],
  recipients: [...recipients],
  tokens: [...tokens],
  answers: [...answers],
  messageId: given.messageId ?? null,
  outlookThread: given.outlookThread ?? null,
  subject: baseSubject(given.subject ?? ''),
  counterpart: senders[0] ?? recipients[0] ?? '',
});
const person = { at, fromServer: false };

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
      'the token rather than something unplaced that it answers',
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
      'what it answers rather than the token, where that was split off by hand',
      { senders: ['ada@client.test'], tokens: ['token'], answers: ['<split@corp.test>'] },
      'thread-ada-2',
      ada,
      false,
    ],
    [
      'where somebody moved their letters by hand, although they stand on another card',
      { senders: ['eve@rival.test'], answers: ['<moved@corp.test>'] },
      'thread-moved',
      ada,
      false,
    ],
    [
      'the thread that Outlook names',
      { senders: ['ada@client.test'], outlookThread: '01aa' },
      'thread-ada',
      ada,
      false,
    ],
    [
      'their own card, whatever thread of another client Outlook names',
      { senders: ['eve@rival.test'], outlookThread: '01aa' },
      null,
      eve,
      false,
    ],
    ['the subject, of an answer', { senders: ['ada@client.test'], subject: 'RE: Offer' }, 'thread-ada', ada, false],
    ['the subject, unplaced', { senders: ['new@x.test'], subject: 'Відп: offer' }, 'thread-loose', null, false],
    [
      'a new one, when it does not say that it answers',
      { senders: ['ada@client.test'], subject: 'Offer' },
      null,
      ada,
      false,
    ],
    ['a new one, after thirty days', { senders: ['ada@client.test'], subject: 'Re: Old offer' }, null, ada, false],
    [
      'a new one, by the subject of another client',
      { senders: ['eve@rival.test'], subject: 'Re: Offer' },
      null,
      eve,
      false,
    ],
    ['nowhere, by the subject of somebody else', { senders: ['who@x.test'], subject: 'Re: Offer' }, null, null, false],
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
    expect(placeInbound(bounce, known, { at, fromServer: true }).newParticipant).toBe(false);
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
    expect(placeOutbound(parties(given), known, { at })).toEqual({ conversationId, clientId, newParticipant });
  });
});
