import { createHash } from 'node:crypto';
import { EvidenceCorrupt } from '../evidence.errors.js';
import type { ByteReader } from '../storage/byte-reader.js';
import { ChunkCipher } from './chunk-cipher.js';
import { chunkBytes, chunkCount, findPlainSize, headerBytes, tagBytes } from './layout.js';
import type { HeaderCodec, ObjectHeader } from './object-header.js';

/**
 * Reads the header and holds it against the stored length.
 * @throws EvidenceCorrupt, EvidenceOfOtherKey
 */
export async function openHeader(
  codec: HeaderCodec,
  sha256: string,
  bytes: ByteReader,
  storedSize: number,
): Promise<ObjectHeader> {
  const plainSize = findPlainSize(storedSize);
  if (plainSize === null) throw new EvidenceCorrupt(sha256, 'length');
  const header = codec.read(await bytes.take(headerBytes), sha256);
  if (header.plainSize !== plainSize) throw new EvidenceCorrupt(sha256, 'length');
  return header;
}

/** The plain chunks `first` to `last`; each is released only after its tag was checked. `bytes` must stand at the beginning of `first`. */
export async function* openChunks(
  sha256: string,
  header: ObjectHeader,
  bytes: ByteReader,
  first: number,
  last: number,
): AsyncGenerator<Buffer> {
  const cipher = new ChunkCipher(header.key, header.prefix);
  const lastOfAll = chunkCount(header.plainSize) - 1;
  for (let index = first; index <= last; index++) {
    const plainBytes = Math.min(chunkBytes, header.plainSize - index * chunkBytes);
    const sealed = await bytes.take(plainBytes + tagBytes);
    if (sealed.length !== plainBytes + tagBytes) throw new EvidenceCorrupt(sha256, 'length');
    yield openChunk(cipher, sha256, index, sealed, index === lastOfAll);
  }
}

/** All of it; the last chunk is held back until the hash of the whole is known to be the address. */
export async function* openWhole(sha256: string, header: ObjectHeader, bytes: ByteReader): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  const last = chunkCount(header.plainSize) - 1;
  let index = 0;
  for await (const plain of openChunks(sha256, header, bytes, 0, last)) {
    hash.update(plain);
    if (index === last && hash.digest('hex') !== sha256) throw new EvidenceCorrupt(sha256, 'hash');
    index++;
    if (plain.length > 0) yield plain;
  }
}

function openChunk(cipher: ChunkCipher, sha256: string, index: number, sealed: Buffer, isLast: boolean): Buffer {
  try {
    return cipher.open(index, sealed, isLast);
  } catch (error) {
    throw new EvidenceCorrupt(sha256, 'chunk', error);
  }
}
