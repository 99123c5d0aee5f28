import type { PhoneNumber } from '#libs/contracts';
import { firstPolicy } from '../../telephony/policy/policy.view.js';
import { outsideRefusal, readDialled, typedRefusal } from './dial-rules.js';

const policy = {
  ...firstPolicy('UA'),
  countries: ['UA', 'DE'],
  premiumPrefixes: ['+380900'],
  maxConcurrentOut: 2,
  maxAbroadPerDay: 1,
};
const free = { concurrent: 0, ofEmployee: 0, abroad: 0 };
const to = (number: string, country: string | null, abroad = country !== 'UA') => ({
  number: number as PhoneNumber,
  country,
  abroad,
});

describe('a call to the outside', () => {
  it.each([
    ['+380441234567', 'UA', free, null],
    ['+4930901820', 'DE', free, null],
    ['+380900123456', 'UA', free, 'call.premium-refused'],
    ['+12025550100', 'US', free, 'call.country-refused'],
    ['+881612345678', null, free, 'call.country-refused'],
    ['+380441234567', 'UA', { ...free, concurrent: 2 }, 'call.limit-reached'],
    ['+380441234567', 'UA', { ...free, ofEmployee: 300 }, 'call.limit-reached'],
    ['+380441234567', 'UA', { ...free, abroad: 1 }, null],
    ['+4930901820', 'DE', { ...free, abroad: 1 }, 'call.limit-reached'],
  ] as const)('%s (%s) with %j: %s', (number, country, counts, refusal) =>
    expect(outsideRefusal(policy, to(number, country), counts)).toBe(refusal),
  );
});

describe('a typed number', () => {
  it.each([
    ['none', false, 'owner', true, 'call.dialling-not-allowed'],
    ['managers', false, 'employee', true, 'call.dialling-not-allowed'],
    ['managers', false, 'manager', false, null],
    ['all', false, 'employee', false, null],
    ['all', true, 'employee', false, 'call.not-a-client'],
    ['all', true, 'owner', false, 'call.not-a-client'],
    ['all', true, 'employee', true, null],
  ] as const)(
    'by policy %s, clients only %s, of the %s, on a card %s: %s',
    (dialPad, clientsOnly, role, onCard, refusal) =>
      expect(typedRefusal({ ...policy, dialPad, clientsOnly }, role, onCard)).toBe(refusal),
  );
});

describe('what was dialled', () => {
  it.each([
    ['102', { is: 'emergency', number: '102' }],
    ['1-1-2', { is: 'emergency', number: '112' }],
    ['202', { is: 'extension', number: '202' }],
    ['*1042', { is: 'short-code', code: 1042 }],
    ['*1042#', { is: 'short-code', code: 1042 }],
    ['044 123-45-67', { is: 'number', words: '0441234567' }],
    ['+380441234567', { is: 'number', words: '+380441234567' }],
    ['7', { is: 'number', words: '7' }],
  ])('%s is read', (dialled, read) => expect(readDialled(dialled, 'UA')).toEqual(read));
});
