import type { Readable } from 'node:stream';
import { endOfHead, headerBlockLimit } from '#libs/letters';
import { heldWholeBytes } from '../incoming/held-whole.js';
import { LetterRefused } from '../receiving/smtp/letter-guard.js';

/** RFC 5322 2.1.1 allows 998; this much more is no mail program's. */
const longestHeaderLine = 64 * 1024;

const headTooLong = () => new LetterRefused(552, `5.3.4 The header is longer than ${headerBlockLimit} bytes`);
const lineTooLong = () => new LetterRefused(554, '5.6.0 A line of the header is longer than any mail program writes');

export interface LetterParts {
  /** With its empty line. */
  readonly head: Buffer;
  /** What came of the body so far; all of it where `rest` is null. */
  readonly body: Buffer;
  readonly rest: AsyncIterator<Buffer> | null;
}

/** Reads a letter as far as it has to be known before anything is decided. @throws LetterRefused, and what the source throws */
export async function readParts(source: Readable): Promise<LetterParts> {
  const pieces = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let bytes: Buffer = Buffer.alloc(0);
  let end = -1;
  let ended = false;
  while (end === -1) {
    const step = await pieces.next();
    if (step.done) {
      ended = true;
      end = bytes.length;
      break;
    }
    const from = Math.max(0, bytes.length - 3);
    bytes = bytes.length === 0 ? step.value : Buffer.concat([bytes, step.value]);
    end = endOfHead(bytes, from);
    if ((end === -1 ? bytes.length : end) > headerBlockLimit) throw headTooLong();
  }
  const head = bytes.subarray(0, end);
  if (hasLongLine(head)) throw lineTooLong();
  const body: Buffer[] = [bytes.subarray(end)];
  let size = bytes.length - end;
  while (!ended && size <= heldWholeBytes) {
    const step = await pieces.next();
    if (step.done) ended = true;
    else {
      body.push(step.value);
      size += step.value.length;
    }
  }
  return { head, body: body.length === 1 ? body[0]! : Buffer.concat(body), rest: ended ? null : pieces };
}

function hasLongLine(head: Buffer): boolean {
  for (let start = 0; start < head.length;) {
    const lf = head.indexOf(0x0a, start);
    const end = lf === -1 ? head.length : lf;
    if (end - start > longestHeaderLine) return true;
    start = end + 1;
  }
  return false;
}
