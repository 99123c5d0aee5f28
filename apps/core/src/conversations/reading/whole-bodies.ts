import type { Transform, TransformCallback } from 'node:stream';

/** What mailsplit's own types leave out of its splitter; `letter-parser.spec`, `read-letter.spec` and `whole-bodies.spec` fail if it changes. */
export interface SplitterInside extends Transform {
  readonly node: { readonly multipart?: unknown };
  readonly state: number;
  /** The last line so far had no end, and was let through for its length. */
  readonly pendingLineTruncated: boolean;
  /** What waits for the rest of its line, or for what the next line is: a line end before a delimiter belongs to that. */
  readonly lineChunks: readonly Buffer[];
  takePendingLine(): Buffer | false;
  compareBoundary(line: Buffer, from: number, boundary: Buffer): 1 | 2 | false;
}

/** What gathers pieces for it, copying each. */
export interface GathererInside extends Transform {
  readonly buffer: Buffer;
}

const inHead = 0x01;
const newLine = 0x0a;
const hyphen = 0x2d;
/** A shorter stretch is not worth a step of its own. */
const worthwhile = 4 * 1024;
/** In one piece of 64 kB; what is left after so many is looked at line by line. */
const mostSteps = 64;

/**
 * mailsplit looks at every line of a document on its own. A delimiter begins with two hyphens (RFC 2046 5.1.1): what lies before the next
 * line that does is let through in one piece, and only what may be the end of a part is looked at line by line.
 */
export function passWholeBodies(splitter: SplitterInside): void {
  const byLine = splitter._transform.bind(splitter);

  const feed = (chunk: Buffer, steps: number, done: TransformCallback): void => {
    const { state, node, lineChunks, pendingLineTruncated } = splitter;
    const lookAt = (piece: Buffer, to: number) => {
      if (to === 0 || steps === 0 || piece.length - to < worthwhile) byLine(piece, 'utf8', done);
      else
        byLine(piece.subarray(0, to), 'utf8', (error) =>
          error ? done(error) : feed(piece.subarray(to), steps - 1, done),
        );
    };
    if (pendingLineTruncated || isWithinLine(lineChunks)) return lookAt(chunk, endOfLine(chunk, 0));
    if (state === inHead) return lookAt(chunk, endOfHead(chunk));
    if (node.multipart) return lookAt(chunk, endOfDelimiter(chunk));
    const cut = beforeLastLines(chunk);
    if (cut < worthwhile) return byLine(chunk, 'utf8', done);
    const lineEnd = splitter.takePendingLine();
    if (lineEnd) splitter.push({ node, type: 'body', value: lineEnd });
    splitter.push({ node, type: 'body', value: chunk.subarray(0, cut) });
    const rest = chunk.subarray(cut);
    // Those two, and the one behind them.
    lookAt(rest, endOfLine(rest, endOfLine(rest, endOfLine(rest, 0))));
  };
  splitter._transform = (chunk: Buffer, _encoding, done) => feed(chunk, mostSteps, done);
}

/** Pieces that come in a good size go on as they are. */
export function passGoodPieces(gatherer: GathererInside): void {
  const gathered = gatherer._transform.bind(gatherer);
  gatherer._transform = (chunk: Buffer, encoding, done) => {
    if (gatherer.buffer.length > 0 || chunk.length < worthwhile) gathered(chunk, encoding, done);
    else done(null, chunk);
  };
}

function isWithinLine(pending: readonly Buffer[]): boolean {
  const last = pending.at(-1);
  return last !== undefined && last.at(-1) !== newLine;
}

/** The end of the header, where it lies in this piece; 0 where it does not. */
function endOfHead(chunk: Buffer): number {
  const [lf, crlf] = [chunk.indexOf('\n\n'), chunk.indexOf('\n\r\n')];
  if (crlf !== -1 && (lf === -1 || crlf < lf)) return crlf + 3;
  return lf === -1 ? 0 : lf + 2;
}

/** The end of the next line that may be a delimiter; 0 where there is none. */
function endOfDelimiter(chunk: Buffer): number {
  if (beginsWithHyphens(chunk)) return endOfLine(chunk, 0);
  const before = chunk.indexOf('\n--');
  return before === -1 ? 0 : endOfLine(chunk, before + 1);
}

/** Where the last two whole lines begin before one that may be a delimiter: of a part mailsplit trims the last line end. */
function beforeLastLines(chunk: Buffer): number {
  if (beginsWithHyphens(chunk)) return 0;
  const delimiter = chunk.indexOf('\n--');
  const end = delimiter === -1 ? chunk.lastIndexOf(newLine) : delimiter;
  const last = end < worthwhile ? 0 : chunk.lastIndexOf(newLine, end - 1);
  // A place below 0 would count from the end.
  return last < worthwhile ? 0 : chunk.lastIndexOf(newLine, last - 1) + 1;
}

const beginsWithHyphens = (chunk: Buffer) => chunk[0] === hyphen && chunk[1] === hyphen;

function endOfLine(chunk: Buffer, from: number): number {
  return chunk.indexOf(newLine, from) + 1;
}
