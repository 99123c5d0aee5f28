import { isForged } from './alias-letters.service.js';

it.each([
  ['pass', 'none', 'pass', 'reject', false],
  ['fail', 'pass', 'pass', 'reject', false],
  ['fail', 'pass', 'unknown', null, false],
  ['fail', 'none', 'fail', 'reject', true],
  ['pass', 'none', 'fail', 'quarantine', true],
  ['softfail', 'none', 'fail', 'none', false],
  ['fail', 'none', 'fail', 'none', true],
  ['fail', 'none', 'none', null, true],
  ['softfail', 'none', 'none', null, false],
  ['none', 'none', 'none', null, false],
  ['unknown', 'unknown', 'unknown', null, false],
] as const)('spf %s, dkim %s, dmarc %s with p=%s: forged is %s', (spf, dkim, dmarc, policy, forged) =>
  expect(isForged({ spf, dkim, dmarc, policy })).toBe(forged),
);
