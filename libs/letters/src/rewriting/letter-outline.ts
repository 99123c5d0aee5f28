import { fieldValue, parameterValue, type ParameterValue } from './head-fields.js';
import { endOfHead } from './rewrite-head.js';
import { codingOf, decodedBytes, textOfBytes, type CodedText, type TransferCoding } from './text-coding.js';

/** A text of a letter that whoever gets it reads as the letter itself, and no file. */
export interface LetterText extends CodedText {
  readonly kind: 'plain' | 'html';
  /** Where it stands in the body, without its own header. */
  readonly from: number;
  readonly to: number;
  /** Where its header begins; null: the letter's header is its own. The header stands right before the text. */
  readonly headFrom: number | null;
  readonly head: Buffer;
  readonly coding: TransferCoding;
  readonly type: ParameterValue;
}

/** What of a letter's body people read, and where. */
export interface LetterOutline {
  readonly texts: readonly LetterText[];
  /** Signed or encrypted, the whole or a part: with one byte changed nobody would believe it any more. */
  readonly sealed: boolean;
  /** Where files stand beside the text: behind it, before the next of them; null: the letter has none. */
  readonly files: { readonly boundary: string; readonly at: number } | null;
}

const deepest = 10;
const mostParts = 200;
/** Longer ones nobody wrote; they go as they are. */
const longestText = 512 * 1024;
const armour = /^-----BEGIN PGP (?:SIGNED )?MESSAGE-----[ \t]*$/m;
const sealedTypes = new Set([
  ...['multipart/signed', 'multipart/encrypted', 'application/pgp-encrypted'],
  ...['application/pkcs7-mime', 'application/x-pkcs7-mime'],
]);

/**
 * Never throws, whatever the bytes.
 * @param body what is at hand of it
 * @param whole it is all of it; otherwise a part that has no end yet is left out
 */
export function outlineOf(head: Buffer, body: Buffer, whole: boolean): LetterOutline {
  const walk = new Walk(body, whole);
  walk.part(head, null, { from: 0, to: body.length, ended: whole }, 0);
  const { texts, files } = walk;
  return { texts, sealed: walk.sealed || texts.some(({ text }) => armour.test(text)), files };
}

interface Range {
  readonly from: number;
  readonly to: number;
  /** Its end is at hand. */
  readonly ended: boolean;
}

class Walk {
  readonly texts: LetterText[] = [];
  sealed = false;
  files: LetterOutline['files'] = null;
  private parts = 0;

  constructor(
    private readonly body: Buffer,
    private readonly whole: boolean,
  ) {}

  part(head: Buffer, headFrom: number | null, range: Range, depth: number): void {
    if (++this.parts > mostParts) return;
    const type = parameterValue(fieldValue(head, 'content-type') ?? 'text/plain');
    if (sealedTypes.has(type.value)) this.sealed = true;
    if (type.value.startsWith('multipart/')) this.inside(type, range, depth);
    else if (range.ended) this.text(head, headFrom, range, type);
  }

  private inside(type: ParameterValue, range: Range, depth: number): void {
    const boundary = type.parameters.get('boundary') ?? '';
    if (boundary === '' || depth >= deepest) return;
    let before: number | null = null;
    for (const delimiter of this.delimiters(boundary, range)) {
      if (before !== null)
        this.child({ from: before, to: withoutLineEnd(this.body, delimiter.from), ended: true }, depth);
      if (depth === 0 && type.value === 'multipart/mixed' && this.files === null && this.texts.length > 0)
        this.files = { boundary, at: delimiter.from };
      before = delimiter.last ? null : delimiter.to;
      if (delimiter.last) return;
    }
    if (before !== null) this.child({ from: before, to: range.to, ended: range.ended && this.whole }, depth);
  }

  private child({ from, to, ended }: Range, depth: number): void {
    if (from > to) return;
    const bytes = this.body.subarray(from, to);
    const length = endOfHead(bytes);
    // Without an empty line all of it is header, and says nothing.
    if (length === -1) return;
    this.part(bytes.subarray(0, length), from, { from: from + length, to, ended }, depth + 1);
  }

  private text(head: Buffer, headFrom: number | null, { from, to }: Range, type: ParameterValue): void {
    const kind = type.value === 'text/plain' ? 'plain' : type.value === 'text/html' ? 'html' : null;
    const disposition = parameterValue(fieldValue(head, 'content-disposition'));
    const named = [...type.parameters.keys(), ...disposition.parameters.keys()].some((one) =>
      /^(?:file)?name\b/.test(one),
    );
    const coding = codingOf(fieldValue(head, 'content-transfer-encoding'));
    if (kind === null || named || disposition.value === 'attachment' || coding === null) return;
    if (to - from > longestText) return;
    const bytes = decodedBytes(this.body.subarray(from, to), coding);
    const coded = textOfBytes(bytes, type.parameters.get('charset') ?? null);
    this.texts.push({ kind, ...coded, from, to, headFrom, head, coding, type });
  }

  /** Lines that are a delimiter of this multipart (RFC 2046, 5.1.1). */
  private *delimiters(boundary: string, { from, to }: Range): Generator<{ from: number; to: number; last: boolean }> {
    const line = Buffer.from(`--${boundary}`, 'latin1');
    for (let at = this.body.indexOf(line, from); at !== -1 && at < to; at = this.body.indexOf(line, at + 1)) {
      if (at > from && this.body[at - 1] !== 0x0a) continue;
      const lf = this.body.indexOf(0x0a, at);
      const end = lf === -1 || lf >= to ? to : lf + 1;
      const rest = this.body.toString('latin1', at + line.length, end).trim();
      // Another boundary that only begins like this one.
      if (rest === '' || rest === '--') yield { from: at, to: end, last: rest === '--' };
    }
  }
}

/** The line end before a delimiter belongs to it. */
function withoutLineEnd(body: Buffer, at: number): number {
  if (body[at - 1] !== 0x0a) return at;
  return body[at - 2] === 0x0d ? at - 2 : at - 1;
}
