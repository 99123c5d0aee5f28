import { addressWithToken, findToken, findTokensIn, newConversationToken } from './conversation-token.js';

const token = 'bcdfghjkmnpqrstvwxz234';

describe('the token of a conversation', () => {
  it('is never the same twice and survives a mail program that changes case', () => {
    const tokens = Array.from({ length: 1_000 }, newConversationToken);
    expect(new Set(tokens).size).toBe(1_000);
    for (const one of tokens)
      expect(findToken(addressWithToken('Sales@corp.test', one).toUpperCase())).toEqual({
        address: 'sales@corp.test',
        token: one,
      });
  });

  it('stands in the local part', () => {
    expect(addressWithToken('sales@corp.test', token)).toBe(`sales+c${token}@corp.test`);
    expect(findToken(`a+b+c${token}@corp.test`)).toEqual({ address: 'a+b@corp.test', token });
  });

  it.each([
    'sales@corp.test',
    'sales+c@corp.test',
    'sales+cshort@corp.test',
    `+c${token}@corp.test`,
    `sales+c${token}`,
    '',
    '@',
  ])('is not seen in %s', (address) => expect(findToken(address)).toBeNull());

  it('is found where a mail program quotes it, each once and at most five', () => {
    const quoted = `> От: Отдел продаж <SALES+C${token.toUpperCase()}@Corp.test>\n> sales+c${token}@corp.test.\n`;
    expect(findTokensIn(quoted)).toEqual([{ address: 'sales@corp.test', token }]);
    expect(findTokensIn(`(mailto:a+b+c${token}@corp.test)`)).toEqual([{ address: 'a+b@corp.test', token }]);
    expect(findTokensIn(`+c${token}@corp.test, sales+cshort@corp.test, sales+c${token}@ nowhere`)).toEqual([]);
    const many = Array.from(
      { length: 9 },
      (_, n) => `sales+c${token.slice(0, -1)}${n + 2 > 9 ? 'b' : n + 2}@corp.test`,
    );
    expect(findTokensIn(many.join(' '))).toHaveLength(5);
    const started = performance.now();
    findTokensIn(`${'a'.repeat(500_000)}+c${'+c'.repeat(250_000)}`);
    expect(performance.now() - started).toBeLessThan(500);
  });
});
