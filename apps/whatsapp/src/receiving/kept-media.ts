import { Transform, type Readable, type TransformCallback } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { EvidenceRef } from '#libs/contracts';
import type { EvidenceStore } from '#libs/evidence';
import { MediaGone } from '../driver/media.errors.js';
import { headBytes } from './media-facts.js';

/** Lets bytes through up to a limit, and keeps the first of them. */
class LimitedTap extends Transform {
  private readonly pieces: Buffer[] = [];
  private kept = 0;
  private passed = 0;

  constructor(private readonly limitBytes: number) {
    super();
  }

  get head(): Buffer {
    return Buffer.concat(this.pieces);
  }

  override _transform(chunk: Buffer, _: BufferEncoding, done: TransformCallback): void {
    this.passed += chunk.length;
    if (this.passed > this.limitBytes) return done(new MediaGone('whatsapp.media-too-large'));
    if (this.kept < headBytes) {
      const piece = chunk.subarray(0, headBytes - this.kept);
      this.pieces.push(piece);
      this.kept += piece.length;
    }
    done(null, chunk);
  }
}

/**
 * Puts a stream into the evidence store while it is read; nothing is ever whole in memory.
 * @throws MediaGone `whatsapp.media-too-large` as soon as it is, the source's error, or the store's
 */
export async function keepMedia(
  evidence: EvidenceStore,
  source: Readable,
  limitBytes: number,
): Promise<{ ref: EvidenceRef; head: Buffer }> {
  const tap = new LimitedTap(limitBytes);
  const stored = evidence.put(tap).catch((error: unknown) => {
    // A store that gave up reads no more: without this the source would wait for it for ever.
    tap.destroy(error instanceof Error ? error : new Error(String(error)));
    throw error;
  });
  stored.catch(() => undefined);
  await pipeline(source, tap);
  return { ref: await stored, head: tap.head };
}
