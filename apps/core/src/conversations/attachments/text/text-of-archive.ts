import { StringDecoder } from 'node:string_decoder';
import { promisify } from 'node:util';
import { Parser } from 'htmlparser2';
import { fromBuffer, type Entry, type ZipFile } from 'yauzl';
import { TextGatherer, UnreadableFile } from './file-text.js';

/** A document has some hundred parts: thousands of them are no document. */
const mostParts = 10_000;
/** Of all parts together, unpacked; and how many times as much as they take packed. XML packs well, a bomb packs a thousand times. */
const largestUnpacked = 150 * 1024 * 1024;
const largestRatio = 250;
/** Below this a ratio says nothing. */
const smallPart = 1024 * 1024;
/** No word processor nests deeper. */
const deepestElement = 500;

/** Where the words of each kind of document stand, in the order in which they are found. */
const wordParts: readonly RegExp[] = [
  /^word\/(document|footnotes|endnotes|comments|header\d*|footer\d*)\.xml$/,
  /^xl\/(sharedStrings|workbook|comments\d*|worksheets\/sheet\d+)\.xml$/,
  /^ppt\/(slides\/slide|notesSlides\/notesSlide)\d+\.xml$/,
  /^content\.xml$/,
];

/** Elements whose end is the end of a line, or of a word; whatever the prefix. */
const lineEnds = new Set(['w:p', 'w:br', 'a:p', 'text:p', 'text:h', 'si', 'row', 'table:table-row']);
const wordEnds = new Set(['w:tab', 'w:tc', 'text:tab', 'text:s', 'c', 'table:table-cell']);
const wordless = new Set(['f', 'w:instrText', 'w:delText']);

/**
 * The words of an office document (OOXML, OpenDocument): a ZIP archive of XML. Nothing is unpacked whole: parts are streamed through an XML
 * parser that builds no tree, what the directory declares is added up before anything is unpacked, and what comes out is counted as it comes.
 * Macros, pictures and other documents inside are not opened.
 * @throws UnreadableFile
 */
export async function textOfArchive(file: Buffer): Promise<string> {
  const archive = await opened(file);
  const parts = await directoryOf(archive);
  const text = new TextGatherer();
  let room = largestUnpacked;
  for (const part of parts) {
    if (text.full) break;
    room -= await wordsOf(archive, part, text, room);
  }
  return text
    .toString()
    .replace(/[ \t]+\n/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

const open = promisify<Buffer, object, ZipFile>(fromBuffer);

async function opened(file: Buffer): Promise<ZipFile> {
  try {
    return await open(file, { lazyEntries: true, validateEntrySizes: true });
  } catch {
    throw new UnreadableFile('file.not-what-it-says');
  }
}

/** Its parts with words, after what it declares was believed or refused. */
function directoryOf(archive: ZipFile): Promise<Entry[]> {
  if (archive.entryCount > mostParts) throw new UnreadableFile('file.too-many-parts');
  return new Promise((resolve, reject) => {
    const found: Entry[] = [];
    let declared = 0;
    archive.on('entry', (entry: Entry): void => {
      declared += entry.uncompressedSize;
      const ratio = entry.uncompressedSize / Math.max(1, entry.compressedSize);
      if (declared > largestUnpacked || (entry.uncompressedSize > smallPart && ratio > largestRatio))
        return reject(new UnreadableFile('file.unpacks-too-much'));
      if (entry.isEncrypted()) return reject(new UnreadableFile('file.locked'));
      if (wordParts.some((names) => names.test(entry.fileName))) found.push(entry);
      archive.readEntry();
    });
    archive.once('end', () => resolve(found.sort(inReadingOrder)));
    archive.once('error', () => reject(new UnreadableFile('file.not-what-it-says')));
    archive.readEntry();
  });
}

const placeOf = ({ fileName }: Entry): number => {
  const kind = wordParts.findIndex((names) => names.test(fileName));
  return (
    kind * 100_000 + (/document|content|sharedStrings/.test(fileName) ? 0 : 1 + Number(/\d+/.exec(fileName)?.[0] ?? 0))
  );
};
const inReadingOrder = (one: Entry, other: Entry): number => placeOf(one) - placeOf(other);

/** @returns bytes that came out */
function wordsOf(archive: ZipFile, part: Entry, text: TextGatherer, room: number): Promise<number> {
  return new Promise((resolve, reject) => {
    archive.openReadStream(part, (refused, stream) => {
      if (refused) return reject(new UnreadableFile('file.not-what-it-says'));
      const decoder = new StringDecoder('utf8');
      const parser = wordParser(text, () => stream.destroy(new UnreadableFile('file.nested-too-deep')));
      let size = 0;
      stream.on('data', (chunk: Buffer): void => {
        size += chunk.length;
        if (size > room) return void stream.destroy(new UnreadableFile('file.unpacks-too-much'));
        parser.write(decoder.write(chunk));
        if (text.full) stream.destroy();
      });
      stream.once('error', (error) =>
        reject(error instanceof UnreadableFile ? error : new UnreadableFile('file.not-what-it-says')),
      );
      stream.once('close', () => resolve(size));
    });
  });
}

/** Only the five entities of XML and numbers are followed: a document cannot make words grow. */
function wordParser(text: TextGatherer, tooDeep: () => void): Parser {
  let depth = 0;
  // Formulas and the orders of fields are no words, nor are the numbers of strings that stand elsewhere.
  let silent = 0;
  let byNumber = false;
  return new Parser(
    {
      onopentag(name, { t, name: called }) {
        if (++depth > deepestElement) return tooDeep();
        if (wordless.has(name)) silent++;
        if (name === 'c') byNumber = t === 's' || t === 'b' || t === 'e';
        if (name === 'sheet' && called !== undefined) text.add(`${called}\n`);
      },
      ontext(words) {
        if (silent === 0 && !byNumber) text.add(words);
      },
      onclosetag(name) {
        depth--;
        if (wordless.has(name)) silent--;
        if (name === 'c') byNumber = false;
        if (lineEnds.has(name)) text.add('\n');
        else if (wordEnds.has(name)) text.add('\t');
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
}
