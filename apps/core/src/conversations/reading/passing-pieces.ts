import type { Readable } from 'node:stream';
import { letGo } from '#libs/evidence';

/** Of a larger letter the first ones alone are noted, so that the others can go while it is read. */
const mostBytes = 1024 * 1024;

/** Notes the pieces of a source while they pass to whoever reads it. @returns gives their memory back: only when nobody looks at them any more */
export function passingPieces(source: Readable): () => void {
  const pieces: Buffer[] = [];
  let bytes = 0;
  source.on('data', (piece: Buffer) => {
    bytes += piece.length;
    if (bytes <= mostBytes) pieces.push(piece);
  });
  return () => {
    for (const piece of pieces.splice(0)) letGo(piece);
  };
}
