import { answerTo, challengeIn } from './digest.js';

// RFC 2617, 3.5, with its own nonce and cnonce.
const rfc2617 =
  'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"';

test('answers the example of RFC 2617', () => {
  const challenge = challengeIn(rfc2617);
  expect(challenge).toEqual({
    realm: 'testrealm@host.com',
    nonce: 'dcd98b7102dd2f0e8b11d0f600bfb0c093',
    opaque: '5ccc069c403ebaf9f0171e9517f40e41',
    qop: 'auth',
    algorithm: 'MD5',
    stale: false,
  });
  const request = { user: 'Mufasa', password: 'Circle Of Life', method: 'GET', uri: '/dir/index.html' };
  expect(answerTo(challenge!, request, '0a4f113b')).toContain('response="6629fae49393a05397450978507c4ef1"');
});

test('answers the example of RFC 7616 with SHA-256', () => {
  const challenge = challengeIn(
    'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=SHA-256, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"',
  );
  const request = { user: 'Mufasa', password: 'Circle of Life', method: 'GET', uri: '/dir/index.html' };
  expect(answerTo(challenge!, request, 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ')).toContain(
    'response="753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"',
  );
});

test('without qop the old way', () => {
  const challenge = challengeIn('Digest realm="r", nonce="n"');
  expect(answerTo(challenge!, { user: 'u', password: 'p', method: 'REGISTER', uri: 'sip:h' })).toBe(
    'Digest username="u", realm="r", nonce="n", uri="sip:h", response="f7949f33797a7abbe390eaa95b1ca294", algorithm=MD5',
  );
});

test.each(['Basic realm="x"', 'Digest realm="x"', 'Digest realm="x", nonce="n", algorithm=MD5-sess'])(
  '%s is not for us',
  (header) => {
    expect(challengeIn(header)).toBeNull();
  },
);
