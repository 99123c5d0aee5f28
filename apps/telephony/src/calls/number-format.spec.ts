import type { PhoneNumber } from '#libs/contracts';
import { asDialled } from './number-format.js';

it.each([
  ['+380441234567', 'plus', 'UA', '+380441234567'],
  ['+380441234567', 'digits', 'UA', '380441234567'],
  ['+380441234567', 'national', 'UA', '0441234567'],
  ['+4930123456', 'national', 'UA', '004930123456'],
  ['+79161234567', 'national', 'RU', '89161234567'],
  ['+380441234567', 'national', 'RU', '810380441234567'],
  ['+99912345', 'national', 'UA', '99912345'],
  ['112', 'plus', 'UA', '112'],
  ['112', 'digits', 'UA', '112'],
  ['112', 'national', 'UA', '112'],
] as const)('%s is written %s in %s: %s', (number, numberFormat, country, dialled) => {
  expect(asDialled(number as PhoneNumber, { numberFormat, country })).toBe(dialled);
});
