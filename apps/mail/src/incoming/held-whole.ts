import type { Readable } from 'node:stream';

/** Smaller letters are held whole; of a larger one the rest is read while it is stored. */
export const heldWholeBytes = 1024 * 1024;

/** @returns what was read, and where that was not all of it the rest. @throws what the source throws */
export async function readUpTo(
  source: Readable,
  limitBytes: number,
): Promise<{ bytes: Buffer[]; rest: AsyncIterator<Buffer> | null }> {
  const pieces = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const bytes: Buffer[] = [];
  for (let size = 0; size <= limitBytes;) {
    const step = await pieces.next();
    if (step.done) return { bytes, rest: null };
    bytes.push(step.value);
    size += step.value.length;
  }
  return { bytes, rest: pieces };
}
