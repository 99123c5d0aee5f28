import { crc32, deflateRawSync } from 'node:zlib';

/** A part of an archive. `claims`: what its directory says of it, where that is not the truth. */
export interface ZipPart {
  readonly name: string;
  readonly bytes: Buffer | string;
  readonly claims?: { readonly size?: number };
}

/** An archive as programs write it: local headers, central directory, its end (APPNOTE 4.3). */
export function aZip(...parts: ZipPart[]): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes, claims } of parts) {
    const plain = Buffer.from(bytes);
    const packed = deflateRawSync(plain, { level: 9 });
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt16LE(8, 4);
    facts.writeUInt32LE(crc32(plain), 10);
    facts.writeUInt32LE(packed.length, 14);
    facts.writeUInt32LE(claims?.size ?? plain.length, 18);
    facts.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), facts, Buffer.from(name), packed]);
    const entry = Buffer.alloc(14);
    entry.writeUInt32LE(offset, 10);
    directory.push(
      Buffer.concat([Buffer.from('PK\u0001\u0002\u0014\u0000', 'latin1'), facts, entry, Buffer.from(name)]),
    );
    files.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 'latin1');
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...files, central, end]);
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const contentTypes = { name: '[Content_Types].xml', bytes: '<?xml version="1.0"?><Types/>' };

/** A text document of Word; a paragraph for each text. */
export const aDocx = (...paragraphs: string[]): Buffer =>
  aZip(contentTypes, {
    name: 'word/document.xml',
    bytes: `<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="w"><w:body>${paragraphs
      .map((text) => `<w:p><w:pPr><w:jc w:val="left"/></w:pPr><w:r><w:t>${escaped(text)}</w:t></w:r></w:p>`)
      .join('')}</w:body></w:document>`,
  });

/** A workbook of Excel: a row for each list; texts stand in the shared strings, as Excel writes them. */
export function anXlsx(...rows: (string | number)[][]): Buffer {
  const strings = [...new Set(rows.flat().filter((cell): cell is string => typeof cell === 'string'))];
  const cell = (value: string | number) =>
    typeof value === 'number' ? `<c><v>${value}</v></c>` : `<c t="s"><v>${strings.indexOf(value)}</v></c>`;
  return aZip(
    contentTypes,
    { name: 'xl/workbook.xml', bytes: '<workbook><sheets><sheet name="Prices" sheetId="1"/></sheets></workbook>' },
    {
      name: 'xl/sharedStrings.xml',
      bytes: `<sst>${strings.map((text) => `<si><t>${escaped(text)}</t></si>`).join('')}</sst>`,
    },
    {
      name: 'xl/worksheets/sheet1.xml',
      bytes: `<worksheet><sheetData>${rows.map((row) => `<row>${row.map(cell).join('')}</row>`).join('')}</sheetData></worksheet>`,
    },
  );
}

/** An OpenDocument text. */
export const anOdt = (...paragraphs: string[]): Buffer =>
  aZip(
    { name: 'mimetype', bytes: 'application/vnd.oasis.opendocument.text' },
    {
      name: 'content.xml',
      bytes: `<office:document-content xmlns:office="o" xmlns:text="t"><office:body>${paragraphs
        .map((text) => `<text:p>${escaped(text)}</text:p>`)
        .join('')}</office:body></office:document-content>`,
    },
  );

/** A PDF with a page for each text (ISO 32000); any alphabet, by a font whose codes a map turns into Unicode. */
export function aPdf(...pages: string[]): Buffer {
  const letters = [...new Set([...pages.join('')])];
  // Latin letters stand where the font has them, so that they are drawn too; all others are only read.
  const others = letters.filter((letter) => letter > '~');
  const code = (letter: string) =>
    (letter > '~' ? 0x80 + others.indexOf(letter) : letter.charCodeAt(0)).toString(16).padStart(2, '0');
  const map = `/CIDInit /ProcSet findresource begin begincmap /CMapName /Map def 1 begincodespacerange <00> <ff> endcodespacerange
${letters.length} beginbfchar
${letters.map((letter) => `<${code(letter)}> <${Buffer.from(letter, 'utf16le').swap16().toString('hex')}>`).join('\n')}
endbfchar endcmap end`;
  const stream = (text: string) => `<< /Length ${text.length} >>\nstream\n${text}\nendstream`;
  const kids = pages.map((_, n) => `${5 + n * 2} 0 R`).join(' ');
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 4 0 R >>',
    stream(map),
    ...pages.flatMap((text, n) => [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 300] /Resources << /Font << /F1 3 0 R >> >> /Contents ${6 + n * 2} 0 R >>`,
      stream(`BT /F1 18 Tf 20 250 Td <${[...text].map(code).join('')}> Tj ET`),
    ]),
  ];
  let out = '%PDF-1.4\n';
  const places = objects.map((object, n) => {
    const at = out.length;
    out += `${n + 1} 0 obj\n${object}\nendobj\n`;
    return at;
  });
  const table = places.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  return Buffer.from(
    `${out}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer << /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${out.length}\n%%EOF\n`,
    'latin1',
  );
}

/** What every scanner takes for harmful, and what does no harm (eicar.org). In two pieces, so that no scanner finds it in this source. */
export const eicar = (): Buffer =>
  Buffer.from(['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-', 'STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join(''), 'latin1');

/** What Outlook makes of files for others that it takes for Outlook (TNEF): each has a long name in UTF-16 and a short one. */
export function aWinmail(...files: { readonly name: string; readonly bytes: Buffer }[]): Buffer {
  const attribute = (id: number, data: Buffer): Buffer => {
    const about = Buffer.alloc(9);
    about[0] = 2;
    about.writeUInt32LE(id, 1);
    about.writeUInt32LE(data.length, 5);
    return Buffer.concat([about, data, Buffer.alloc(2)]);
  };
  const longName = (name: string): Buffer => {
    const words = Buffer.from(`${name}\0`, 'utf16le');
    const about = Buffer.alloc(16);
    about.writeUInt32LE(1, 0);
    about.writeUInt32LE(0x3707_001f, 4);
    about.writeUInt32LE(1, 8);
    about.writeUInt32LE(words.length, 12);
    return Buffer.concat([about, words, Buffer.alloc((4 - (words.length % 4)) % 4)]);
  };
  return Buffer.concat([
    Buffer.from('789f3e220100', 'hex'),
    ...files.flatMap(({ name, bytes }) => [
      attribute(0x00069002, Buffer.alloc(14)),
      attribute(0x0006800f, bytes),
      attribute(0x00018010, Buffer.from('SHORT~1.BIN\0')),
      attribute(0x00069005, longName(name)),
    ]),
  ]);
}
