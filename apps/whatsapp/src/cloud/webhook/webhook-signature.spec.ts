import type { ChannelId } from '#libs/contracts';
import { isSameToken, signedFor } from './webhook-signature.js';

const ofA = '0193536c-0000-7000-8000-00000000000a' as ChannelId;
const ofB = '0193536c-0000-7000-8000-00000000000b' as ChannelId;
const secrets = [
  { channelId: ofA, secret: 'app-secret' },
  { channelId: ofB, secret: 'other-secret' },
];
// printf '%s' '<body>' | openssl dgst -sha256 -hmac app-secret
const plain = '{"object":"whatsapp_business_account","entry":[]}';
const plainSignature = 'sha256=d3e4f9da0ce6c71ab3dba55929b8eeeee2455349e534924ead19f98d143e904f';
const escaped = '{"text":"\\u0414\\u043e\\u0431\\u0440\\u044b\\u0439 \\ud83d\\ude00 \\/"}';
const escapedSignature = 'sha256=407ba7f9ed85a9e537418d642cbee38e4289988a6442a6af2087f6964b7857a3';

describe('signedFor', () => {
  it('tells whose secret signed the bytes', () => {
    expect(signedFor(Buffer.from(plain), plainSignature, secrets)).toEqual([ofA]);
    expect(signedFor(Buffer.from(escaped), escapedSignature, secrets)).toEqual([ofA]);
    expect(signedFor(Buffer.from(plain), plainSignature.toUpperCase().replace('SHA256', 'sha256'), secrets)).toEqual([
      ofA,
    ]);
  });

  it('goes by the bytes: the same JSON written again is not signed', () => {
    const rewritten = JSON.stringify(JSON.parse(escaped));
    expect(rewritten).toBe('{"text":"Добрый 😀 /"}');
    expect(signedFor(Buffer.from(rewritten), escapedSignature, secrets)).toEqual([]);
  });

  it('knows several secrets of one number, and several numbers of one secret', () => {
    const turned = [
      { channelId: ofA, secret: 'new-secret' },
      { channelId: ofA, secret: 'app-secret' },
      { channelId: ofB, secret: 'app-secret' },
    ];
    expect(signedFor(Buffer.from(plain), plainSignature, turned)).toEqual([ofA, ofB]);
  });

  it.each([
    null,
    '',
    'sha256=',
    plainSignature.slice(7),
    plainSignature.slice(0, -1),
    `sha1=${'0'.repeat(40)}`,
    `sha256=${'0'.repeat(64)}`,
  ])('takes %s for no signature', (signature) => {
    expect(signedFor(Buffer.from(plain), signature, secrets)).toEqual([]);
  });

  it('believes nobody without secrets', () => {
    expect(signedFor(Buffer.from(plain), plainSignature, [])).toEqual([]);
  });
});

describe('isSameToken', () => {
  it('compares whole tokens', () => {
    expect(isSameToken('verify-me', 'verify-me')).toBe(true);
    expect(isSameToken('verify-m', 'verify-me')).toBe(false);
    expect(isSameToken('', 'verify-me')).toBe(false);
  });
});
