import { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import type { EvidenceRef, Sha256 } from '#libs/contracts';
import { EvidenceStore } from '#libs/evidence';

/** By then a letter that goes at once is gone, with its copies. */
const keptMs = 10_000;

/**
 * Letters that were stored a moment ago and are about to go, in memory for so long: each of their copies would be looked for, read and
 * opened again.
 */
@Injectable()
export class LettersAtHand {
  limits = { bytes: 8 * 1024 * 1024, letterBytes: 64 * 1024 };
  private readonly letters = new Map<Sha256, Buffer>();
  private bytes = 0;

  constructor(@Inject(EvidenceStore) private readonly evidence: Pick<EvidenceStore, 'open'>) {}

  /** It is durable as evidence. The oldest make room. */
  keep({ sha256, size }: EvidenceRef, letter: Buffer): void {
    if (size > this.limits.letterBytes || this.letters.has(sha256)) return;
    this.letters.set(sha256, letter);
    this.bytes += size;
    for (const oldest of this.letters.keys()) {
      if (this.bytes <= this.limits.bytes) break;
      this.letGo(oldest);
    }
    setTimeout(() => this.letGo(sha256), keptMs).unref();
  }

  /** @throws what the evidence store throws */
  open({ sha256 }: EvidenceRef): Promise<Readable> {
    const letter = this.letters.get(sha256);
    return letter ? Promise.resolve(Readable.from([letter], { objectMode: false })) : this.evidence.open(sha256);
  }

  private letGo(sha256: Sha256): void {
    this.bytes -= this.letters.get(sha256)?.length ?? 0;
    this.letters.delete(sha256);
  }
}
