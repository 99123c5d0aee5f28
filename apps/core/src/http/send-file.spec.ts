import { dispositionOf } from './send-file.js';

describe('the name of a download', () => {
  it.each([
    ['report.pdf', 'report.pdf', 'report.pdf'],
    ['звіт.pdf', '____.pdf', '%D0%B7%D0%B2%D1%96%D1%82.pdf'],
    ['../../etc/passwd', '_.._etc_passwd', '_.._etc_passwd'],
    ['a"b\r\nSet-Cookie: x=1.txt', 'a_bSet-Cookie_ x=1.txt', 'a_bSet-Cookie_%20x%3D1.txt'],
    ['invoice\u202Efdp.exe', 'invoicefdp.exe', 'invoicefdp.exe'],
    ['lone\uD800surrogate', 'lonesurrogate', 'lonesurrogate'],
    ["it's (1)*.txt", "it's (1)_.txt", 'it%27s%20%281%29_.txt'],
    ['100%.txt', '100_.txt', '100%25.txt'],
    ['', 'file', 'file'],
    ['...', 'file', 'file'],
  ])('%j is %j', (name, ascii, encoded) => {
    expect(dispositionOf(name)).toBe(`attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`);
  });

  it('is cut, with its ending kept', () => {
    const cut = /filename="([^"]*)"/.exec(dispositionOf(`${'x'.repeat(500)}.docx`))![1]!;
    expect([cut.length, cut.slice(-6)]).toEqual([150, 'x.docx']);
  });
});
