import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { aZip } from '#libs/testing';
import { demoFolder } from '../voices.js';

export interface Document {
  readonly name: string;
  readonly type: 'application/pdf' | 'image/jpeg' | typeof wordType;
  /** Of a text of Word, which is written anew; everything else lies in a folder as it is. */
  readonly paragraphs?: readonly string[];
}

export const wordType = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/** A file as clients and the office send it: it opens, and the search finds its words. */
export const bytesOf = async ({ name, paragraphs }: Document): Promise<Buffer> =>
  paragraphs ? aTextOfWord(paragraphs) : readFile(join(demoFolder, 'documents', name));

const written = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const xml = (content: string): string => `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>${content}`;
const schemas = 'http://schemas.openxmlformats.org';

/** The least that Word itself opens (ECMA-376): what is in the archive, what it begins with, and the text. The first paragraph is its title. */
function aTextOfWord(paragraphs: readonly string[]): Buffer {
  const [title = '', ...rest] = paragraphs;
  const bold = `<w:p><w:r><w:rPr><w:b/><w:sz w:val="32"/></w:rPr><w:t>${written(title)}</w:t></w:r></w:p>`;
  const others = rest.map((text) => `<w:p><w:r><w:t xml:space="preserve">${written(text)}</w:t></w:r></w:p>`);
  return aZip(
    {
      name: '[Content_Types].xml',
      bytes: xml(
        `<Types xmlns="${schemas}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
          `<Override PartName="/word/document.xml" ContentType="${wordType}.main+xml"/></Types>`,
      ),
    },
    {
      name: '_rels/.rels',
      bytes: xml(
        `<Relationships xmlns="${schemas}/package/2006/relationships"><Relationship Id="rId1" ` +
          `Type="${schemas}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
      ),
    },
    {
      name: 'word/document.xml',
      bytes: xml(
        `<w:document xmlns:w="${schemas}/wordprocessingml/2006/main"><w:body>${bold}${others.join('')}</w:body></w:document>`,
      ),
    },
  );
}
