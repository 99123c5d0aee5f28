import type { Sha256 } from '#libs/contracts';
import { letterNaturalKey } from './letter-key.js';

const digest = 'a'.repeat(64) as Sha256;
const other = 'b'.repeat(64) as Sha256;

describe('letterNaturalKey', () => {
  it('is SHA-256 over Message-ID, a line end and the content digest', () => {
    // printf '<one@client.test>\n%s' aaaa… | sha256sum
    expect(letterNaturalKey('<one@client.test>', digest)).toBe(
      'email:30e4ee8015817cbea4ca647a38113e366bf2eb7cfa54b53e9ed0ed858298178b',
    );
  });

  it('is of the digest alone where there is no Message-ID', () => {
    // printf '%s' aaaa… | sha256sum
    expect(letterNaturalKey(null, digest)).toBe(
      'email:ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb',
    );
  });

  it('tells letters apart that reuse a Message-ID', () => {
    expect(letterNaturalKey('<one@client.test>', other)).not.toBe(letterNaturalKey('<one@client.test>', digest));
  });
});
