import { newAddressToken } from './address-token.js';
import { aliasAddress, findAlias } from './alias-address.js';

const token = 'bcdfghjkmnpqrstvwxz234';

describe('the address by which an employee writes to a client', () => {
  it('is found in either form and any case', () => {
    expect(aliasAddress('Sales@Corp.test', token, { plus: false })).toBe('client-bcdfghjkmnpqrstvwxz234@corp.test');
    expect(aliasAddress('Sales@Corp.test', token, { plus: true })).toBe(
      'sales+client-bcdfghjkmnpqrstvwxz234@corp.test',
    );
    const found = { token, domain: 'corp.test' };
    expect(findAlias(' CLIENT-BCDFGHJKMNPQRSTVWXZ234@Corp.test')).toEqual(found);
    expect(findAlias('sales+client-bcdfghjkmnpqrstvwxz234@corp.test')).toEqual(found);
  });

  it.each([
    'client-bcdfghjkmnpqrstvwxz23@corp.test',
    'client-bcdfghjkmnpqrstvwxz2345@corp.test',
    'client-abcdfghjkmnpqrstvwxz23@corp.test',
    'sales+cbcdfghjkmnpqrstvwxz234@corp.test',
    'client-bcdfghjkmnpqrstvwxz234',
    '',
  ])('%j is none', (address) => expect(findAlias(address)).toBeNull());

  it('has another token each time, of 22 signs', () => {
    const tokens = Array.from({ length: 200 }, newAddressToken);
    expect(new Set(tokens).size).toBe(200);
    expect(tokens.filter((one) => !/^[bcdfghjkmnpqrstvwxz2-9]{22}$/.test(one))).toEqual([]);
  });
});
