import { responseIn, SipStream } from './sip-message.js';

test('a response is read with folded lines, short names and several values', () => {
  const text =
    'SIP/2.0 401 Unauthorized\r\nv: SIP/2.0/UDP 127.0.0.1\r\ni: abc\r\nWWW-Authenticate: Digest realm="a",\r\n nonce="b"\r\nWWW-Authenticate: Basic\r\nl: 0\r\n\r\n';
  const response = responseIn(text)!;
  expect([response.status, response.reason]).toEqual([401, 'Unauthorized']);
  expect(response.headers.get('call-id')).toEqual(['abc']);
  expect(response.headers.get('www-authenticate')).toEqual(['Digest realm="a", nonce="b"', 'Basic']);
});

test.each(['', 'OPTIONS sip:a SIP/2.0\r\n\r\n', 'SIP/2.0 abc\r\n\r\n', '\u0000'])('%j is no response', (text) => {
  expect(responseIn(text)).toBeNull();
});

test('a stream is cut by Content-Length, wherever its packets end', () => {
  const one = 'SIP/2.0 200 OK\r\nContent-Length: 4\r\n\r\nbody';
  const two = 'SIP/2.0 100 Trying\r\nl: 0\r\n\r\n';
  const stream = new SipStream();
  const taken = [...`${one}\r\n\r\n${two}`].flatMap((letter) => stream.take(letter));
  expect(taken).toEqual(['SIP/2.0 200 OK\r\nContent-Length: 4\r\n\r\n', two]);
});
