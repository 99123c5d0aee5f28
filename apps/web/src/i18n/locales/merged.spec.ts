import { merged } from './merged.js';

describe('texts of two files', () => {
  it('are one also where both speak of the same area', () => {
    const calls = { problem: { call: { over: 'over' } }, calls: { title: 'Calls' } };
    const phone = { problem: { trunk: { gone: 'gone' }, call: { busy: 'busy' } } };
    expect(merged(calls, phone)).toEqual({
      problem: { call: { over: 'over', busy: 'busy' }, trunk: { gone: 'gone' } },
      calls: { title: 'Calls' },
    });
  });

  it('leave the files as they were', () => {
    const calls = { problem: { call: { over: 'over' } } };
    merged(calls, { problem: { call: { busy: 'busy' } } });
    expect(calls).toEqual({ problem: { call: { over: 'over' } } });
  });
});
