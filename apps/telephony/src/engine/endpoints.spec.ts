import { dialDevice, dialTrunk, lineEndOf, lineEndOfChannel, trunkEndpoint } from './endpoints.js';

const trunkId = '0190a0b0-0000-7000-8000-000000000001';

test('a channel tells which line it belongs to', () => {
  expect(lineEndOfChannel(`PJSIP/trunk-${trunkId}-0000001a`)).toEqual({ is: 'trunk', trunkId });
  expect(lineEndOfChannel('PJSIP/anna-web-0000001b')).toEqual({ is: 'device', userName: 'anna-web' });
  expect(lineEndOfChannel('Snoop/1700000000.5-00000001')).toBeNull();
  expect(lineEndOf(trunkEndpoint(trunkId))).toEqual({ is: 'trunk', trunkId });
});

test('what is dialled is one number at one trunk', () => {
  expect(dialTrunk(trunkId, '+380441234567')).toBe(`PJSIP/+380441234567@trunk-${trunkId}`);
  expect(dialDevice('d-7k3m')).toBe('PJSIP/d-7k3m');
});

test.each(['', '123@evil', '123&PJSIP/456', '12,3', '12 3', 'anna', `${'1'.repeat(41)}`, '1\r\n2'])(
  'the number %j is refused',
  (number) => {
    expect(() => dialTrunk(trunkId, number)).toThrow('telephony.number-invalid');
  },
);

test.each(['trunk-1', 'a b', 'x&y', 'A', ''])('the user name %j is refused', (name) => {
  expect(() => dialDevice(name)).toThrow('telephony.user-name-invalid');
});
