import { touchedBy } from './touched.js';

describe('what a live event touches', () => {
  it('a new interaction: its card, the inbox, the counters', () => {
    expect(touchedBy({ event: 'interaction', data: { clientId: 'c1' } })).toEqual([
      ['client', 'c1'],
      ['conversations'],
      ['counters'],
      ['start'],
      ['tasks'],
    ]);
  });

  it('a card that was changed: itself and the list of cards', () => {
    expect(touchedBy({ event: 'card', data: { clientId: 'c1' } })).toEqual([['client', 'c1'], ['clients']]);
  });

  it('a card that is another’s, or whose conversations lie elsewhere: itself, and every list', () => {
    const lists = [['clients'], ['conversations'], ['counters'], ['tasks']];
    expect(touchedBy({ event: 'rehomed', data: { clientId: 'c1' } })).toEqual([['client', 'c1'], ...lists]);
    expect(touchedBy({ event: 'rehomed', data: { clientId: null } })).toEqual(lists);
  });

  it('an interaction without a card touches no card', () => {
    expect(touchedBy({ event: 'interaction', data: { clientId: null } })).toEqual([
      ['conversations'],
      ['counters'],
      ['start'],
      ['tasks'],
    ]);
  });

  it('a call: who is on one now and itself; the log only when it is over', () => {
    expect(touchedBy({ event: 'call', data: { callId: 'k1', phase: 'ringing' } })).toEqual([
      ['calls', 'live'],
      ['calls', 'one', 'k1'],
    ]);
    expect(touchedBy({ event: 'call', data: { callId: 'k1', phase: 'ended' } })).toContainEqual(['calls', 'log']);
  });

  it('an alert: the alerts, what waits for a decision, the counters', () => {
    expect(touchedBy({ event: 'alert', data: {} })).toEqual([['alerts'], ['held'], ['counters']]);
  });

  it('an event of a later server is passed over', () => {
    expect(touchedBy({ event: 'weather', data: {} })).toEqual([]);
  });
});
