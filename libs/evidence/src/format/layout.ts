/**
 * The sizes of format 1; docs/evidence-format.md is the specification.
 *
 *   header 96 │ chunk 0: ≤ 65,536 + tag 16 │ chunk 1 │ … │ last chunk, perhaps shorter
 */
export const headerBytes = 96;
export const chunkBytes = 65_536;
export const tagBytes = 16;
export const sealedChunkBytes = chunkBytes + tagBytes;

/** An empty object has one empty chunk: its tag says that nothing follows. */
export function chunkCount(plainSize: number): number {
  return Math.max(1, Math.ceil(plainSize / chunkBytes));
}

/** Bytes on disk of an object with that many plain bytes. */
export function sealedSize(plainSize: number): number {
  return headerBytes + plainSize + tagBytes * chunkCount(plainSize);
}

/** Plain bytes of an object of that size on disk; null when no object has that size. */
export function findPlainSize(storedSize: number): number | null {
  const body = storedSize - headerBytes;
  const plainSize = body - tagBytes * Math.ceil(body / sealedChunkBytes);
  return plainSize >= 0 && sealedSize(plainSize) === storedSize ? plainSize : null;
}

/** Where chunk `index` begins on disk. */
export function chunkOffset(index: number): number {
  return headerBytes + index * sealedChunkBytes;
}
