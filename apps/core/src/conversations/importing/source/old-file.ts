import type { Sha256 } from '#libs/contracts';
import type { EvidenceStore } from '#libs/evidence';

export interface FilePart {
  readonly sha256: Sha256;
  readonly size: number;
}

/** A file that came in pieces, read as one. */
export class OldFile {
  readonly size: number;

  constructor(
    private readonly evidence: EvidenceStore,
    private readonly parts: readonly FilePart[],
  ) {
    this.size = parts.reduce((sum, part) => sum + part.size, 0);
  }

  /** Bytes from `from` up to, not including, `to`. @throws what EvidenceStore.open throws */
  async *read(from = 0, to = this.size): AsyncGenerator<Buffer, void> {
    let at = 0;
    for (const { sha256, size } of this.parts) {
      const [begin, end] = [Math.max(from - at, 0), Math.min(to - at, size)];
      at += size;
      if (begin >= end) continue;
      const stream = await this.evidence.open(sha256, { from: begin, to: end });
      try {
        yield* stream as AsyncIterable<Buffer>;
      } finally {
        stream.destroy();
      }
    }
  }

  /** At most so many of its first bytes. */
  beginning(bytes: number): Promise<Buffer> {
    return wholeOf(this.read(0, Math.min(bytes, this.size)));
  }
}

export async function wholeOf(pieces: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const piece of pieces) all.push(piece);
  return all.length === 1 ? all[0]! : Buffer.concat(all);
}

/** Without the first `bytes`. */
export async function* skipped(pieces: AsyncIterable<Buffer>, bytes: number): AsyncGenerator<Buffer> {
  let left = bytes;
  for await (const piece of pieces) {
    if (left >= piece.length) left -= piece.length;
    else {
      yield piece.subarray(left);
      left = 0;
    }
  }
}
