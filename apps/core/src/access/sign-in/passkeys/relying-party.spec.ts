import { relyingPartyOf } from './relying-party.js';

describe('whose passkeys they are', () => {
  it.each([
    [
      'https://keepline.company.test',
      'evil.test',
      { id: 'keepline.company.test', origin: 'https://keepline.company.test' },
    ],
    [
      'https://keepline.company.test:8443/',
      undefined,
      { id: 'keepline.company.test', origin: 'https://keepline.company.test:8443' },
    ],
    ['http://localhost:8080', undefined, { id: 'localhost', origin: 'http://localhost:8080' }],
    [null, 'localhost:8080', { id: 'localhost', origin: 'http://localhost:8080' }],
    // Nobody is believed about the name but the settings.
    [null, 'keepline.company.test', null],
    [null, undefined, null],
    // No browser makes one for these.
    ['http://keepline.company.test', undefined, null],
    ['https://192.0.2.7', undefined, null],
    ['https://[2001:db8::7]', undefined, null],
    [null, '127.0.0.1:8080', null],
  ])('%s, asked by %s', (publicUrl, host, expected) => {
    expect(relyingPartyOf(publicUrl, host)).toEqual(expected);
  });
});
