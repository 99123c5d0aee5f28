import type {
  ChannelId,
  DeviceId,
  EmployeeId,
  PhoneNumber,
  TrunkId,
  TrunkNumber,
  TrunkSettings,
} from '#libs/contracts';
import { LineBook } from './line-book.js';

const trunkId = 't1' as TrunkId;
const settings: TrunkSettings = {
  ...{ host: 'p.test', port: null, transport: 'udp', srtp: false, registration: false, user: null, authUser: null },
  ...{ fromDomain: null, allowedFrom: [], numberFormat: 'plus', country: 'UA', codecs: ['alaw'], maxCalls: null },
};
const aNumber = (number: string, aliases: string[] = [], channelId = number): TrunkNumber => ({
  channelId: channelId as ChannelId,
  number: number as PhoneNumber,
  aliases,
  enabled: true,
  language: 'uk',
  fallback: [],
  announcement: null,
});

describe('the numbers of a trunk', () => {
  const book = new LineBook();
  book.setTrunk({
    trunkId,
    settings,
    enabled: true,
    numbers: [aNumber('+380441234567'), aNumber('+380441234568', ['sales', '100'])],
  });

  it.each([
    ['+380441234567', '+380441234567'],
    ['380441234567', '+380441234567'],
    ['0441234567', '+380441234567'],
    ['00380441234567', '+380441234567'],
    ['0 44 123-45-67', '+380441234567'],
    ['sales', '+380441234568'],
    ['100', '+380441234568'],
    ['0441234569', undefined],
    ['', undefined],
    ['1'.repeat(40), undefined],
  ])('%j is %s', (dialled, number) => {
    expect(book.findNumber(trunkId, dialled)?.number).toBe(number);
  });

  it('of another trunk are not this one’s', () => {
    expect(book.findNumber('t2' as TrunkId, '+380441234567')).toBeNull();
  });

  it('that were taken away are gone', () => {
    const other = new LineBook();
    other.setTrunk({ trunkId, settings, enabled: true, numbers: [aNumber('+380441234567')] });
    other.setTrunk({ trunkId, settings, enabled: false, numbers: [] });
    expect(other.findNumber(trunkId, '+380441234567')).toBeNull();
    expect(other.findNumberOf('+380441234567' as ChannelId)).toBeNull();
    expect(other.findTrunk(trunkId)).toEqual({ settings, usable: false });
  });
});

describe('devices', () => {
  const employeeId = 'e1' as EmployeeId;
  const deviceId = 'd1' as DeviceId;

  it('are found by their user, and lose it when they are not named any more', () => {
    const book = new LineBook();
    book.setExtension({ employeeId, extension: '101', name: 'Anna', devices: [{ deviceId, user: 'anna-1' }] });
    book.setOnline(deviceId, true);
    expect(book.findDevice('anna-1')).toEqual({ employeeId, deviceId, extension: '101', name: 'Anna' });
    expect(book.devicesOf(employeeId)).toEqual([{ deviceId, userName: 'anna-1', online: true }]);
    book.setExtension({ employeeId, extension: '101', name: 'Anna', devices: [] });
    expect(book.findDevice('anna-1')).toBeNull();
    expect(book.devicesOf(employeeId)).toEqual([]);
  });
});
