import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { setImmediate as breathe } from 'node:timers/promises';
import type { EvidenceRef, Sha256 } from '#libs/contracts';
import {
  EvidenceCorrupt,
  EvidenceMissing,
  EvidenceOfOtherKey,
  EvidenceRangeRefused,
  EvidenceTooLarge,
} from './evidence.errors.js';
import { chunkBytes, chunkOffset, headerBytes, sealedSize } from './format/layout.js';
import { openChunks, openHeader, openWhole } from './format/open-object.js';
import { drawSecrets, HeaderCodec, type ObjectHeader } from './format/object-header.js';
import { ObjectSealer, sealObject } from './format/seal-object.js';
import type { MasterKey } from './keys/master-key.js';
import { ByteReader } from './storage/byte-reader.js';
import type { ObjectStorage } from './storage/object-storage.port.js';

/** Up to here an object is sealed in memory; beyond, in a file, piece by piece, so that no recording fills the memory. */
const inMemoryBytes = 1024 * 1024;
const spoolWindowBytes = 256 * 1024;
/** Ciphers and hashes run on this thread; after so many bytes (under a millisecond) others get their turn, and finished writes go on. */
const turnBytes = 256 * 1024;

/** Plain bytes from `from` up to, not including, `to`; without `to`, up to the end. */
export interface ByteRange {
  from: number;
  to?: number;
}

export type Verdict =
  { ok: true; size: number } | { ok: false; code: 'evidence.corrupt' | 'evidence.missing' | 'evidence.other-key' };

interface OpenObject {
  header: ObjectHeader;
  bytes: ByteReader;
}

/**
 * The original bytes of everything that was captured: addressed by the SHA-256 of the plain bytes, encrypted at rest, never removed.
 * What `put` or `putMany` answered survives kill -9 and a power cut. docs/evidence-format.md says how an object looks on disk.
 *
 * Errors: `evidence.corrupt`, `evidence.missing`, `evidence.other-key` (all with the address) and those of ObjectStorage.
 */
export class EvidenceStore {
  private readonly codec: HeaderCodec;

  /** Made by `createEvidenceStore`; the storage must be prepared. */
  constructor(
    private readonly storage: ObjectStorage,
    masterKey: MasterKey,
  ) {
    this.codec = new HeaderCodec(masterKey);
  }

  /** Putting the same bytes again changes nothing, unless what stands there is too short or too long: then it is written anew. */
  async put(content: Buffer | Readable): Promise<EvidenceRef> {
    const ref = await this.keep(content);
    await this.storage.settle([ref.sha256]);
    return ref;
  }

  /**
   * Many at once for the price of few syncs: the way for letters. In the order of `contents`.
   * When one fails, the first error is thrown after all others have come to an end; some may have been stored, which harms nothing.
   */
  async putMany(contents: readonly Buffer[]): Promise<EvidenceRef[]> {
    const refs: EvidenceRef[] = [];
    const failures: unknown[] = [];
    const underway = new Set<Promise<void>>();
    let sinceTurn = 0;
    for (const [index, content] of contents.entries()) {
      const work: Promise<void> = this.keep(content)
        .then((ref) => void (refs[index] = ref))
        .catch((error: unknown) => void failures.push(error))
        .finally(() => underway.delete(work));
      underway.add(work);
      if (underway.size >= this.storage.parallelWrites) await Promise.race(underway);
      sinceTurn += content.length;
      if (sinceTurn < turnBytes) continue;
      await breathe();
      sinceTurn = 0;
    }
    await Promise.all(underway);
    if (failures.length > 0) throw failures[0];
    await this.storage.settle(refs.map((ref) => ref.sha256));
    return refs;
  }

  /**
   * A stream of the plain bytes. Missing, renamed and cut objects are refused here; a damaged chunk fails the stream before one of its
   * bytes is released, and a full read is held against the address before its last chunk is. A range reads only the chunks that it touches.
   * @throws EvidenceRangeRefused also
   */
  async open(sha256: Sha256, range?: ByteRange): Promise<Readable> {
    return range ? this.openRange(sha256, range) : this.openFull(sha256);
  }

