import { createHash } from 'node:crypto';

const LF = 0x0a;
const CR = 0x0d;
const isBlank = (byte: number | undefined) => byte === 0x20 || byte === 0x09 || byte === CR;
/** Blanks at a line's end that are forgiven; more than this is content, so that nobody can make us hold a line of 50 MB of spaces. */
const forgivenBlanks = 4_096;
const nothing = Buffer.alloc(0);

const gatheredBytes = 16 * 1024;
/** What is as long as this is hashed where it lies. */
const inPlaceBytes = 1_024;
/** For fewer a call of `copy` takes longer than they do. */
const shortBytes = 16;
/** Of whichever body is being read: it is empty again when `update` returns. */
const gathered = Buffer.allocUnsafeSlow(gatheredBytes);
const lineEnds = Buffer.alloc(64 * 1024, '\r\n');

/**
 * Hash of a body made even: every line ends in CRLF without blanks before it, and empty lines at the end do not count. Most lines already are:
 * those are hashed where they lie, in long runs. Others are gathered, because a call of the hash for each of a million short lines takes a second.
 */
export class EvenBody {
  private readonly hash = createHash('sha256');
  private gatheredTo = 0;
  private emptyLines = 0;
  private lineHasContent = false;
  /** The blanks with which the unfinished line ends so far; at most {@link forgivenBlanks}. */
  private blanks: Buffer = nothing;

  update(chunk: Buffer): void {
    let at = this.lineHasContent || this.blanks.length > 0 ? this.endOfUnfinished(chunk) : 0;
    // Lines from `run` to `solid` are even; empty ones behind them may still turn out to be in the middle of the run.
    let [run, solid, emptyInRun] = [at, at, this.emptyLines === 0];
    while (at < chunk.length) {
      const lf = chunk[at] === LF ? at : chunk[at] === CR && chunk[at + 1] === LF ? at + 1 : chunk.indexOf(LF, at);
      if (lf === -1) break;
      let end = lf;
      while (end > at && isBlank(chunk[end - 1])) end--;
      const ending = lf - end;
      if (end === at && ending <= forgivenBlanks) {
        this.emptyLines++;
        emptyInRun &&= ending === 1 && chunk[end] === CR;
      } else if (ending === 1 && chunk[end] === CR) {
        if (!emptyInRun) {
          this.emit(chunk, run, solid);
          this.emitEmptyLines();
          run = at;
          emptyInRun = true;
        }
        this.emptyLines = 0;
        solid = lf + 1;
      } else {
        this.emit(chunk, run, solid);
        if (ending <= forgivenBlanks) this.line(chunk, at, end);
        else {
          this.piece(chunk.subarray(at, lf));
          this.endLine();
        }
        run = solid = lf + 1;
        emptyInRun = true;
      }
      at = lf + 1;
    }
    this.emit(chunk, run, solid);
    if (at < chunk.length) this.piece(chunk.subarray(at));
    this.flush();
  }

  digest(): Buffer {
    if (this.lineHasContent) this.hash.update('\r\n');
    return this.hash.digest();
  }

  /** @returns where the first line begins that lies in this chunk from its start */
  private endOfUnfinished(chunk: Buffer): number {
    const lf = chunk.indexOf(LF);
    this.piece(lf === -1 ? chunk : chunk.subarray(0, lf));
    if (lf === -1) return chunk.length;
    this.endLine();
    return lf + 1;
  }

  /** A whole one, which has words. */
  private line(chunk: Buffer, from: number, to: number): void {
    this.emitEmptyLines();
    this.emit(chunk, from, to);
    this.emit(lineEnds, 0, 2);
  }

  /** A part of a line, without its LF. */
  private piece(bytes: Buffer): void {
    let end = bytes.length;
    while (end > 0 && isBlank(bytes[end - 1])) end--;
    if (end > 0) {
      this.emitContent(this.blanks);
      this.emitContent(bytes.subarray(0, end));
      this.blanks = nothing;
    }
    const blanks = this.blanks.length > 0 ? Buffer.concat([this.blanks, bytes]) : bytes.subarray(end);
    const kept = Math.max(0, blanks.length - forgivenBlanks);
    this.emitContent(blanks.subarray(0, kept));
    this.blanks = blanks.length === 0 ? nothing : Buffer.from(blanks.subarray(kept));
  }

  private endLine(): void {
    if (this.lineHasContent) this.emit(lineEnds, 0, 2);
    else this.emptyLines++;
    this.lineHasContent = false;
    this.blanks = nothing;
  }

  private emitContent(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.emitEmptyLines();
    this.lineHasContent = true;
    this.emit(bytes);
  }

  private emitEmptyLines(): void {
    for (let bytes = this.emptyLines * 2; bytes > 0; bytes -= lineEnds.length)
      this.emit(lineEnds, 0, Math.min(bytes, lineEnds.length));
    this.emptyLines = 0;
  }

  private emit(bytes: Buffer, from = 0, to = bytes.length): void {
    const length = to - from;
    if (length >= inPlaceBytes || this.gatheredTo + length > gatheredBytes) this.flush();
    if (length >= inPlaceBytes) this.hash.update(bytes.subarray(from, to));
    else if (length > shortBytes) this.gatheredTo += bytes.copy(gathered, this.gatheredTo, from, to);
    else for (let n = from; n < to; n++) gathered[this.gatheredTo++] = bytes[n]!;
  }

  private flush(): void {
    if (this.gatheredTo > 0) this.hash.update(gathered.subarray(0, this.gatheredTo));
    this.gatheredTo = 0;
  }
}
