import type { FieldKind } from './card-field.view.js';
import { fieldValue, fitsFormat } from './field-value.js';

const field = (kind: FieldKind, rest: { format?: string | null; choices?: string[] } = {}) => ({
  kind,
  format: null,
  choices: [],
  ...rest,
});

describe('a value of a field', () => {
  it.each([
    [field('text'), '  Kyiv  ', 'Kyiv'],
    [field('text', { format: '99999999|9999999999' }), '12345678', '12345678'],
    [field('number'), '1 234,50', '1234.5'],
    [field('number'), '-100', '-100'],
    [field('number'), '7.000', '7'],
    [field('date'), '2026-02-28', '2026-02-28'],
    [field('date'), '1.3.2026', '2026-03-01'],
    [field('choice', { choices: ['retail', 'wholesale'] }), 'retail', 'retail'],
    [field('phone'), '050 123 45 12', '+380501234512'],
    [field('email'), 'Ada@Example.TEST', 'ada@example.test'],
    [field('url'), 'example.test/shop', 'https://example.test/shop'],
  ])('%j %s is kept as %s', (of, given, kept) => {
    expect(fieldValue(of, given, 'UA')).toEqual({ value: kept });
  });

  it.each([
    [field('text', { format: '99999999' }), '1234567', 'format'],
    [field('text'), 'x'.repeat(501), 'too-long'],
    [field('phone'), '+380 •• ••• •• 12', 'masked'],
    [field('number'), '12 apples', 'number'],
    [field('number'), '1.2.3', 'number'],
    [field('date'), '2026-02-30', 'date'],
    [field('date'), 'tomorrow', 'date'],
    [field('choice', { choices: ['retail'] }), 'other', 'choice'],
    [field('phone'), '12', 'phone'],
    [field('email'), 'ada at example', 'email'],
    [field('url'), 'javascript:alert(1)', 'url'],
    [field('url'), 'no', 'url'],
  ])('%j %s is refused: %s', (of, given, problem) => {
    expect(fieldValue(of, given, 'UA')).toEqual({ problem });
  });
});

describe('a format', () => {
  it.each([
    ['AA 999999', 'КВ 123456', true],
    ['AA 999999', 'К1 123456', false],
    ['*-9', 'x-1', true],
    ['9', '', false],
    ['(+).', '(+).', true],
  ])('%s for %s: %s', (format, value, fits) => expect(fitsFormat(format, value)).toBe(fits));
});
