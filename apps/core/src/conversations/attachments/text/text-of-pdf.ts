import { fileURLToPath } from 'node:url';
import { TextGatherer, UnreadableFile } from './file-text.js';
import { checkStreams } from './pdf-streams.js';

/** A book; whoever has more pages than that is found by the first of them. */
const mostPages = 500;
/** Runs of text on one page: a drawing with a million letters is no text that somebody looks for. */
const mostPieces = 20_000;

/** Where pdf.js has what a document may name and not bring with it: widths of the standard fonts, tables of Asian charsets. */
const own = (folder: string) => fileURLToPath(new URL(`${folder}/`, import.meta.resolve('pdfjs-dist/package.json')));

/** pdf.js asks for the browser's matrix when it is loaded, and never uses it where nothing is drawn. */
class NoMatrix {}

/**
 * The words of a PDF, page by page. Nothing is drawn, no script of the document runs, no font of the system is looked for.
 * @throws UnreadableFile
 */
export async function textOfPdf(file: Buffer): Promise<string> {
  checkStreams(file);
  const world = globalThis as { DOMMatrix?: unknown; ImageData?: unknown; Path2D?: unknown };
  world.DOMMatrix ??= NoMatrix;
  world.ImageData ??= NoMatrix;
  world.Path2D ??= NoMatrix;
  const { getDocument, VerbosityLevel } = await import('pdfjs-dist/legacy/build/pdf.mjs');
  const text = new TextGatherer();
  const task = getDocument({
    data: new Uint8Array(file.buffer, file.byteOffset, file.byteLength),
    ...{ verbosity: VerbosityLevel.ERRORS, isEvalSupported: false, useSystemFonts: false, disableFontFace: true },
    ...{ standardFontDataUrl: own('standard_fonts'), cMapUrl: own('cmaps'), cMapPacked: true },
    ...{ stopAtErrors: false, enableXfa: false, useWorkerFetch: false, useWasm: false, maxImageSize: 0 },
  });
  try {
    const document = await task.promise;
    const pages = Math.min(document.numPages, mostPages);
    for (let number = 1; number <= pages && !text.full; number++) {
      const page = await document.getPage(number);
      let pieces = 0;
      const reader = page.streamTextContent().getReader() as ReadableStreamDefaultReader<{ items: PdfPiece[] }>;
      for (let read = await reader.read(); !read.done; read = await reader.read()) {
        for (const { str = '', hasEOL = false } of read.value.items) text.add(hasEOL ? `${str}\n` : str);
        pieces += read.value.items.length;
        if (pieces > mostPieces || text.full) break;
      }
      await reader.cancel().catch(() => undefined);
      text.add('\n');
      page.cleanup();
    }
  } catch (error) {
    throw new UnreadableFile(codeOf(error));
  } finally {
    await task.destroy();
  }
  return text.toString().trim();
}

interface PdfPiece {
  str?: string;
  hasEOL?: boolean;
}

const codeOf = (error: unknown): string =>
  (error as Error).name === 'PasswordException' ? 'file.locked' : 'file.not-what-it-says';
