import { closesAt, isAddress, isHour } from './doorkeeping.js';

const office = {
  hours: { timeZone: 'Europe/Kyiv', spans: [{ days: [1, 2, 3, 4, 5], from: '08:30', to: '18:10' }] },
  addresses: [],
};
const night = { hours: { timeZone: 'Europe/Kyiv', spans: [{ days: [5], from: '22:00', to: '06:00' }] }, addresses: [] };
/** Wednesday, in Kyiv two hours later. */
const at = (clock: string) => new Date(`2026-11-25T${clock}:00Z`);

describe('login hours', () => {
  it('hold by the clock of their own time zone', () => {
    expect([isHour(office, 'employee', at('06:29')), isHour(office, 'employee', at('06:30'))]).toEqual([false, true]);
    expect([isHour(office, 'employee', at('16:09')), isHour(office, 'employee', at('16:10'))]).toEqual([true, false]);
    expect(isHour(office, 'manager', new Date('2026-11-28T10:00:00Z'))).toBe(false);
  });

  it('go on after midnight', () => {
    expect(isHour(night, 'employee', new Date('2026-11-28T03:59:00Z'))).toBe(true);
    expect(isHour(night, 'employee', new Date('2026-11-28T04:00:00Z'))).toBe(false);
  });

  it('are none for the owner, and none where none are set', () => {
    expect([isHour(office, 'owner', at('23:00')), isHour(null, 'employee', at('23:00'))]).toEqual([true, true]);
  });

  it('tell to the minute when they end', () => {
    expect(closesAt(office, 'employee', at('09:00'))).toEqual(at('16:10'));
    expect(closesAt(office, 'employee', at('16:09'))).toEqual(at('16:10'));
    expect(closesAt(office, 'owner', at('09:00'))).toBeNull();
    expect(closesAt(null, 'employee', at('09:00'))).toBeNull();
  });
});

describe('an address', () => {
  it.each([
    ['203.0.113.7', ['203.0.113.7'], true],
    ['203.0.113.8', ['203.0.113.7'], false],
    ['203.0.113.200', ['198.51.100.1', '203.0.113.128/25'], true],
    ['203.0.113.100', ['203.0.113.128/25'], false],
    ['::ffff:203.0.113.7', ['203.0.113.0/24'], true],
    ['2001:db8::1', ['2001:db8::/32'], true],
    ['2001:db9::1', ['2001:db8::/32'], false],
    ['203.0.113.7', ['2001:db8::/32'], false],
    ['203.0.113.7', [], true],
    ['', ['203.0.113.7'], false],
    ['nonsense', ['0.0.0.0/0', '::/0'], false],
  ])('%s among %j: %s', (ip, addresses, among) => {
    expect(isAddress(addresses, ip)).toBe(among);
  });
});
