import { goesOn } from './grouping.js';

type Interaction = Parameters<typeof goesOn>[1];

function message(at: string, to: object = {}): Interaction {
  const made: unknown = {
    kind: 'message',
    direction: 'inbound',
    conversationId: 'c',
    employee: null,
    participants: { from: [{ name: 'Ada', address: '+38•••' }], to: [], cc: [] },
    occurredAt: `2026-11-25T${at}Z`,
    message: { sentBy: 'client', author: null },
    ...to,
  };
  return made as Interaction;
}

describe('messages of one person', () => {
  const first = message('10:00:00');

  it('go on within five minutes', () => {
    expect(goesOn(first, message('10:04:59'))).toBe(true);
    expect(goesOn(first, message('10:05:00'))).toBe(false);
    expect(goesOn(undefined, first)).toBe(false);
  });

  it.each([
    ['the other side answers', { direction: 'outbound' }],
    ['it is another conversation', { conversationId: 'd' }],
    ['it is a letter', { kind: 'email' }],
    ['somebody else of the group speaks', { message: { sentBy: 'client', author: { name: 'Bob', address: '' } } }],
    ['the phone’s holder types', { direction: 'outbound', message: { sentBy: 'holder', author: null } }],
  ])('end where %s', (_, to) => expect(goesOn(first, message('10:00:30', to))).toBe(false));

  it('end at what nobody said', () => {
    expect(goesOn(message('10:00:00', { message: { sentBy: 'client', author: null, kind: 'notice' } }), first)).toBe(
      false,
    );
  });

  it('end where a colleague takes over', () => {
    const by = (id: string) => message('10:00:00', { direction: 'outbound', employee: { id, name: id } });
    expect(goesOn(by('anna'), by('anna'))).toBe(true);
    expect(goesOn(by('anna'), by('oleh'))).toBe(false);
  });
});
