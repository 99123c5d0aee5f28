import { addressWithToken, findToken, newConversationToken } from './conversation-token.js';

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
});
