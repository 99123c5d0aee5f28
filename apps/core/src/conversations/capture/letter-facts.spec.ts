import type { ChannelId, ConversationId, InteractionId } from '#libs/contracts';
import { aLetter } from '#libs/testing';
import { changesOf, type ConversationStep } from './conversation-changes.js';
import { momentOf } from './letter-moment.js';
import { natureOf } from './letter-nature.js';
import { partiesOf } from './letter-parties.js';

const channel = '018f0000-0000-7000-8000-000000000001' as ChannelId;
const now = new Date('2025-06-01T12:01:00Z');
const own = new Set(['sales@corp.test']);

describe('when a letter happened', () => {
  it.each([
    ['what its Date says', 'Sun, 1 Jun 2025 10:00:00 +0000', '2025-06-01T10:00:00.000Z', false],
    ['a slow letter', 'Thu, 8 May 2025 10:00:00 +0000', '2025-05-08T10:00:00.000Z', false],
    ['an hour fast', 'Sun, 1 Jun 2025 12:59:00 +0000', '2025-06-01T12:59:00.000Z', false],
    ['two hours fast', 'Sun, 1 Jun 2025 14:00:05 +0000', '2025-06-01T12:00:05.000Z', true],
    ['last year', 'Sat, 1 Jun 2024 12:00:00 +0000', '2025-06-01T12:00:05.000Z', true],
    ['1970', 'Thu, 1 Jan 1970 00:00:00 +0000', '2025-06-01T12:00:05.000Z', false],
    ['no date at all', 'yesterday', '2025-06-01T12:00:05.000Z', false],
  ])('%s', (_, date, expected, absurd) => {
    const moment = momentOf(aLetter('a@x.test').date(date).into(channel), now);
    expect([moment.occurredAt.toISOString(), moment.absurd]).toEqual([expected, absurd]);
  });

  it('believes the old dates of a mailbox that was moved', () => {
    const old = aLetter('a@x.test').date('Sat, 22 Nov 2014 12:00:00 +0000').fetched();
    expect(momentOf(old.into(channel), now).occurredAt.toISOString()).toBe('2014-11-22T12:00:00.000Z');
  });

  it.each(['1970-01-01T00:00:00Z', '2106-02-07T06:28:15Z'])('believes no server that says %s', (receivedAt) => {
    const letter = aLetter('a@x.test').date('none', receivedAt).fetched().into(channel);
    expect(momentOf(letter, now).occurredAt).toEqual(now);
  });
});

describe('what kind of letter it is', () => {
  const kindOf = (...fields: string[]) =>
    natureOf(fields.reduce((letter, field) => letter.with(field), aLetter('a@x.test')).into(channel));

  it.each([
    ['a person’s', [], false, false],
    ['said to be a person’s', ['Auto-Submitted: no'], false, false],
    ['an absence', ['Auto-Submitted: auto-replied; owner-email="x"'], true, false],
    ['bulk', ['Precedence: Bulk'], true, false],
    ['important', ['Precedence: first-class'], false, false],
    ['a list', ['List-Id: <news.x.test>'], true, false],
    ['a bounce', ['Content-Type: multipart/report; report-type="delivery-status"; boundary=x'], true, true],
    [
      'a read receipt',
      ['Content-Type: multipart/report; report-type=disposition-notification; boundary=x'],
      true,
      false,
    ],
  ] as const)('%s', (_, fields, automatic, bounce) => expect(kindOf(...fields)).toEqual({ automatic, bounce }));
});

describe('whom a letter names', () => {
  const token = 'bcdfghjkmnpqrstvwxz234';

  it('finds our token in To, Cc, Delivered-To and the envelope, and only on our own addresses', () => {
    const tokensOf = (letter: ReturnType<typeof aLetter>) => partiesOf(letter.into(channel), own).tokens;
    expect(tokensOf(aLetter('a@x.test').to(`Sales <SALES+C${token.toUpperCase()}@corp.test>`))).toEqual([token]);
    expect(tokensOf(aLetter('a@x.test').with(`Cc: sales+c${token}@corp.test`))).toEqual([token]);
    expect(tokensOf(aLetter('a@x.test').with(`Delivered-To: sales+c${token}@corp.test`))).toEqual([token]);
    expect(tokensOf(aLetter('a@x.test').to(`other+c${token}@elsewhere.test`))).toEqual([]);
    const envelope = { from: 'a@x.test', to: [`sales+c${token}@corp.test`] };
    expect(partiesOf({ ...aLetter('a@x.test').into(channel), envelope }, own).tokens).toEqual([token]);
  });

  it('looks up few of the references of a hostile chain: the newest and the root', () => {
    const ids = Array.from({ length: 5_000 }, (_, n) => `<${n}@x.test>`);
    const { answers } = partiesOf(
      aLetter('a@x.test')
        .answering(...ids)
        .into(channel),
      own,
    );
    expect(answers.length).toBeLessThanOrEqual(20);
    expect(answers).toContain('<0@x.test>');
  });

  it('compares addresses in one form', () => {
    expect(partiesOf(aLetter('Ada <ADA@Client.TEST>, broken').into(channel), own).senders).toEqual(['ada@client.test']);
  });
});

describe('what a batch changes in a conversation', () => {
  const step = (hour: number, direction: 'inbound' | 'outbound', automatic = false): ConversationStep => ({
    conversationId: 'c' as ConversationId,
    interactionId: `i${hour}` as InteractionId,
    direction,
    occurredAt: new Date(Date.UTC(2026, 10, 22, hour)),
    automatic,
  });
  const of = (...steps: ConversationStep[]) => {
    const [change] = changesOf(steps);
    return [
      change!.last.interactionId,
      change!.answeredAt?.getUTCHours() ?? null,
      change!.waitsSince?.getUTCHours() ?? null,
    ];
  };

  it('waits since the first letter that we have not answered', () => {
    expect(of(step(9, 'inbound'), step(11, 'inbound'))).toEqual(['i11', null, 9]);
    expect(of(step(11, 'inbound'), step(9, 'inbound'), step(10, 'outbound'))).toEqual(['i11', 10, 11]);
    expect(of(step(9, 'inbound'), step(10, 'outbound'))).toEqual(['i10', 10, null]);
    expect(of(step(9, 'inbound', true))).toEqual(['i9', null, null]);
  });
});
