import type { Readable } from 'node:stream';
import { letGo } from '../let-go.js';
import { translateStorageError } from './storage.errors.js';

const nothing = Buffer.alloc(0);

/** Bytes of a stream in portions that the reader chooses. */
export class ByteReader {
  private readonly pieces: AsyncIterator<Buffer>;
  private piece: Buffer = nothing;
  /** Of the piece what was not taken yet. */
  private rest: Buffer = nothing;

  constructor(private readonly source: Readable) {
    this.pieces = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  /** Exactly `bytes`, or fewer when the stream has ended; without a copy where they lie in one piece. */
  async take(bytes: number): Promise<Buffer> {
    const taken: Buffer[] = [];
    let missing = bytes;
    while (missing > 0) {
      if (this.rest.length === 0) {
        const next = await this.next();
        if (!next) break;
        this.piece = next;
        this.rest = next;
      }
      const part = this.rest.subarray(0, missing);
      this.rest = this.rest.subarray(part.length);
      missing -= part.length;
      taken.push(part);
    }
    return taken.length === 1 && taken[0] ? taken[0] : Buffer.concat(taken);
  }

  /** What was taken without a copy is gone with it. Safe at any time, also twice. */
  close(): void {
    this.source.destroy();
    letGo(this.piece);
    this.piece = nothing;
    this.rest = nothing;
  }

  private async next(): Promise<Buffer | null> {
    try {
      const step = await this.pieces.next();
      return step.done ? null : step.value;
    } catch (error) {
      throw translateStorageError(error);
    }
  }
}
