import { failureIn } from './security-log.js';

const line = (event: string, account: string, remote: string) =>
  `[2026-11-25T14:54:53.714+0000] SECURITY[24460] res_security_log.c: SecurityEvent="${event}",EventTV="2026-11-25T14:54:53.714+0000",Severity="Error",Service="PJSIP",EventVersion="1",AccountID="${account}",SessionID="0387",LocalAddress="IPV4/UDP/127.0.0.1/15370",RemoteAddress="${remote}",Challenge="x"`;

test('a wrong password, by whom and from where', () => {
  expect(failureIn(line('ChallengeResponseFailed', 'anna-web', 'IPV4/UDP/192.0.2.7/43960'))).toEqual({
    at: new Date('2026-11-25T14:54:53.714Z'),
    account: 'anna-web',
    address: '192.0.2.7',
    byWebSocket: false,
  });
  expect(failureIn(line('InvalidAccountID', '<unknown>', 'IPV6/TCP/2001:db8::7/43960'))).toMatchObject({
    account: null,
    address: '2001:db8::7',
  });
  expect(failureIn(line('InvalidPassword', 'anna-web', 'IPV4/WS/127.0.0.1/43960'))?.byWebSocket).toBe(true);
});

test.each(['ChallengeSent', 'SuccessfulAuth'])('%s is part of every sign-in', (event) => {
  expect(failureIn(line(event, 'anna-web', 'IPV4/UDP/192.0.2.7/43960'))).toBeNull();
});

test('a name that looks like an address blocks nobody else', () => {
  const forged = 'x\\",RemoteAddress=\\"IPV4/UDP/198.51.100.1/1';
  expect(failureIn(line('InvalidPassword', forged, 'IPV4/UDP/192.0.2.7/43960'))?.address).toBe('192.0.2.7');
  const unescaped = 'x",RemoteAddress="IPV4/UDP/198.51.100.1/1';
  expect(failureIn(line('InvalidPassword', unescaped, 'IPV4/UDP/192.0.2.7/43960'))?.address).toBe('192.0.2.7');
});

test.each(['', 'WARNING[1] x.c: hello', 'SecurityEvent="', line('InvalidPassword', 'a', 'nowhere')])(
  '%j tells of nobody',
  (text) => {
    expect(failureIn(text)).toBeNull();
  },
);
