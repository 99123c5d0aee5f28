import { registrationsIn, stateOfSight } from './trunk-state.js';
import { refusalCode } from './trunk-probe.js';

test('the engine’s list of registrations', () => {
  const event = (name: string, status: string) =>
    `Event: OutboundRegistrationDetail\r\nObjectType: registration\r\nObjectName: ${name}\r\nStatus: ${status}\r\nNextReg: 20\r\n\r\n`;
  const text = `Response: Success\r\nEventList: start\r\n\r\n${event('trunk-a', 'Registered')}${event('trunk-b', 'Rejected')}${event('trunk-c', 'Unregistered')}Event: OutboundRegistrationDetailComplete\r\nListItems: 3\r\n\r\n`;
  expect([...registrationsIn(text)]).toEqual([
    ['trunk-a', 'registered'],
    ['trunk-b', 'rejected'],
    ['trunk-c', 'trying'],
  ]);
});

test.each([
  ['registered', 60_000, 'online'],
  ['reachable', 60_000, 'online'],
  ['rejected', 0, 'ask'],
  ['trying', 1_000, 'connecting'],
  ['trying', 6_000, 'ask'],
  ['unreachable', 1_000, 'connecting'],
  ['unreachable', 6_000, 'ask'],
  ['unknown', 6_000, 'ask'],
] as const)('%s for %i ms is %s', (sight, ms, state) => {
  expect(stateOfSight(sight, ms)).toBe(state);
});

test.each([
  [403, 'telephony.password-refused'],
  [401, 'telephony.password-refused'],
  [404, 'telephony.account-unknown'],
  [503, 'telephony.provider-away'],
  [423, 'telephony.provider-refused'],
])('a refusal with %i means %s', (status, code) => {
  expect(refusalCode(status)).toBe(code);
});
