import { numberFor, windowOf } from './number-choice.js';

type Reach = NonNullable<Parameters<typeof numberFor>[0]>;

const number = (channelId: string, conversationId: string | null): Reach['whatsapp'][number] => ({
  channelId,
  name: channelId,
  driver: 'web',
  state: 'ready',
  canSend: true,
  contactPointId: 'p',
  conversationId,
  windowClosesAt: null,
  windowOpen: true,
  sign: null,
  voiceNotes: true,
});

describe('the number from which one writes', () => {
  const reach: Reach = { answersOn: null, whatsapp: [number('a', null), number('b', 'cb'), number('c', 'cc')] };

  it.each([
    ['the chosen one', { channelId: 'a', conversationId: 'cc' }, 'a'],
    ['that of the conversation', { channelId: null, conversationId: 'cc' }, 'c'],
    ['one that has talked with the client', { channelId: null, conversationId: null }, 'b'],
    ['that one too when the conversation is of letters', { channelId: 'gone', conversationId: 'letters' }, 'b'],
  ])('is %s', (_, wanted, chosen) => expect(numberFor(reach, wanted)?.channelId).toBe(chosen));

  it('is the first where none has talked, and none where there is none', () => {
    const none = { channelId: null, conversationId: null };
    expect(numberFor({ ...reach, whatsapp: [number('x', null), number('y', null)] }, none)?.channelId).toBe('x');
    expect(numberFor({ ...reach, whatsapp: [] }, none)).toBeNull();
    expect(numberFor(undefined, none)).toBeNull();
  });
});

describe('the 24-hour window', () => {
  const now = Date.parse('2026-11-25T12:00:00Z');

  it.each([
    [true, null, 'endless'],
    [true, '2026-11-26T08:00:00Z', 'ends'],
    [true, '2026-11-25T14:59:59Z', 'soon'],
    [true, '2026-11-25T12:00:00Z', 'closed'],
    [false, null, 'closed'],
  ] as const)('open: %p until %p is %p', (windowOpen, windowClosesAt, state) => {
    expect(windowOf({ windowOpen, windowClosesAt }, now)).toBe(state);
  });
});
