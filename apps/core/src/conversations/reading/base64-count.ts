import { Transform, type TransformCallback } from 'node:stream';

const isDigit = new Uint8Array(256);
for (const digit of Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/')) isDigit[digit] = 1;

/** Takes base64 in and lets nothing out: what it would decode to is only counted. Anything but its 64 characters is skipped (RFC 2045 6.8). */
export class Base64Count extends Transform {
  private digits = 0;

  /** Bytes that the characters so far stand for. */
  get size(): number {
    return Math.floor((this.digits * 3) / 4);
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    let digits = 0;
    for (let n = 0; n < chunk.length; n++) digits += isDigit[chunk[n]!]!;
    this.digits += digits;
    done();
  }
}
