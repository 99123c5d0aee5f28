import { stateOf } from './mailbox-state.js';

const gone = { is: 'waiting', code: 'mail.folder-missing', detail: 'no such folder' } as const;

describe('stateOf', () => {
  it('shows what goes well as the state and what goes wrong as the code', () => {
    expect(stateOf([{ is: 'online' }, gone])).toEqual({
      state: 'online',
      code: 'mail.folder-missing',
      detail: 'no such folder',
      progress: null,
    });
    expect(stateOf([gone])).toMatchObject({ state: 'waiting', code: 'mail.folder-missing' });
    expect(stateOf([gone, { is: 'connecting' }])).toMatchObject({ state: 'waiting' });
    expect(stateOf([{ is: 'connecting' }])).toMatchObject({ state: 'connecting', code: null });
  });

  it('is not online by a Sent folder that the server does not have', () => {
    const refused = { is: 'waiting', code: 'mail.connection-refused', detail: null } as const;
    expect(stateOf([refused, { is: 'absent' }])).toMatchObject({ state: 'waiting', code: 'mail.connection-refused' });
    expect(stateOf([{ is: 'connecting' }, { is: 'absent' }])).toMatchObject({ state: 'connecting' });
    expect(stateOf([{ is: 'online' }, { is: 'absent' }])).toMatchObject({ state: 'online', code: null });
  });

  it('adds up the progress of all folders', () => {
    expect(
      stateOf([
        { is: 'backfilling', done: 10, total: 100 },
        { is: 'backfilling', done: 5, total: 5 },
        { is: 'online' },
      ]),
    ).toEqual({ state: 'backfilling', code: null, detail: null, progress: { done: 15, total: 105 } });
  });
});
