import { createCipheriv, createDecipheriv } from 'node:crypto';
import { tagBytes } from './layout.js';

const algorithm = 'aes-256-gcm';
const prefixBytes = 7;

/**
 * STREAM (Hoang, Reyhanitabar, Rogaway, Vizár 2015) over AES-256-GCM: the nonce is prefix (7 bytes) ‖ chunk number (4, big-endian) ‖
 * 1 for the last chunk, 0 for all others. So a chunk opens only at its own place, and a cut object has no last chunk.
 */
export class ChunkCipher {
  constructor(
    private readonly key: Buffer,
    private readonly prefix: Buffer,
  ) {}

  /** The ciphertext and its tag, to be written one after the other. */
  seal(index: number, plain: Buffer, isLast: boolean): [Buffer, Buffer] {
    const cipher = createCipheriv(algorithm, this.key, this.nonce(index, isLast), { authTagLength: tagBytes });
    const body = cipher.update(plain);
    cipher.final();
    return [body, cipher.getAuthTag()];
  }

  /** @throws when one bit of chunk, place or flag differs; nothing is released then */
  open(index: number, sealed: Buffer, isLast: boolean): Buffer {
    const decipher = createDecipheriv(algorithm, this.key, this.nonce(index, isLast), { authTagLength: tagBytes });
    decipher.setAuthTag(sealed.subarray(-tagBytes));
    const plain = decipher.update(sealed.subarray(0, -tagBytes));
    decipher.final();
    return plain;
  }

  private nonce(index: number, isLast: boolean): Buffer {
    const nonce = Buffer.allocUnsafe(prefixBytes + 5);
    this.prefix.copy(nonce);
    nonce.writeUInt32BE(index, prefixBytes);
    nonce.writeUInt8(isLast ? 1 : 0, prefixBytes + 4);
    return nonce;
  }
}
