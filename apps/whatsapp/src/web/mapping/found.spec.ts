import {
  changesSeenIn,
  editOf,
  foundMessage,
  momentOf,
  progressOf,
  reactionOf,
  revokeOf,
  type Surroundings,
} from './found.js';
import { readPageMessage, readPageReaction } from './page-message.js';

const now = new Date('2026-11-25T12:00:00Z');
const key = (fromMe: boolean) => ({
  fromMe,
  remote: '380501112233@c.us',
  id: '3EB0AA',
  _serialized: `${fromMe}_380501112233@c.us_3EB0AA`,
});
const page = (model: Record<string, unknown>, fromMe = false) =>
  readPageMessage({ id: key(fromMe), type: 'chat', t: 1_795_600_000, body: 'Hi', ...model })!;
const original = Buffer.from('{}');
const around: Surroundings = {
  origin: 'live',
  chat: { id: '380501112233', phone: '+380501112233', aliases: [], name: 'Ada', is: 'person' },
  author: null,
  me: ['380441234567@c.us', '77000000000001@lid'],
  now,
};

describe('a message of the page', () => {
  it('is known by an id without a number, and keeps the one by which the page finds it', () => {
    const found = foundMessage(page({ type: 'image', directPath: '/x', mimetype: 'image/png' }), around, original)!;
    expect(found).toMatchObject({
      messageId: '3EB0AA.in',
      direction: 'inbound',
      mediaRef: 'false_380501112233@c.us_3EB0AA',
    });
  });

  it.each([
    ['ours by number', '380441234567@c.us', '3EB0BB'],
    ['ours by WhatsApp’s own id', '77000000000001:4@lid', '3EB0BB'],
    ['theirs', '380501112233@c.us', '3EB0BB.in'],
  ])('quotes one that is %s', (_, quotedParticipant, quotes) => {
    const message = page({ quotedStanzaID: '3EB0BB', quotedParticipant: { _serialized: quotedParticipant } });
    expect(foundMessage(message, around, original)?.quotes).toBe(quotes);
  });

  it('is no message without a key', () => {
    expect(readPageMessage({ type: 'chat', body: 'Hi' })).toBeNull();
    expect(readPageMessage('rubbish')).toBeNull();
  });

  it('has its own moment, unless that cannot be', () => {
    expect(momentOf(1_795_600_000, now)).toEqual(new Date('2026-11-25T09:46:40Z'));
    expect(momentOf(4_000_000_000, now)).toBe(now);
    expect(momentOf(null, now)).toBe(now);
    expect(momentOf(1e300, now)).toBe(now);
  });
});

describe('an edit', () => {
  it('has its own moment, so that it is the same when it is found again', () => {
    const edited = page({ body: 'Six', latestEditSenderTimestampMs: 1_795_600_500_000 });
    const change = { is: 'edited', text: 'Six' };
    const at = new Date('2026-11-25T09:55:00Z');
    expect(editOf(edited, { after: 'Six', before: 'Five' }, now)).toEqual({ change, at });
    expect(changesSeenIn(edited, now)).toEqual([{ change, at }]);
  });

  it('is not what decrypting, a preview, or nothing at all changed', () => {
    expect(editOf(page({ body: 'Words' }), { after: 'Words', before: undefined }, now)).toBeNull();
    const picture = page({ type: 'image', directPath: '/x', caption: 'Look', body: '/9j/' });
    expect(editOf(picture, { after: '/9j/', before: '' }, now)).toBeNull();
    expect(editOf(picture, { after: 'Look', before: 'Lok' }, now)).toMatchObject({ change: { text: 'Look' } });
    expect(editOf(page({}), { after: null, before: 'x' }, now)).toBeNull();
  });
});

describe('a deletion', () => {
  it('is seen live and afterwards', () => {
    const gone = page({ type: 'revoked', body: '', revokeTimestamp: 1_795_600_500 });
    const at = new Date('2026-11-25T09:55:00Z');
    expect(revokeOf(gone, now)).toEqual({ change: { is: 'revoked' }, at });
    expect(changesSeenIn(gone, now)).toEqual([{ change: { is: 'revoked' }, at }]);
    expect(changesSeenIn(page({}), now)).toEqual([]);
  });
});

describe('a reaction', () => {
  const reaction = (remote: string, fromMe: boolean, reactionText: string | null) =>
    reactionOf(
      readPageReaction({
        msgKey: { ...key(fromMe), remote },
        parentMsgKey: { ...key(true), remote },
        senderUserJid: '380671112233@c.us',
        reactionText,
        timestamp: 1_795_600_000,
      })!,
      original,
      now,
    );

  it('names its sender in a group alone', () => {
    expect(reaction('380501112233@c.us', false, '👍')).toMatchObject({
      messageId: '3EB0AA',
      chatId: '380501112233',
      change: { is: 'reaction', emoji: '👍' },
      by: 'client',
      author: null,
      at: new Date('2026-11-25T09:46:40Z'),
    });
    expect(reaction('120363000000000001@g.us', false, '👍')?.author).toBe('380671112233');
    expect(reaction('120363000000000001@g.us', true, '👍')).toMatchObject({ by: 'us', author: null });
  });

  it('is taken back with nothing, and is none in a status', () => {
    expect(reaction('380501112233@c.us', false, null)?.change).toEqual({ is: 'reaction', emoji: '' });
    expect(reaction('status@broadcast', false, '👍')).toBeNull();
  });
});

describe('how far one of ours has come', () => {
  it.each([
    [-1, 'failed'],
    [1, 'sent'],
    [2, 'delivered'],
    [3, 'read'],
    [4, 'played'],
  ])('%i is %s', (ack, state) => {
    expect(progressOf(page({}, true), ack, now)).toMatchObject({ messageId: '3EB0AA', state });
  });

  it('is nothing yet while it waits, and nothing for theirs', () => {
    expect(progressOf(page({}, true), 0, now)).toBeNull();
    expect(progressOf(page({}, true), 9, now)).toBeNull();
    expect(progressOf(page({}), 3, now)).toBeNull();
  });
});
