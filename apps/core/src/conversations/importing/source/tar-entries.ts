import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { extract, type Entry } from 'tar-stream';
import { MailImportArchiveBroken } from '../mail-importing.errors.js';
import type { ArchiveEntry } from './archive-entry.js';
import type { OldFile } from './old-file.js';

/** @param packed by gzip. @throws MailImportArchiveBroken where it ends too early, or is none */
export async function* tarEntries(file: OldFile, packed: boolean): AsyncGenerator<ArchiveEntry> {
  let read = 0;
  const counted = async function* () {
    for await (const piece of file.read()) {
      read += piece.length;
      yield piece;
    }
  };
  const source = Readable.from(counted(), { objectMode: false });
  const archive = extract();
  const failed = (error: Error) => void archive.destroy(error);
  source.on('error', failed);
  if (packed) source.pipe(createGunzip()).on('error', failed).pipe(archive);
  else source.pipe(archive);
  let index = 0;
  try {
    for await (const entry of archive) {
      const { name, type, size, mtime } = entry.header;
      if (type === 'file' || type === 'contiguous-file') {
        let opened = false;
        yield {
          index,
          ...{ name, size: size ?? 0, at: mtime ?? null, code: null },
          // Of what is read ahead nobody can tell; it is little.
          upTo: read,
          open: () => {
            opened = true;
            return contentOf(entry);
          },
        };
        if (!opened) await drained(entry);
        index++;
      } else await drained(entry);
    }
  } catch (error) {
    // Of the store and of whoever reads on the outside: not the archive's fault.
    if (error instanceof Error && 'kind' in error) throw error;
    throw new MailImportArchiveBroken(error);
  } finally {
    source.destroy();
    archive.destroy();
  }
}

/** Whoever stops in the middle of one leaves the rest to be read over: the next begins behind it. */
async function* contentOf(entry: Entry): AsyncGenerator<Buffer> {
  const pieces = entry[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let done = false;
  try {
    for (let piece = await pieces.next(); !(done = piece.done === true); piece = await pieces.next()) yield piece.value;
  } finally {
    while (!done) done = (await pieces.next()).done === true;
  }
}

async function drained(entry: Entry): Promise<void> {
  for await (const piece of contentOf(entry)) void piece;
}
