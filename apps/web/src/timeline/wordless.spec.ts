import { hasClosedPack, whyWordless } from './wordless.js';

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
    const at = (n: number, type: string, name?: string) => ({ n, ...file(type, name) });
    expect(hasClosedPack([at(0, 'application/ms-tnef')])).toBe(true);
    expect(hasClosedPack([at(0, 'image/png'), at(1, 'application/octet-stream', 'WINMAIL.DAT')])).toBe(true);
    expect(hasClosedPack([at(0, 'application/octet-stream', 'other.dat')])).toBe(false);
    const opened = [at(0, 'image/png'), at(1, 'application/ms-tnef'), at(2_000, 'application/pdf', 'offer.pdf')];
    expect(hasClosedPack(opened)).toBe(false);
    expect(hasClosedPack([...opened, at(2, 'application/ms-tnef')])).toBe(true);
  });
});
