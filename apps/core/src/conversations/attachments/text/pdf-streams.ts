import { inflateSync } from 'node:zlib';
import { UnreadableFile } from './file-text.js';

/** Unpacked bytes of one stream, and of all together; pictures do not count, nobody unpacks them for the words. */
const mostOfOne = 16 * 1024 * 1024;
const mostOfAll = 48 * 1024 * 1024;
const longestDictionary = 4 * 1024;
/** ISO 32000-1, 7.4: filters in a row; more than a few are there to be unpacked for ever. */
const mostFilters = 4;

const begins = Buffer.from('stream');
const ends = Buffer.from('endstream');
const flate = /\/(?:FlateDecode|Fl)\b/g;

/**
 * Whether what a PDF has packed stays within bounds, before a reader of PDFs unpacks it in its own slow way: zlib tells a hundred times sooner.
 * What cannot be unpacked is the reader's to find out.
 * @throws UnreadableFile `file.unpacks-too-much`
 */
export function checkStreams(pdf: Buffer): void {
  let all = 0;
  for (let at = pdf.indexOf(begins); at !== -1; at = pdf.indexOf(begins, at + begins.length)) {
    const from = startAfter(pdf, at + begins.length);
    if (from === null) continue;
    const filters = filtersBefore(pdf, at);
    if (filters === 0) continue;
    if (filters > mostFilters) throw new UnreadableFile('file.unpacks-too-much');
    const end = pdf.indexOf(ends, from);
    all += unpackedSize(pdf.subarray(from, end === -1 ? pdf.length : end), filters);
    if (all > mostOfAll) throw new UnreadableFile('file.unpacks-too-much');
    if (end === -1) return;
    at = end + ends.length - begins.length;
  }
}

/** `stream` is followed by CRLF or LF (7.3.8.1); anything else is a word in a text. */
function startAfter(pdf: Buffer, at: number): number | null {
  if (pdf[at] === 0x0a) return at + 1;
  return pdf[at] === 0x0d ? at + (pdf[at + 1] === 0x0a ? 2 : 1) : null;
}

/** How many times a stream is packed by Flate; 0 also for a picture. */
function filtersBefore(pdf: Buffer, at: number): number {
  const before = pdf.toString('latin1', Math.max(0, at - longestDictionary), at);
  const dictionary = before.slice(before.lastIndexOf(' obj') + 1);
  return /\/Subtype\s*\/Image\b/.test(dictionary) ? 0 : [...dictionary.matchAll(flate)].length;
}

function unpackedSize(packed: Buffer, filters: number): number {
  let bytes = packed;
  for (let n = 0; n < filters; n++) {
    try {
      bytes = inflateSync(bytes, { maxOutputLength: mostOfOne });
    } catch (error) {
      if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE')
        throw new UnreadableFile('file.unpacks-too-much');
      return 0;
    }
  }
  return bytes.length;
}
