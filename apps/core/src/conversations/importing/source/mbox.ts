/** A letter out of an mbox file. */
export interface MboxLetter {
  /** As it was before it was written into the file; null: larger than the limit, and not kept in memory. */
  readonly bytes: Buffer | null;
  readonly size: number;
  /** What its `From ` line says of when it came; local time without a zone, mostly. */
  readonly at: Date | null;
  /** Where the next one begins: bytes from the beginning of the file. */
  readonly end: number;
}

const LF = 0x0a;
const CR = 0x0d;
const mark = 0x3e; // >
const opening = Buffer.from('\nFrom ');
/** A `From ` line is an address and a date; whatever is longer is a sentence. */
const longestOpening = 1_000;
/** Before a file, so that its first line is like any other after an empty one. */
const emptyLine = Buffer.from('\n\n');

/**
 * The letters of an mbox file (RFC 4155), piece by piece: one letter is in memory, however large the file is. A letter begins where an empty
 * line is followed by `From `, somebody and a date; a sentence that begins with that word does not. Lines that were quoted for the file
 * (`>From `, `>>From `: mboxrd; mboxo) lose one mark.
 * @param from where in the file the pieces begin; the beginning of a letter
 * @param limit bytes of the largest letter that is kept
 */
export async function* lettersOfMbox(
  pieces: AsyncIterable<Buffer>,
  { from, limit }: { from: number; limit: number },
): AsyncGenerator<MboxLetter> {
  let held = new Held(limit);
  let line: string | null = null;
  let tail: Buffer = emptyLine;
  let tailAt = from - emptyLine.length;
  for await (const piece of pieces) {
    const data = Buffer.concat([tail, piece]);
    let begun = 0;
    let unfinished = -1;
    for (let at = data.indexOf(opening); at !== -1; at = data.indexOf(opening, at + 1)) {
      if (at < begun - 1 || !afterEmptyLine(data, at)) continue;
      const end = data.indexOf(LF, at + 1);
      if (end === -1) {
        if (data.length - at > longestOpening) continue;
        unfinished = at;
        break;
      }
      const found = data.toString('latin1', at + 1, Math.min(end, at + longestOpening));
      if (!isOpening(found)) continue;
      if (line !== null) {
        held.add(data.subarray(begun, at + 1));
        yield letterOf(held, line, tailAt + at + 1);
      }
      held = new Held(limit);
      line = found;
      begun = end + 1;
    }
    // What could be the beginning of the next letter is looked at once more, with what follows.
    const keep = Math.max(begun, unfinished === -1 ? data.length - opening.length - 2 : unfinished - 2);
    if (line !== null) held.add(data.subarray(begun, keep));
    tail = data.subarray(Math.max(0, keep));
    tailAt += Math.max(0, keep);
  }
  if (line === null) return;
  held.add(tail);
  yield letterOf(held, line, tailAt + tail.length);
}

/** Whether a file begins as one of letters does. */
export const beginsAsMbox = (beginning: Buffer): boolean =>
  isOpening(beginning.toString('latin1', 0, longestOpening).split('\n', 1)[0]!);

/** `From ada@client.test Thu Jan  1 00:00:00 2015`, in any order of the date's parts; Thunderbird names nobody, `From - …`. */
const isOpening = (line: string): boolean =>
  /^From .*\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b.*\b\d{1,2}:\d{2}\b/.test(line) && /\b\d{4}\b/.test(line);

/** @param at of the line end before `From ` */
const afterEmptyLine = (data: Buffer, at: number): boolean =>
  data[at - 1] === LF || (data[at - 1] === CR && data[at - 2] === LF);

class Held {
  size = 0;
  pieces: Buffer[] = [];

  constructor(private readonly limit: number) {}

  add(piece: Buffer): void {
    this.size += piece.length;
    if (this.size > this.limit) this.pieces = [];
    else if (piece.length > 0) this.pieces.push(piece);
  }

  get tooLarge(): boolean {
    return this.size > this.limit;
  }
}

function letterOf(held: Held, line: string, end: number): MboxLetter {
  const { size, tooLarge } = held;
  const bytes = tooLarge ? null : unquoted(withoutLastEmptyLine(Buffer.concat(held.pieces)));
  return { bytes, size, at: dateOf(line), end };
}

/** The line that stands between a letter and the next is the file's. */
function withoutLastEmptyLine(bytes: Buffer): Buffer {
  const end = bytes.length;
  if (bytes[end - 1] !== LF) return bytes;
  if (bytes[end - 2] === LF) return bytes.subarray(0, end - 1);
  if (bytes[end - 2] === CR && bytes[end - 3] === LF) return bytes.subarray(0, end - 2);
  return bytes;
}

function unquoted(bytes: Buffer): Buffer {
  const kept: Buffer[] = [];
  let from = 0;
  for (let at = bytes.indexOf('>From '); at !== -1; at = bytes.indexOf('>From ', at + 1)) {
    let first = at;
    while (bytes[first - 1] === mark) first--;
    if (first !== 0 && bytes[first - 1] !== LF) continue;
    kept.push(bytes.subarray(from, first));
    from = first + 1;
  }
  return kept.length === 0 ? bytes : Buffer.concat([...kept, bytes.subarray(from)]);
}

function dateOf(line: string): Date | null {
  const said = /\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b.*$/.exec(line.trimEnd())?.[0] ?? '';
  const zoned = /[+-]\d{4}|GMT|UTC|Z$/.test(said) ? said : `${said} UTC`;
  const at = new Date(zoned);
  return Number.isNaN(at.getTime()) ? null : at;
}
