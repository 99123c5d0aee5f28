import type { Readable } from 'node:stream';
import { letGo } from '#libs/evidence';
import type { LetterContent } from './letter-content.js';

/** Of a larger letter the first ones alone are noted, so that the others can go while it is read. */
const mostBytes = 1024 * 1024;

/**
 * Reads a letter and gives the memory of its pieces back at once. One that broke off keeps them: what splits it may still be at work on the last
 * of them.
 */
export async function readPassing(
  source: Readable,
  read: (source: Readable) => Promise<LetterContent>,
): Promise<LetterContent> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  source.on('data', (piece: Buffer) => {
    bytes += piece.length;
    if (bytes <= mostBytes) pieces.push(piece);
  });
  const content = await read(source);
  if (content.problem === null) for (const piece of pieces) letGo(piece);
  return content;
}