  /** The whole in memory. @throws EvidenceTooLarge before anything is read, when it has more than `maxBytes` */
  async read(sha256: Sha256, maxBytes: number): Promise<Buffer> {
    const { header, bytes } = await this.openObject(sha256, Infinity);
    try {
      if (header.plainSize > maxBytes) throw new EvidenceTooLarge(sha256, header.plainSize, maxBytes);
      const plain: Buffer[] = [];
      for await (const chunk of openWhole(sha256, header, bytes)) plain.push(chunk);
      return plain.length === 1 && plain[0] ? plain[0] : Buffer.concat(plain);
    } finally {
      bytes.close();
    }
  }

  /** Whether something stands under the address; `verify` says whether it is whole. */
  async has(sha256: Sha256): Promise<boolean> {
    return (await this.storage.findSize(sha256)) !== null;
  }

  /** Reads and checks everything, with one window in memory. Throws only when the storage itself fails: that is no verdict. */
  async verify(sha256: Sha256): Promise<Verdict> {
    try {
      const { header, bytes } = await this.openObject(sha256, Infinity);
      try {
        let size = 0;
        for await (const chunk of openWhole(sha256, header, bytes)) size += chunk.length;
        return { ok: true, size };
      } finally {
        bytes.close();
      }
    } catch (error) {
      if (error instanceof EvidenceMissing) return { ok: false, code: 'evidence.missing' };
      if (error instanceof EvidenceCorrupt) return { ok: false, code: 'evidence.corrupt' };
      if (error instanceof EvidenceOfOtherKey) return { ok: false, code: 'evidence.other-key' };
      throw error;
    }
  }

  /** Every stored address, in no promised order; files that are not objects are passed over. */
  list(): AsyncIterable<Sha256> {
    return this.storage.list() as AsyncIterable<Sha256>;
  }

  /**
   * For the start: is this the key that the objects here were written under? Asked of the first one that can be found; an empty store
   * agrees with any key. It notices a key file of another installation, and a new key made beside an old bucket.
   * @throws EvidenceOfOtherKey
   */
  async checkKey(): Promise<void> {
    for await (const sha256 of this.list()) {
      try {
        (await this.openObject(sha256, headerBytes)).bytes.close();
        return;
      } catch (error) {
        if (!(error instanceof EvidenceCorrupt || error instanceof EvidenceMissing)) throw error;
      }
    }
  }

  private async keep(content: Buffer | Readable): Promise<EvidenceRef> {
    if (Buffer.isBuffer(content))
      return content.length <= inMemoryBytes ? this.keepInMemory(content) : this.keepBySpool(slicesOf(content));
    const pieces = content[Symbol.asyncIterator]() as AsyncIterableIterator<Uint8Array | string>;
    const head: Buffer[] = [];
    for (let size = 0; size <= inMemoryBytes;) {
      const step = await pieces.next();
      if (step.done) return this.keepInMemory(Buffer.concat(head));
      const piece = asBuffer(step.value);
      head.push(piece);
      size += piece.length;
    }
    return this.keepBySpool(oneAfterTheOther(head, pieces));
  }

  private async keepInMemory(plain: Buffer): Promise<EvidenceRef> {
    const sha256 = createHash('sha256').update(plain).digest('hex') as Sha256;
    if (!(await this.standsWhole(sha256, plain.length)))
      await this.storage.write(sha256, sealObject(this.codec, sha256, plain));
    return { sha256, size: plain.length };
  }

