import { isEmergency } from './emergency-numbers.js';

test.each([
  ['112', 'UA', true],
  ['911', 'UA', true],
  ['101', 'UA', true],
  ['104', 'UA', true],
  ['105', 'UA', false],
  ['103', 'RU', true],
  ['02', 'RU', true],
  ['101', 'DE', false],
  ['110', 'DE', true],
  ['112', 'XX', true],
  ['1120', 'UA', false],
])('%s in %s calls for help: %s', (number, country, is) => expect(isEmergency(number, country)).toBe(is));
