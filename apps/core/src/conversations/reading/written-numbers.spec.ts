import { writtenNumbers } from './written-numbers.js';

describe('numbers that stand in a letter', () => {
  it.each([
    ['Best regards\nAda\nmob. (050) 123-45-12', ['+380501234512']],
    ['tel: +49 30 901820, fax: +49 30 901821', ['+4930901820', '+4930901821']],
    ['044 123 45 67\n044/123-45-67', ['+380441234567']],
    ['Invoice 2026-11-22 for 1 234 567.00, IBAN UA213223130000026007233566001', []],
    ['order 12345678, room 101', []],
    ['', []],
  ])('%j: %j', (text, numbers) => expect(writtenNumbers(text, 'UA')).toEqual(numbers));

  it('are looked for no longer in a hostile letter', () => {
    const start = performance.now();
    writtenNumbers('1 '.repeat(500_000), 'UA');
    writtenNumbers('+380501234512 '.repeat(50_000), 'UA');
    writtenNumbers('(1-'.repeat(300_000), 'UA');
    expect(performance.now() - start).toBeLessThan(500);
  });
});
