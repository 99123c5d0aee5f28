import { providerWords } from './provider-words.js';

describe("a provider's words", () => {
  it('are one line', () => {
    expect(providerWords('131047: Re-engagement\r\nmessage\u0000 ')).toBe('131047: Re-engagement message');
    expect(providerWords('x'.repeat(400))).toHaveLength(300);
  });

  it('tell no number', () => {
    expect(providerWords('100: +380501112233 is not valid')).toBe('100: … is not valid');
    expect(providerWords('380501112233@c.us, (380) 50-111-22-33')).toBe('…@c.us, (…');
    expect(providerWords('131026: code 131026, 24 hours')).toBe('131026: code 131026, 24 hours');
  });
});
