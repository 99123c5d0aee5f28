import { isOutlookPack, whyWordless } from './wordless.js';

const file = (type: string, name = 'attachment') => ({ type, name });

describe('a letter without words', () => {
  it.each([
    ['sealed', [file('application/pgp-encrypted'), file('application/octet-stream', 'encrypted.asc')], false],
    ['sealed', [file('application/pkcs7-mime', 'smime.p7m')], false],
    ['sealed', [file('application/octet-stream', 'smime.p7m')], true],
    ['shown', [file('image/png', 'logo.png')], true],
    ['empty', [file('application/pdf', 'offer.pdf')], false],
    ['empty', [], false],
  ] as const)('is %s with %j, HTML: %s', (why, attachments, hasHtml) =>
    expect(whyWordless({ attachments, hasHtml })).toBe(why),
  );

  it('may have its files in a pack of Outlook’s', () => {
    expect([file('application/ms-tnef'), file('application/octet-stream', 'WINMAIL.DAT')].map(isOutlookPack)).toEqual([
      true,
      true,
    ]);
    expect(isOutlookPack(file('application/octet-stream', 'other.dat'))).toBe(false);
  });
});
