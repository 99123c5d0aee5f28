import { decodeUndeclared } from '#libs/letters';
import { storableText } from '../../reading/letter-content.js';
import { textOfHtml } from '../../reading/text-of-html.js';
import { fileSizeLimit, fileTextLimit, UnreadableFile, type FileText } from './file-text.js';
import { textOfArchive } from './text-of-archive.js';
import { textOfPdf } from './text-of-pdf.js';
import { textOfRtf } from './text-of-rtf.js';

/** Bytes of a plain text that are decoded: more is not kept. */
const plainLimit = 2 * 1024 * 1024;

/** What is written in a file, whatever it calls itself: its first bytes decide. Only for a process that may be killed. */
export async function textOfFile(file: Buffer, { type, name }: { type: string; name: string }): Promise<FileText> {
  if (file.length > fileSizeLimit) return { is: 'too-big', code: 'file.too-big' };
  try {
    const text = await readerOf(file, type, name)(file);
    return { is: 'done', text: storableText(text, fileTextLimit).toWellFormed() };
  } catch (error) {
    const code = error instanceof UnreadableFile ? error.code : 'file.unreadable';
    return { is: code === 'file.unpacks-too-much' || code === 'file.too-many-parts' ? 'too-big' : 'failed', code };
  }
}

function readerOf(file: Buffer, type: string, name: string): (file: Buffer) => string | Promise<string> {
  const start = file.subarray(0, 1024).toString('latin1');
  if (start.includes('%PDF-')) return textOfPdf;
  if (start.startsWith('PK\u0003\u0004')) return textOfArchive;
  if (start.startsWith('{\\rtf')) return textOfRtf;
  if (!/^text\//i.test(type) && !/\.(txt|csv|tsv|md|html?)$/i.test(name))
    throw new UnreadableFile('file.not-what-it-says');
  // What has many zeros is no text, except one in UTF-16, which says so by its first two bytes.
  if (start.includes('\0') && !/^(\xff\xfe|\xfe\xff)/.test(start)) throw new UnreadableFile('file.not-what-it-says');
  const html = /html/i.test(type) || /\.html?$/i.test(name);
  return html ? (bytes) => textOfHtml(plainText(bytes)) : plainText;
}

function plainText(file: Buffer): string {
  const mark = file.subarray(0, 2).toString('latin1');
  if (mark === '\xff\xfe') return new TextDecoder('utf-16le').decode(file.subarray(0, plainLimit));
  if (mark === '\xfe\xff') return new TextDecoder('utf-16be').decode(file.subarray(0, plainLimit));
  // Cut inside a character, UTF-8 would be taken for something else.
  const end = file.length <= plainLimit ? file.length : file.lastIndexOf('\n', plainLimit);
  return decodeUndeclared(file.subarray(0, end > 0 ? end : plainLimit), null);
}
