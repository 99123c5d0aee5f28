import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { aDocx, anOdt, anXlsx, aPdf, aZip } from '#libs/testing';
import { FileReader } from '../src/conversations/attachments/text/file-reader.js';

describe('files of strangers', () => {
  let reader: FileReader;
  beforeAll(() => {
    reader = new FileReader();
  });
  afterAll(() => reader.end());

  const read = (bytes: Buffer, name: string, type = 'application/octet-stream') => reader.read(bytes, { name, type });

  it.each([
    [
      'a PDF',
      'offer.pdf',
      aPdf('Kostenvoranschlag', 'Кошторис на другій сторінці'),
      /Kostenvoranschlag\s+Кошторис на другій сторінці/,
    ],
    ['a text of Word', 'a.docx', aDocx('Договір № 7', 'Tom & Jerry <GmbH>'), /^Договір № 7\nTom & Jerry <GmbH>$/],
    ['a workbook', 'a.xlsx', anXlsx(['Цегла', 12.5], ['Пісок', 7]), /Цегла\nПісок\n[\s\S]*12\.5[\s\S]*7/],
    ['an OpenDocument text', 'a.odt', anOdt('Рахунок-фактура'), /^Рахунок-фактура$/],
    [
      'RTF',
      'a.rtf',
      Buffer.from(
        "{\\rtf1\\ansi\\ansicpg1251{\\fonttbl{\\f0 Arial;}}\\f0 \\'cf\\'f0\\'e8\\'e2\\'b3\\'f2\\par \\u1089?\\u1074?\\u1110?\\u1090?}",
      ),
      /^Привіт\nсвіт$/,
    ],
    [
      'a table in windows-1251',
      'a.csv',
      iconv.encode('Назва;Ціна\r\nШтукатурка;100\r\n', 'windows-1251'),
      /Штукатурка;100/,
    ],
    [
      'a text in UTF-16',
      'a.txt',
      Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('Заметка', 'utf16le')]),
      /^\ufeff?Заметка$/,
    ],
    ['a page', 'a.html', Buffer.from('<style>p{}</style><p>Анкета</p><script>x()</script>'), /^Анкета$/],
  ])('are read: %s', async (_, name, bytes, expected) => {
    const found = await read(bytes, name);
    expect(found).toMatchObject({ is: 'done', text: expect.stringMatching(expected) });
  });

  it('tell why they are not read', async () => {
    expect(await read(Buffer.from('GIF89a\0\0'), 'a.pdf')).toEqual({ is: 'failed', code: 'file.not-what-it-says' });
    expect(await read(Buffer.from('%PDF-1.7\nbroken'), 'a.pdf')).toEqual({
      is: 'failed',
      code: 'file.not-what-it-says',
    });
    expect(await read(Buffer.from('PK\u0003\u0004broken'), 'a.docx')).toEqual({
      is: 'failed',
      code: 'file.not-what-it-says',
    });
    expect(await read(Buffer.alloc(25 * 1024 * 1024 + 1), 'a.txt', 'text/plain')).toEqual({
      is: 'too-big',
      code: 'file.too-big',
    });
  });

  it('are not unpacked when they are bombs: by what they declare, by what they are, by how many and how deep', async () => {
    const zeros = Buffer.alloc(200 * 1024 * 1024, ' ');
    const part = (bytes: Buffer | string, claims?: { size: number }) =>
      aZip({ name: 'word/document.xml', bytes, ...(claims ? { claims } : {}) });
    expect(await read(part(zeros), 'a.docx')).toEqual({ is: 'too-big', code: 'file.unpacks-too-much' });
    // The directory says that it is small.
    const lying = await read(part(zeros.subarray(0, 60_000_000), { size: 1_000 }), 'a.docx');
    expect(lying).toEqual({ is: 'failed', code: 'file.not-what-it-says' });
    const many = aZip(...Array.from({ length: 10_001 }, (_, n) => ({ name: `word/header${n}.xml`, bytes: '' })));
    expect(await read(many, 'a.docx')).toEqual({ is: 'too-big', code: 'file.too-many-parts' });
    const deep = part(`<w:t>deep${'<a>'.repeat(100_000)}`);
    expect(await read(deep, 'a.docx')).toEqual({ is: 'failed', code: 'file.nested-too-deep' });
    const laughs = part(
      `<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><w:document><w:p>&b;&b; words</w:p></w:document>`,
    );
    expect(await read(laughs, 'a.docx')).toMatchObject({ is: 'done', text: expect.stringMatching(/words$/) });
    // A document inside a document is not opened.
    const nested = aZip(
      { name: 'word/embeddings/b.docx', bytes: aDocx('inner') },
      { name: 'word/document.xml', bytes: '<w:p>outer</w:p>' },
    );
    expect(await read(nested, 'a.docx')).toEqual({ is: 'done', text: 'outer' });
  });

  it('are not unpacked when they are bombs: PDF', async () => {
    const pdf = (content: Buffer, filter: string) =>
      Buffer.concat([
        Buffer.from(
          '%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n' +
            `3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>\nendobj\n4 0 obj\n<< /Length ${content.length} /Filter ${filter} >>\nstream\n`,
        ),
        content,
        Buffer.from('\nendstream\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF'),
      ]);
    const bomb = { is: 'too-big', code: 'file.unpacks-too-much' };
    const packed = deflateSync(Buffer.alloc(20_000_000, ' '));
    expect(await read(pdf(packed, '/FlateDecode'), 'a.pdf')).toEqual(bomb);
    const thrice = deflateSync(deflateSync(packed));
    expect(await read(pdf(thrice, '[/FlateDecode /Fl /FlateDecode]'), 'a.pdf')).toEqual(bomb);
    expect(await read(pdf(packed, `[${'/FlateDecode '.repeat(5)}]`), 'a.pdf')).toEqual(bomb);
    const words = deflateSync(Buffer.from('BT /F1 9 Tf (words) Tj ET'.padEnd(1_000_000)));
    expect(await read(pdf(words, '/FlateDecode'), 'a.pdf')).toMatchObject({ is: 'done' });
    // Nobody unpacks a picture for the words.
    const picture = pdf(packed, '/FlateDecode /Type /XObject /Subtype /Image');
    expect(await read(picture, 'a.pdf')).not.toEqual(bomb);
  });

  it('give so many words and no more', async () => {
    const found = await read(aDocx(Array.from({ length: 40_000 }, (_, n) => `слово${n}`).join(' ')), 'a.docx');
    expect(found.is === 'done' && found.text.length).toBeLessThanOrEqual(200_000);
    expect(found.is === 'done' && found.text.length).toBeGreaterThan(199_000);
  });

  describe('that would take the machine', () => {
    let folder: string;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'keepline-reader-'));
    });
    afterAll(() => rm(folder, { recursive: true }));

    /** Another program in the reader's place, with the reader's limits. */
    const acting = async (name: string, body: string, limits = {}) => {
      const program = join(folder, `${name}.mjs`);
      await writeFile(program, body);
      return new FileReader({ withinMs: 20_000, cpuSeconds: 2, heapMb: 64, memoryMb: 320, ...limits }, program, folder);
    };
    const text = (bad: FileReader) => bad.read(Buffer.from('x'), { name: 'a.txt', type: 'text/plain' });

    it('are given up, and the next one finds a reader that works', async () => {
      const slow = await acting('slow', 'setInterval(() => {}, 1000)', { withinMs: 300 });
      expect(await text(slow)).toEqual({ is: 'failed', code: 'file.too-slow' });
      slow.end();
      const busy = await acting('busy', 'for (;;);', { cpuSeconds: 1 });
      expect(await text(busy)).toEqual({ is: 'failed', code: 'file.too-much' });
      const hoard = await acting('hoard', 'const all = []; for (;;) all.push(Buffer.alloc(8_000_000, 1));');
      expect(await text(hoard)).toEqual({ is: 'failed', code: 'file.too-much' });
      const chatty = await acting(
        'chatty',
        'for (let n = 0; n < 4; n++) process.stdout.write(Buffer.alloc(1_000_000, 255));process.stdin.resume()',
      );
      expect(await text(chatty)).toEqual({ is: 'failed', code: 'file.too-much' });
      expect(await read(Buffer.from('still here'), 'a.txt')).toEqual({ is: 'done', text: 'still here' });
    });

    it('may neither read a file of ours, nor write one, nor start a program', async () => {
      const tries = `
        import { readFileSync, writeFileSync } from 'node:fs';
        import { spawnSync } from 'node:child_process';
        const tried = (act) => { try { act(); return 'may'; } catch (error) { return error.code ?? 'failed'; } };
        const found = [
          tried(() => readFileSync('/etc/passwd')),
          tried(() => writeFileSync('${folder}/written', 'x')),
          tried(() => { const { error } = spawnSync('/bin/true'); if (error) throw error; }),
        ].join(' ');
        const body = Buffer.from(JSON.stringify({ is: 'done', text: found, cpuMs: 1 }));
        const head = Buffer.alloc(4);
        head.writeUInt32BE(body.length);
        process.stdin.once('data', () => process.stdout.write(Buffer.concat([head, body])));`;
      const curious = await acting('curious', tries);
      expect(await text(curious)).toEqual({
        is: 'done',
        text: 'ERR_ACCESS_DENIED ERR_ACCESS_DENIED ERR_ACCESS_DENIED',
      });
      curious.end();
    });
  });
});
