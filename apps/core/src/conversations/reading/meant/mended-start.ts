/** So much of a letter is looked at: its header, and enough of its body to see its first delimiter. */
export const mendedWithin = 64 * 1024;

const LF = 0x0a;
const CR = 0x0d;
/** RFC 5322 2.2; blanks before the colon are of old. */
const field = /^[\x21-\x39\x3b-\x7e]{1,100}[ \t]*:/;
/** In words a colon stands too (`Note: bring it`): below a line that is none, only these tell that the header goes on. */
const knownField =
  /^(?:received|return-path|delivered-to|from|to|cc|bcc|subject|date|sender|reply-to|in-reply-to|references|message-id|mime-version|content-[a-z-]{2,40}|x-[\w-]{2,60}|[a-z]+-[\w-]{2,60})[ \t]*:/i;
/** `From ada@client.test Mon …` above a letter out of an mbox file. */
const mboxLine = /^>?From /;
/** What is looked at of a line. */
const lineStart = 200;

/**
 * The beginning of a letter whose body nobody would find, put right: the empty line under the header is missing; or the delimiter of a multipart
 * is another than was declared, was not declared so that it can be read, or does not come at all. Whatever else is in the letter stays as it
 * came, and a letter that can be read is given back as it is.
 * @param start at least {@link mendedWithin} bytes of it, or all of it; more than that is given back behind what was looked at
 */
export function mendedStart(start: Buffer): Buffer {
  const looked = start.subarray(0, mendedWithin);
  const whole = looked.length < mendedWithin;
  const head = headOf(looked);
  if (head.strayAt !== null && (head.ended ? isWords(looked, head.strayAt) : whole)) {
    const before = start.subarray(0, head.strayAt);
    const eol = before.includes('\r\n') ? '\r\n' : '\n';
    return mendedStart(Buffer.concat([before, Buffer.from(eol), start.subarray(head.strayAt)]));
  }
  const type = contentTypeIn(looked.toString('latin1', 0, head.end));
  if (type === null || !/^\s*multipart\b/i.test(type.value)) return start;
  const mended = delimiterMended(type.value, looked.toString('latin1', head.end), whole);
  if (mended === null) return start;
  return Buffer.concat([start.subarray(0, type.from), Buffer.from(mended, 'latin1'), start.subarray(type.to)]);
}

/** Where an empty line comes after all, the last line of the header may have been broken: a piece of a signature is no body. */
const isWords = (looked: Buffer, at: number): boolean =>
  /^--\S|^[^\r\n]*(?:\S[ \t]+\S|[,.!?][ \t]*\r?$)/m.test(
    looked.toString('latin1', at, at + lineStart).split('\n', 1)[0]!,
  );

interface Head {
  /** Where the header ends: the empty line, or the end of what was looked at. */
  readonly end: number;
  /** There is an empty line. */
  readonly ended: boolean;
  /** Where lines begin of which none belongs to a header. */
  readonly strayAt: number | null;
}

function headOf(looked: Buffer): Head {
  let strayAt: number | null = null;
  let at = 0;
  while (at < looked.length) {
    if (looked[at] === LF || (looked[at] === CR && looked[at + 1] === LF)) return { end: at, ended: true, strayAt };
    const line = looked.toString('latin1', at, Math.min(at + lineStart, looked.length));
    // A part begins: what stands below are its fields.
    if (/^--\S/.test(line)) return { end: at, ended: true, strayAt: strayAt ?? at };
    const folded = at > 0 && (looked[at] === 0x20 || looked[at] === 0x09);
    if (strayAt !== null) {
      // A line of the header was broken where it must not be; what comes behind it is the header still.
      if (knownField.test(line)) strayAt = null;
    } else if (!folded && !field.test(line) && !(at === 0 && mboxLine.test(line))) strayAt = at;
    const lf = looked.indexOf(LF, at);
    at = lf === -1 ? looked.length : lf + 1;
  }
  return { end: looked.length, ended: false, strayAt };
}

/** The first Content-Type of a header, with where it stands, its line end left out. */
function contentTypeIn(head: string): { value: string; from: number; to: number } | null {
  const found = /^content-type[ \t]*:((?:[^\r\n]|\r?\n[ \t])*)/im.exec(head);
  return found && { value: found[1]!, from: found.index, to: found.index + found[0].length };
}

/** A delimiter as nobody would write it otherwise: a part's header begins below it. */
const delimiter = /^--(\S[^\r\n]{0,199}?)[ \t]*\r?\n(?=(?:content-[a-z-]+[ \t]*:|mime-version[ \t]*:))/im;
const html = /<(?:html|body|div|p|table|br)\b/i;

/** @returns the field as it was meant; null where the delimiter that it declares is there, or may come yet */
function delimiterMended(value: string, body: string, whole: boolean): string | null {
  const declared = /;\s*boundary\s*=\s*(?:"([^"\r\n]*)"|([^\s;"]+))/i.exec(value);
  const boundary = declared?.[1] ?? declared?.[2];
  if (boundary !== undefined && boundary !== '' && hasDelimiter(body, boundary)) return null;
  const seen = delimiter.exec(body)?.[1]?.replace(/["\\]/g, '\\$&');
  const subtype = /^\s*multipart\/([a-z]{1,30})/i.exec(value)?.[1] ?? 'mixed';
  if (seen !== undefined) return `Content-Type: multipart/${subtype}; boundary="${seen}"`;
  // Beyond what was looked at it may stand, under a long beginning for programs that know no MIME.
  return whole ? `Content-Type: text/${html.test(body) ? 'html' : 'plain'}` : null;
}

function hasDelimiter(body: string, boundary: string): boolean {
  for (let at = body.indexOf(`--${boundary}`); at !== -1; at = body.indexOf(`--${boundary}`, at + 1)) {
    if (at > 0 && body[at - 1] !== '\n') continue;
    if (/^(?:--)?[ \t]*(?:\r?\n|$)/.test(body.slice(at + 2 + boundary.length, at + boundary.length + 40))) return true;
  }
  return false;
}
