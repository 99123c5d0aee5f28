import { ChunkCipher } from './chunk-cipher.js';
import { chunkBytes, chunkCount } from './layout.js';
import { drawSecrets, type HeaderCodec, type ObjectSecrets } from './object-header.js';

/** A whole object in memory: its pieces, to be written one behind the other. Nothing is copied: a letter's bytes weigh on the memory as it is. */
export function sealObject(
  codec: HeaderCodec,
  sha256: string,
  plain: Buffer,
  secrets: ObjectSecrets = drawSecrets(),
): Buffer[] {
  const cipher = new ChunkCipher(secrets.key, secrets.prefix);
  const pieces = [codec.write(sha256, plain.length, secrets)];
  const last = chunkCount(plain.length) - 1;
  for (let index = 0; index <= last; index++)
    pieces.push(...cipher.seal(index, plain.subarray(index * chunkBytes, (index + 1) * chunkBytes), index === last));
  return pieces;
}

/**
 * The chunks of a stream of unknown length, without the header: that is written last, because size and address are known last.
 * A full chunk is held back until more comes, since only the last one carries the final flag.
 */
export class ObjectSealer {
  private readonly cipher: ChunkCipher;
  private readonly waiting = Buffer.allocUnsafe(chunkBytes);
  private filled = 0;
  private index = 0;

  constructor(secrets: ObjectSecrets) {
    this.cipher = new ChunkCipher(secrets.key, secrets.prefix);
  }

  /** Pieces to write, in order; none while a chunk is not full. */
  push(plain: Buffer): Buffer[] {
    const out: Buffer[] = [];
    let taken = 0;
    while (taken < plain.length) {
      if (this.filled === chunkBytes) out.push(...this.flush(false));
      const copied = plain.copy(this.waiting, this.filled, taken);
      this.filled += copied;
      taken += copied;
    }
    return out;
  }

  /** The last chunk, which may be empty only if the object is. */
  end(): Buffer[] {
    return this.flush(true);
  }

  private flush(isLast: boolean): Buffer[] {
    const pieces = this.cipher.seal(this.index++, this.waiting.subarray(0, this.filled), isLast);
    this.filled = 0;
    return pieces;
  }
}
