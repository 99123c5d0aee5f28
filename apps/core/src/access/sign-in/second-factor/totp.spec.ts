import { stepOfCode, totpOffer } from './totp.js';

/** The secret of RFC 6238, appendix B. */
const secret = Buffer.from('12345678901234567890');

describe('codes of an authenticator app', () => {
  // The RFC's table has eight digits; an app shows the last six.
  it.each([
    [59, '287082', 1],
    [1_111_111_109, '081804', 37_037_036],
    [1_111_111_111, '050471', 37_037_037],
    [1_234_567_890, '005924', 41_152_263],
    [2_000_000_000, '279037', 66_666_666],
  ])('are those of RFC 6238 at %d s', (seconds, code, step) => {
    expect(stepOfCode(secret, code, new Date(seconds * 1_000))).toBe(step);
  });

  it('are taken one step early and one step late, and name the step that they are of', () => {
    const of = (seconds: number) => stepOfCode(secret, '287082', new Date(seconds * 1_000));
    expect([29, 30, 59, 89, 90].map(of)).toEqual([1, 1, 1, 1, null]);
  });

  it('are offered as text and as an address that apps know', () => {
    expect(totpOffer(secret, { issuer: 'Keepline Лампа', label: 'anna@company.test' })).toEqual({
      secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
      uri: 'otpauth://totp/Keepline%20%D0%9B%D0%B0%D0%BC%D0%BF%D0%B0:anna%40company.test?issuer=Keepline%20%D0%9B%D0%B0%D0%BC%D0%BF%D0%B0&secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&algorithm=SHA1&digits=6&period=30',
    });
  });
});
