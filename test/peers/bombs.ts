import { deflateSync } from 'node:zlib';
import { aDocx, aZip } from '#libs/testing';

const lines = (...all: string[]) => all.join('\r\n');
const many = (count: number, of: (n: number) => string, between = '') =>
  Array.from({ length: count }, (_, n) => of(n)).join(between);

/** Letters that are made to take their reader's time or memory. */
export const bombLetters: Readonly<Record<string, () => string>> = {
  '100,000 parts': () =>
    `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\nContent-Type: text/plain\r\n\r\npart\r\n'.repeat(100_000)}--b--`,
  '100,000 attachments': () =>
    `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\nContent-Disposition: attachment; filename=a\r\n\r\nx\r\n'.repeat(100_000)}--b--`,
  '5,000 levels of parts': () => many(5_000, (n) => `Content-Type: multipart/mixed; boundary=b${n}\r\n\r\n--b${n}\r\n`),
  '5,000 letters in letters': () => many(5_000, () => 'Content-Type: message/rfc822\r\n\r\n'),
  '100,000 recipients': () =>
    lines(`To: ${many(100_000, (n) => `Ada ${n} <ada${n}@example.test>`, ',\r\n ')}`, '', 'text'),
  '100,000 recipients in groups': () =>
    lines(`To: ${many(100_000, (n) => `g${n}: a${n}@example.test;`, ',\r\n ')}`, '', 'text'),
  '100,000 header fields': () =>
    lines(
      many(100_000, (n) => `X-Field-${n}: value`, '\r\n'),
      '',
      'text',
    ),
  'a header line of 16 MB': () => lines(`Subject: ${'a '.repeat(8 * 1024 * 1024)}`, '', 'text'),
  '100,000 encoded words': () => lines(`Subject: ${many(100_000, () => '=?utf-8?B?0L/RgNC4?=', ' ')}`, '', 'text'),
  '100,000 parameters': () => lines(`Content-Type: text/plain; ${many(100_000, (n) => `p*${n}=x`, '; ')}`, '', 'text'),
  'a text of 50 MB': () => lines('Content-Type: text/plain', '', 'words and words\r\n'.repeat(3_000_000)),
  'HTML, 200,000 tags deep': () => lines('Content-Type: text/html', '', '<div>'.repeat(200_000)),
  'HTML, 200,000 tables': () => lines('Content-Type: text/html', '', '<table><tr><td>x'.repeat(200_000)),
  'HTML, one attribute of 5 MB': () => lines('Content-Type: text/html', '', `<p title="${'a'.repeat(5_000_000)}">x`),
  '20,000,000 empty lines': () => lines('', '\n'.repeat(20_000_000), 'text'),
  '10,000,000 lines of one letter': () => lines('', 'x\n'.repeat(10_000_000)),
  'base64 without line ends, 30 MB': () =>
    lines('Content-Type: application/pdf', 'Content-Transfer-Encoding: base64', '', 'QUJD'.repeat(7_500_000)),
  'quoted-printable of soft breaks, 10 MB': () =>
    lines('Content-Type: text/plain', 'Content-Transfer-Encoding: quoted-printable', '', '=\r\n'.repeat(3_500_000)),
};

const stream = (bytes: Buffer, filter: string) =>
  Buffer.concat([
    Buffer.from(`<< /Length ${bytes.length} /Filter ${filter} >>\nstream\n`),
    bytes,
    Buffer.from('\nendstream'),
  ]);

/** A PDF whose one page is this stream; without a table of places, which readers make up. */
const pdfOf = (content: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from(
      '%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n' +
        '3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>\nendobj\n4 0 obj\n',
    ),
    content,
    Buffer.from('\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF'),
  ]);

const blanks = (bytes: number) => Buffer.alloc(bytes, ' ');

/** Files that are made to take their reader's. */
export const bombFiles: Readonly<Record<string, { name: string; bytes: () => Buffer }>> = {
  'a document of 200 MB in 200 kB': {
    name: 'a.docx',
    bytes: () => aZip({ name: 'word/document.xml', bytes: blanks(200_000_000) }),
  },
  'a document that lies about its 100 MB': {
    name: 'a.docx',
    bytes: () => aZip({ name: 'word/document.xml', bytes: blanks(100_000_000), claims: { size: 1_000 } }),
  },
  'a document of 10,001 parts': {
    name: 'a.docx',
    bytes: () => aZip(...Array.from({ length: 10_001 }, (_, n) => ({ name: `word/header${n}.xml`, bytes: '' }))),
  },
  'a document, 100,000 elements deep': {
    name: 'a.docx',
    bytes: () => aZip({ name: 'word/document.xml', bytes: '<a>'.repeat(100_000) }),
  },
  'archives in archives, five deep': {
    name: 'a.docx',
    bytes: () => [1, 2, 3, 4].reduce((inner) => aZip({ name: 'word/document.xml', bytes: inner }), aDocx('inner')),
  },
  'a PDF whose page unpacks to 300 MB': {
    name: 'a.pdf',
    bytes: () => pdfOf(stream(deflateSync(blanks(300_000_000)), '/FlateDecode')),
  },
  'a PDF packed three times, to 300 MB': {
    name: 'a.pdf',
    bytes: () =>
      pdfOf(
        stream(deflateSync(deflateSync(deflateSync(blanks(300_000_000)))), '[/FlateDecode /FlateDecode /FlateDecode]'),
      ),
  },
  'RTF, 1,000,000 groups deep': { name: 'a.rtf', bytes: () => Buffer.from(`{\\rtf1${'{'.repeat(1_000_000)}`) },
};