  private async keepBySpool(pieces: AsyncIterable<Uint8Array | string> | Iterable<Buffer>): Promise<EvidenceRef> {
    const secrets = drawSecrets();
    const sealer = new ObjectSealer(secrets);
    const hash = createHash('sha256');
    const file = await this.storage.spool();
    try {
      let size = 0;
      let window: Buffer[] = [];
      let windowBytes = 0;
      for await (const piece of pieces) {
        const plain = asBuffer(piece);
        hash.update(plain);
        size += plain.length;
        for (const sealed of sealer.push(plain)) {
          window.push(sealed);
          windowBytes += sealed.length;
        }
        if (windowBytes < spoolWindowBytes) continue;
        await file.append(window);
        window = [];
        windowBytes = 0;
      }
      await file.append([...window, ...sealer.end()]);
      const sha256 = hash.digest('hex') as Sha256;
      if (await this.standsWhole(sha256, size)) {
        await file.discard();
      } else {
        await file.finish(this.codec.write(sha256, size, secrets));
        await this.storage.adopt(sha256, file);
      }
      return { sha256, size };
    } catch (error) {
      await file.discard();
      throw error;
    }
  }

  /** Cheap: by its length alone. Its bytes were durable before it had a name, and `settle` makes sure of the name. */
  private async standsWhole(sha256: string, plainSize: number): Promise<boolean> {
    return (await this.storage.findSize(sha256)) === sealedSize(plainSize);
  }

  private async openFull(sha256: Sha256): Promise<Readable> {
    const { header, bytes } = await this.openObject(sha256, Infinity);
    return streamOf(openWhole(sha256, header, bytes), bytes);
  }

  private async openRange(sha256: Sha256, range: ByteRange): Promise<Readable> {
    const { header, bytes: head } = await this.openObject(sha256, headerBytes);
    head.close();
    const to = Math.min(range.to ?? header.plainSize, header.plainSize);
    if (!(range.from >= 0 && range.from <= to)) throw new EvidenceRangeRefused(sha256, header.plainSize);
    if (range.from === to) return Readable.from([]);
    const first = Math.floor(range.from / chunkBytes);
    const last = Math.floor((to - 1) / chunkBytes);
    const stored = await this.storage.read(sha256, chunkOffset(first), chunkOffset(last + 1));
    if (!stored) throw new EvidenceMissing(sha256);
    const bytes = new ByteReader(stored.body);
    const chunks = openChunks(sha256, header, bytes, first, last);
    return streamOf(cut(chunks, range.from - first * chunkBytes, to - range.from), bytes);
  }

  /** @param to how many stored bytes to fetch: the header alone, or everything */
  private async openObject(sha256: Sha256, to: number): Promise<OpenObject> {
    const stored = await this.storage.read(sha256, 0, to);
    if (!stored) throw new EvidenceMissing(sha256);
    const bytes = new ByteReader(stored.body);
    try {
      return { header: await openHeader(this.codec, sha256, bytes, stored.storedSize), bytes };
    } catch (error) {
      bytes.close();
      throw error;
    }
  }
}

/** The source is let go also when nobody ever began to read: a generator that was not started runs no `finally`. */
function streamOf(plain: AsyncGenerator<Buffer>, bytes: ByteReader): Readable {
  return Readable.from(plain, { objectMode: false }).once('close', () => bytes.close());
}

async function* cut(chunks: AsyncIterable<Buffer>, skip: number, length: number): AsyncGenerator<Buffer> {
  let left = length;
  let from = skip;
  for await (const chunk of chunks) {
    const part = chunk.subarray(from, from + left);
    from = 0;
    left -= part.length;
    yield part;
  }
}

function* slicesOf(whole: Buffer): Generator<Buffer> {
  for (let at = 0; at < whole.length; at += spoolWindowBytes) yield whole.subarray(at, at + spoolWindowBytes);
}

async function* oneAfterTheOther(
  head: Buffer[],
  rest: AsyncIterable<Uint8Array | string>,
): AsyncGenerator<Uint8Array | string> {
  yield* head;
  yield* rest;
}

function asBuffer(piece: Uint8Array | string): Buffer {
  return Buffer.isBuffer(piece) ? piece : Buffer.from(piece);
}
