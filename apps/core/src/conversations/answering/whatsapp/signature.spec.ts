import { signatureOf, signed } from './signature.js';

describe('a signature', () => {
  it.each([
    [false, '*{name}*', 'Anna Kovalenko', null],
    [true, '*{name}*', 'Anna Kovalenko', '*Anna Kovalenko*'],
    [true, '{name}, Company:', 'Anna', 'Anna, Company:'],
    [true, '*{name}*', 'Anna *the boss*\n_x_', '*Anna the boss x*'],
    [true, '*{name}*', 'A$&B', '*A$&B*'],
    [true, '*{name}*', ' * ', null],
  ])('by policy %s with %j for %j is %j', (signNames, signature, name, line) =>
    expect(signatureOf({ signNames, signature }, name)).toBe(line),
  );

  it('stands before the words, once', () => {
    expect(signed('Good day', '*Anna*')).toBe('*Anna*\nGood day');
    expect(signed('*Anna*\nGood day', '*Anna*')).toBe('*Anna*\nGood day');
    expect(signed('', '*Anna*')).toBe('*Anna*');
    expect(signed('*Anna*', '*Anna*')).toBe('*Anna*');
    expect(signed('Good day', null)).toBe('Good day');
  });
});
