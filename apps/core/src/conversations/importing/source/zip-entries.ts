import { Readable } from 'node:stream';
import yauzl from 'yauzl';
import { MailImportArchiveBroken } from '../mail-importing.errors.js';
import type { ArchiveEntry } from './archive-entry.js';
import { wholeOf, type OldFile } from './old-file.js';

/** Small reads lie close together, in the directory at the end and among the entries: each costs a whole piece of the store otherwise. */
const windowBytes = 512 * 1024;

/** @throws MailImportArchiveBroken when its directory cannot be read */
export async function* zipEntries(file: OldFile): AsyncGenerator<ArchiveEntry> {
  const zip = await opened(file);
  try {
    let upTo = 0;
    for (let index = 0; ; index++) {
      const entry = await nextOf(zip);
      if (entry === null) return;
      upTo += entry.compressedSize;
      const name = nameOf(entry);
      if (name.endsWith('/')) continue;
      yield {
        index,
        ...{ name, size: entry.uncompressedSize, upTo },
        at: entry.getLastModDate(),
        code: entry.isEncrypted() ? 'encrypted' : null,
        open: () => contentOf(zip, entry),
      };
    }
  } finally {
    zip.close();
  }
}

function opened(file: OldFile): Promise<yauzl.ZipFile> {
  return new Promise((resolve, reject) => {
    const options = { lazyEntries: true, autoClose: false, decodeStrings: false };
    yauzl.fromRandomAccessReader(new FileReader(file), file.size, options, (error, zip) => {
      // The vendor says everything that it can say in prose.
      if (error === null) resolve(zip);
      else reject(brokenBy(error));
    });
  });
}

function nextOf(zip: yauzl.ZipFile): Promise<yauzl.Entry | null> {
  return new Promise((resolve, reject) => {
    const listeners = {
      entry: (entry: yauzl.Entry) => end(() => resolve(entry)),
      end: () => end(() => resolve(null)),
      error: (error: Error) => end(() => reject(brokenBy(error))),
    };
    const end = (then: () => void) => {
      for (const [event, listener] of Object.entries(listeners)) zip.off(event, listener);
      then();
    };
    for (const [event, listener] of Object.entries(listeners)) zip.on(event, listener);
    zip.readEntry();
  });
}

async function* contentOf(zip: yauzl.ZipFile, entry: yauzl.Entry): AsyncGenerator<Buffer> {
  const stream = await new Promise<Readable>((resolve, reject) => {
    zip.openReadStream(entry, (error, opened) => (error === null ? resolve(opened) : reject(error)));
  });
  try {
    yield* stream as AsyncIterable<Buffer>;
  } finally {
    stream.destroy();
  }
}

/** An error of the store is no fault of the archive. */
const brokenBy = (error: Error): Error => ('kind' in error ? error : new MailImportArchiveBroken(error));

/** The library decodes names by the standard, and refuses an archive for a name: here it is only shown. */
function nameOf({ fileName }: yauzl.Entry): string {
  const raw = fileName as unknown as Buffer;
  const utf8 = raw.toString('utf8');
  return (utf8.includes('\uFFFD') ? raw.toString('latin1') : utf8).replaceAll('\\', '/');
}

class FileReader extends yauzl.RandomAccessReader {
  private windows: { from: number; bytes: Buffer }[] = [];

  constructor(private readonly file: OldFile) {
    super();
  }

  override _readStreamForRange(start: number, end: number): Readable {
    if (end - start > windowBytes) return Readable.from(this.file.read(start, end), { objectMode: false });
    return Readable.from(this.small(start, end), { objectMode: false });
  }

  private async *small(start: number, end: number): AsyncGenerator<Buffer> {
    if (start === end) return;
    let window = this.windows.find(({ from, bytes }) => from <= start && from + bytes.length >= end);
    if (window === undefined) {
      window = {
        from: start,
        bytes: await wholeOf(this.file.read(start, Math.min(start + windowBytes, this.file.size))),
      };
      this.windows = [window, ...this.windows].slice(0, 2);
    }
    yield window.bytes.subarray(start - window.from, end - window.from);
  }
}
