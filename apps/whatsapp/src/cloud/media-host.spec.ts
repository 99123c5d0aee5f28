import { placeOfMedia } from './media-host.js';

const meta = 'https://graph.facebook.com';
const place = (address: string, base = meta, from?: string) => {
  const found = placeOfMedia(address, base, from === undefined ? undefined : new URL(from));
  return found && { at: found.url.href, token: found.mayHaveToken };
};

describe('where media are fetched from', () => {
  it("is Meta's hosts over TLS; the token goes to the two that ask for it", () => {
    const lookaside = 'https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1';
    expect(place(lookaside)).toEqual({ at: lookaside, token: true });
    expect(place('https://mmg.whatsapp.net/a')).toEqual({ at: 'https://mmg.whatsapp.net/a', token: false });
    expect(place('https://scontent.xx.fbcdn.net/a')).toEqual({ at: 'https://scontent.xx.fbcdn.net/a', token: false });
  });

  it.each([
    'http://lookaside.fbsbx.com/a',
    'https://lookaside.fbsbx.com:8443/a',
    'https://lookaside.fbsbx.com.evil.test/a',
    'https://evilfbsbx.com/a',
    'https://user:pass@lookaside.fbsbx.com/a',
    'https://169.254.169.254/latest/meta-data',
    'https://127.0.0.1/a',
    'https://[::1]/a',
    'file:///etc/passwd',
    'nonsense',
  ])('is never %s', (address) => {
    expect(place(address)).toBeNull();
  });

  it('follows a redirection only to such a place', () => {
    expect(place('/b', meta, 'https://lookaside.fbsbx.com/a')).toEqual({
      at: 'https://lookaside.fbsbx.com/b',
      token: true,
    });
    expect(place('//10.0.0.1/b', meta, 'https://lookaside.fbsbx.com/a')).toBeNull();
  });

  it('with a stand-in is the stand-in alone', () => {
    expect(place('http://127.0.0.1:9000/m', 'http://127.0.0.1:9000')).toEqual({
      at: 'http://127.0.0.1:9000/m',
      token: true,
    });
    expect(place('http://127.0.0.1:9001/m', 'http://127.0.0.1:9000')).toBeNull();
    expect(place('https://lookaside.fbsbx.com/a', 'http://127.0.0.1:9000')).toBeNull();
  });
});
