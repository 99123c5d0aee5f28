import { likelyRecipient, replySubject, threadOf } from './addressing.js';

type Letters = Parameters<typeof threadOf>[0];
type Points = Parameters<typeof likelyRecipient>[0];

const letter = (
  id: string,
  conversationId: string,
  direction: 'inbound' | 'outbound',
  from: string,
): Letters[number] => {
  const made: unknown = {
    id,
    kind: 'email',
    conversationId,
    direction,
    flags: [],
    subject: `about ${conversationId}`,
    channelId: 'box',
    participants: {
      from: [{ name: '', address: from, masked: false, is: direction === 'inbound' ? 'client' : 'company' }],
      to: [],
      cc: [],
    },
  };
  return made as Letters[number];
};
const point = (id: string, value: string): Points[number] => {
  const made: unknown = { id, kind: 'email', value };
  return made as Points[number];
};

describe('what an answer continues', () => {
  const newestFirst = [
    letter('3', 'b', 'outbound', 'info@ours.test'),
    letter('2', 'b', 'inbound', 'Ada@client.test'),
    letter('1', 'a', 'inbound', 'bob@client.test'),
  ];

  it('is the newest conversation, to whom the client last wrote from there', () => {
    expect(threadOf(newestFirst, null)).toEqual({
      conversationId: 'b',
      subject: 'about b',
      channelId: 'box',
      lastFrom: 'Ada@client.test',
    });
  });

  it('is the one that is looked at', () => {
    expect(threadOf(newestFirst, 'a')?.lastFrom).toBe('bob@client.test');
    expect(threadOf(newestFirst, 'nowhere')).toBeNull();
  });

  it('is none of what a mail server tells of our own letter', () => {
    const report = (flag: string) => ({ ...letter('4', 'c', 'inbound', 'mailer-daemon@client.test'), flags: [flag] });
    for (const flag of ['bounce', 'receipt'])
      expect(threadOf([report(flag), ...newestFirst], null)).toMatchObject({ conversationId: 'b', subject: 'about b' });
    expect(threadOf([report('bounce')], null)).toBeNull();
  });

  it('goes to the card’s address that matches, else to its first', () => {
    const points = [point('p1', 'office@client.test'), point('p2', 'ada@client.test')];
    expect(likelyRecipient(points, threadOf(newestFirst, null))?.id).toBe('p2');
    expect(likelyRecipient(points, null)?.id).toBe('p1');
    expect(likelyRecipient([], null)).toBeNull();
  });
});

describe('the subject of an answer', () => {
  it.each([
    ['Offer', 'Re: Offer'],
    ['RE: re[2]: Offer', 'Re: Offer'],
    ['Відп: Fwd: Рахунок', 'Re: Рахунок'],
    ['Report', 'Re: Report'],
    ['', ''],
  ])('%p becomes %p', (before, after) => {
    expect(replySubject(before)).toBe(after);
  });
});
