import { outsideNumber } from './outside-number.js';

describe('the number of an outside party', () => {
  it.each([
    ['0441234567', 'national', '+380441234567'],
    ['044 123-45-67', 'national', '+380441234567'],
    ['380441234567', 'national', '+380441234567'],
    ['380441234567', 'digits', '+380441234567'],
    ['00380441234567', 'national', '+380441234567'],
    ['+380 (44) 123 45 67', 'plus', '+380441234567'],
    ['sip:+380441234567@provider.test;user=phone', 'plus', '+380441234567'],
    ['tel:+4930901820', 'plus', '+4930901820'],
    ['4930901820', 'digits', '+4930901820'],
  ] as const)('%s, as %s, is %s', (said, format, number) =>
    expect(outsideNumber(said, 'UA', format)).toMatchObject({ number, kept: number }),
  );

  it.each([null, '', 'anonymous', 'Anonymous', 'unavailable', 'sip:anonymous@anonymous.invalid'])(
    'that is hidden (%s) is nobody',
    (said) => expect(outsideNumber(said, 'UA')).toEqual({ number: null, country: null, kept: null }),
  );

  it.each([
    ['1234567890123456789012345678901234567890', '1234567890123456789012345678901234567890'],
    ['101', '101'],
    ['front-desk', 'front-desk'],
    ['9'.repeat(150), '9'.repeat(100)],
  ])('that is none (%s) is kept as it was said', (said, kept) =>
    expect(outsideNumber(said, 'UA')).toEqual({ number: null, country: null, kept }),
  );

  it('tells its country', () => {
    expect(outsideNumber('+4930901820', 'UA').country).toBe('DE');
    expect(outsideNumber('0441234567', 'UA').country).toBe('UA');
  });
});
