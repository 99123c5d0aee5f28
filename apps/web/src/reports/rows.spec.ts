import { completeRows, partsOf } from './rows.js';

const row = (key: string, inbound: number, outbound = 0) => ({
  ...{ key, label: key, inbound, outbound, answered: inbound, missed: 0, voicemail: 0 },
  ...{ waitMsAvg: 0, talkMsAvg: 0, talkMsSum: 0 },
});
const period = { from: new Date(2026, 10, 23), to: new Date(2026, 10, 26) };

describe('rows of the report', () => {
  it('of time hold every hour and day', () => {
    const days = completeRows([row('2026-11-24', 3)], 'day', period);
    expect(days.map(({ key, inbound }) => [key, inbound])).toEqual([
      ['2026-11-23', 0],
      ['2026-11-24', 3],
      ['2026-11-25', 0],
    ]);
    const hours = completeRows([row('9', 2)], 'hour', period);
    expect([hours.length, hours[9]?.inbound, hours[23]?.key]).toEqual([24, 2, '23']);
  });

  it('of people stand with the most calls first', () => {
    expect(completeRows([row('a', 1), row('b', 1, 4)], 'employee', period).map(({ key }) => key)).toEqual(['b', 'a']);
  });

  it('tell calls in vain from what was counted otherwise', () => {
    expect(partsOf({ ...row('a', 5, 4), answered: 4, missed: 2, voicemail: 1 })).toEqual({
      answered: 4,
      missed: 2,
      voicemail: 1,
      unreached: 2,
    });
  });
});
