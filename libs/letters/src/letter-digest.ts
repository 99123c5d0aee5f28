import { createHash } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';
import { setImmediate as aTurn } from 'node:timers/promises';
import type { LetterHeader, Sha256 } from '#libs/contracts';
import { EvenBody } from './even-body.js';
import { headerBlockLimit, readLetterHeader } from './letter-header.js';

const LF = 0x0a;
const CR = 0x0d;

/** What capture needs to know of a letter. */
export interface LetterFacts {
  header: LetterHeader;
  contentDigest: Sha256;
}

/**
 * Reads a letter once, in pieces of any size, and tells what its header says and its content digest: SHA-256 over From, Date,
 * Subject and the body, where every line ends in CRLF without blanks before it and empty lines at the end do not count.
 * The digest of the same letter through two mailboxes is equal: trace fields and line ends differ, these do not.
 * A letter without the empty line has its words among what is taken for its header. Without a Message-ID it would be like every other
 * of that kind (all that end their lines in CR alone, say), and seen as one of them again: there every byte counts.
 */
export class LetterReader {
  private block: Buffer[] = [];
  private blockBytes = 0;
  /** The last bytes seen. It begins with the end of a line that is not there, so that a letter may begin with the empty line. */
  private seam: Buffer = Buffer.from('\n');
  private inBody = false;
  private readonly body = new EvenBody();

  update(chunk: Buffer): void {
    if (this.inBody) {
      this.body.update(chunk);
      return;
    }
    this.block.push(chunk);
    this.blockBytes += chunk.length;
    // The empty line may lie across two chunks: the seam is looked at first.
    const seam = Buffer.concat([this.seam, chunk.subarray(0, 3)]);
    const start = this.blockBytes - chunk.length;
    const acrossSeam = bodyStart(seam);
    const found = acrossSeam === -1 ? bodyStart(chunk) : acrossSeam - this.seam.length;
    if (found !== -1) this.enterBody(Math.min(start + found, headerBlockLimit));
    else if (this.blockBytes > headerBlockLimit) this.enterBody(headerBlockLimit);
    else this.seam = Buffer.concat([this.seam, chunk]).subarray(-3);
  }

  /** @param now when the letter came */
  finish(now: Date): LetterFacts {
    const endless = !this.inBody;
    if (endless) this.enterBody(this.blockBytes);
    const { header, stable } = readLetterHeader(this.block[0] ?? Buffer.alloc(0), now);
    const hash = createHash('sha256');
    for (const value of [stable.from, stable.date, stable.subject]) hash.update(value).update('\n');
    if (endless && header.messageId === null) hash.update(this.block[0] ?? '');
    hash.update(this.body.digest());
    return { header, contentDigest: hash.digest('hex') as Sha256 };
  }

  private enterBody(at: number): void {
    const all = this.block.length === 1 ? this.block[0]! : Buffer.concat(this.block);
    this.block = [all.subarray(0, at)];
    this.inBody = true;
    this.body.update(all.subarray(at));
  }
}

/** Facts of a letter that is in memory whole, and small. */
export function letterFacts(letter: Buffer, now: Date): LetterFacts {
  const reader = new LetterReader();
  reader.update(letter);
  return reader.finish(now);
}

/** Read without a pause; a letter of 30 MB of empty lines takes half a second. */
const atOnceBytes = 256 * 1024;

/** As `letterFacts`, of a letter of any size: others have their turn while it is read. */
export async function letterFactsInTurns(letter: Buffer, now: Date): Promise<LetterFacts> {
  const reader = new LetterReader();
  for (let at = 0; at < letter.length; at += atOnceBytes) {
    if (at > 0) await aTurn();
    reader.update(letter.subarray(at, at + atOnceBytes));
  }
  return reader.finish(now);
}

/** Passes a letter on unchanged while reading its facts. */
export class LetterTap extends Transform {
  readonly reader = new LetterReader();

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.reader.update(chunk);
    done(null, chunk);
  }
}

/** Index just after the first empty line, -1 where there is none. */
function bodyStart(bytes: Buffer): number {
  for (let lf = bytes.indexOf(LF); lf !== -1; lf = bytes.indexOf(LF, lf + 1)) {
    if (bytes[lf + 1] === LF) return lf + 2;
    if (bytes[lf + 1] === CR && bytes[lf + 2] === LF) return lf + 3;
  }
  return -1;
}
