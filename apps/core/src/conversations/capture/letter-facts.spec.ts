import type { ChannelId, ConversationId, InteractionId } from '#libs/contracts';
import { aLetter } from '#libs/testing';
import { changesOf, type ConversationStep } from './conversation-changes.js';
import { momentOf } from './letter-moment.js';
import { flagsOf, natureOf, type LetterNature } from './letter-nature.js';
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
  const natureWith = (subject: string, from: string, ...fields: string[]) =>
    natureOf(fields.reduce((letter, field) => letter.with(field), aLetter(from, subject)).into(channel));
  /** Everything that it is, by name. */
  const isA = (nature: LetterNature) =>
    Object.entries(nature)
      .filter(([, is]) => is)
      .map(([name]) => name)
      .sort();
  const report = (type: string) => `Content-Type: multipart/report; report-type=${type}; boundary=x`;

  it.each([
    ['a person’s', [], []],
    ['said to be a person’s', ['Auto-Submitted: no'], []],
    ['an answer of a program', ['Auto-Submitted: auto-replied; owner-email="x"'], ['autoReply', 'automatic', 'quiet']],
    ['a notification', ['Auto-Submitted: auto-generated'], ['automatic', 'quiet']],
    ['an old vacation program’s', ['Precedence: auto_reply'], ['autoReply', 'automatic', 'quiet']],
    ['an autoresponder’s', ['X-Autoreply: yes'], ['autoReply', 'automatic', 'quiet']],
    ['one that says it is no answer of a program', ['X-Autoreply: no'], []],
    ['a rule of Exchange', ['X-MS-Exchange-Inbox-Rules-Loop: ada@x.test'], ['autoReply', 'automatic', 'quiet']],
    ['bulk', ['Precedence: Bulk'], ['automatic', 'quiet']],
    ['important', ['Precedence: first-class'], []],
    ['a list', ['List-Id: <news.x.test>'], ['automatic', 'list', 'quiet']],
    ['a newsletter', ['List-Unsubscribe: <https://x.test/u>', 'Feedback-ID: 1:x'], ['automatic', 'list', 'quiet']],
    ['a person’s through a mailing program', ['List-Unsubscribe: <https://x.test/u>'], ['quiet']],
    ['a person’s who wants no automatic answer', ['X-Auto-Response-Suppress: OOF, AutoReply'], ['quiet']],
    ['a person’s whose delivery report is unwanted', ['X-Auto-Response-Suppress: DR, RN'], []],
    ['without a return path', ['Return-Path: <>'], ['automatic', 'quiet']],
    ['with one', ['Return-Path: <a@x.test>'], []],
    ['by a list that says nothing', ['Return-Path: <news-bounces+ada=client.test@x.test>'], ['quiet']],
    ['by an old list', ['Return-Path: <owner-news@x.test>'], ['quiet']],
    ['by somebody of that name', ['Return-Path: <a.request@x.test>'], []],
    ['a bounce', [report('"delivery-status"')], ['automatic', 'bounce', 'quiet']],
    ['a bounce of Exim', ['X-Failed-Recipients: ada@x.test'], ['automatic', 'bounce', 'quiet']],
    ['a read receipt', [report('disposition-notification')], ['automatic', 'quiet', 'receipt']],
    ['through too many servers', Array.from({ length: 25 }, (_, n) => `Received: from s${n}`), ['loop', 'quiet']],
    ['through many servers', Array.from({ length: 24 }, (_, n) => `Received: from s${n}`), []],
  ] as const)('%s', (_, fields, expected) => expect(isA(natureWith('Hello', 'a@x.test', ...fields))).toEqual(expected));

  it('by a list, as its envelope alone says', () => {
    const letter = aLetter('a@x.test', 'Hello').into(channel);
    const through = (from: string) => isA(natureOf({ ...letter, envelope: { from, to: ['office@company.test'] } }));
    expect([through('news-bounces@x.test'), through('a@x.test')]).toEqual([['quiet'], []]);
  });

  it.each([
    ['Automatic reply: Offer', ['autoReply', 'automatic', 'quiet']],
    ['Автоматический ответ: Счёт', ['autoReply', 'automatic', 'quiet']],
    ['Автоматична відповідь: Рахунок', ['autoReply', 'automatic', 'quiet']],
    ['Out of Office: Offer', ['autoReply', 'automatic', 'outOfOffice', 'quiet']],
    ['Нет на месте: Счёт', ['autoReply', 'automatic', 'outOfOffice', 'quiet']],
    ['Re: Automatic reply: Offer', []],
    ['Automatic reply to tenders', []],
    ['Автоответчик сломался', []],
    ['Я в отпуске с пятого', []],
  ])('by its subject: %s', (subject, expected) => expect(isA(natureWith(subject, 'a@x.test'))).toEqual(expected));

  it('an absence, where a program says that it answers', () => {
    expect(isA(natureWith('У відпустці до 5 червня', 'a@x.test', 'Auto-Submitted: auto-replied'))).toEqual([
      ...['autoReply', 'automatic', 'outOfOffice', 'quiet'],
    ]);
  });

  it.each([
    ['Mail delivery failed: returning message to sender', 'Mailer-Daemon@mx.test', true],
    ['failure notice', 'MAILER-DAEMON@mx.test', true],
    ['Undelivered Mail Returned to Sender', 'postmaster@mx.test', true],
    ['Недоставленное сообщение', 'mailer-daemon@yandex.test', true],
    ['Не вдалося доставити', 'postmaster@mx.test', true],
    ['Undelivered goods', 'ada@client.test', false],
    ['Invoice', 'postmaster@client.test', false],
  ])('a mail server’s words: %s from %s', (subject, from, bounce) =>
    expect(natureWith(subject, from).bounce).toBe(bounce),
  );

  it.each([
    ['X-Spam-Flag: YES', true],
    ['X-Spam-Flag: NO', false],
    ['X-Spam-Status: Yes, score=9.1 required=5.0 tests=BAYES_99', true],
    ['X-Spam-Status: No, score=-1.9', false],
    ['X-Spam: Yes', true],
    ['X-Yandex-Spam: 4', true],
    ['X-Yandex-Spam: 1', false],
    ['X-Mras: SPAM', true],
    ['X-Mras: Ok', false],
    ['X-MS-Exchange-Organization-SCL: 6', true],
    ['X-MS-Exchange-Organization-SCL: 1', false],
    ['X-MS-Exchange-Organization-SCL: -1', false],
    ['X-Forefront-Antispam-Report: CIP:1.2.3.4;CTRY:UA;SFV:SPM;SCL:5', true],
    ['X-Forefront-Antispam-Report: CIP:1.2.3.4;CTRY:UA;SFV:NSPM;SCL:1', false],
    ['X-Gmail-Labels: Spam,Unread', true],
    ['X-Gmail-Labels: Inbox,Anti-spam project', false],
    ['X-Bogosity: Spam, tests=bogofilter', true],
    ['X-Bogosity: Ham, tests=bogofilter', false],
  ])('what the provider takes it for: %s', (field, spam) =>
    expect(natureWith('Hello', 'a@x.test', field).spam).toBe(spam),
  );

  it('believes what was written last, above what the sender wrote', () => {
    expect(natureWith('Hello', 'a@x.test', 'X-Spam-Flag: NO', 'X-Spam-Flag: YES').spam).toBe(false);
  });

  it('stands on an interaction by flags; whoever stands on a card is never blocked', () => {
    const nature = { ...natureWith('Hello', 'a@x.test', 'X-Spam-Flag: YES'), blocked: true };
    expect(flagsOf(nature, { onCard: false })).toEqual(['spam', 'blocked']);
    expect(flagsOf(nature, { onCard: true })).toEqual(['spam']);
    expect(flagsOf(natureWith('Hello', 'a@x.test', 'List-Unsubscribe: <x>'), { onCard: true })).toEqual([
      'not-to-answer',
    ]);
  });
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
