import libmime from 'libmime';
import addressparser from 'nodemailer/lib/addressparser';
import { copyMarkHeader, type LetterHeader, type MailAddress } from '#libs/contracts';
import { decodeUndeclared } from './guessed-charset.js';
import { signNames, signsOf } from './letter-signs.js';
import { outlookThread } from './outlook-thread.js';
import { storable } from './storable-text.js';

/** Bytes of a header block that are read; what a longer one says after them is not seen (the original keeps it). */
export const headerBlockLimit = 256 * 1024;
const fieldLimit = 2_000;
const valueLimit = 16 * 1024;
const addressLimit = 200;
const idLimit = 100;

/** Where servers write to whom they delivered: a token may survive there when To was rewritten (Postfix, Exim, Fetchmail, hosters). */
const deliveredFields = ['delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to', 'x-delivered-to'] as const;

/** The fields that we look at; all others are stepped over without being decoded. */
const wanted = new Set([
  'message-id',
  'from',
  'reply-to',
  'sender',
  'to',
  'cc',
  'subject',
  'date',
  'in-reply-to',
  'references',
  ...deliveredFields,
  'content-type',
  'auto-submitted',
  'precedence',
  'list-id',
  'thread-index',
  ...signNames,
  copyMarkHeader.toLowerCase(),
]);

/** The raw values (unfolded, undecoded) of the fields that identify a letter, and the decoded view of all that we need. */
export interface ReadHeader {
  header: LetterHeader;
  stable: { from: Buffer; date: Buffer; subject: Buffer };
}

/**
 * What the header block alone tells. Never throws, whatever the bytes; costs about a twentieth of a millisecond for a usual letter.
 * @param block the letter from its first byte; reading stops at the first empty line or at {@link headerBlockLimit}
 * @param now a Date header more than two days ahead of it is no real date
 */
export function readLetterHeader(block: Buffer, now: Date): ReadHeader {
  const fields = splitFields(block);
  const charset = charsetOf(first(fields, 'content-type'));
  const text = (name: string) => textOf(first(fields, name), charset);
  const thread = outlookThread(text('thread-index'));
  const signs = signsOf((name) => fields.get(name)?.map((value) => textOf(value, charset)) ?? []);
  const header: LetterHeader = {
    messageId: messageIds(text('message-id'))[0] ?? null,
    from: addresses(fields, 'from', charset),
    replyTo: addresses(fields, 'reply-to', charset),
    ...(fields.has('sender') && { sender: addresses(fields, 'sender', charset) }),
    to: addresses(fields, 'to', charset),
    cc: addresses(fields, 'cc', charset),
    subject: storable(decodeWords(text('subject')), 2_000),
    date: realDate(text('date'), now),
    inReplyTo: messageIds(text('in-reply-to')),
    references: messageIds((fields.get('references') ?? []).map((value) => textOf(value, charset)).join(' ')),
    deliveredTo: deliveredFields
      .flatMap((name) => fields.get(name) ?? [])
      .slice(0, 20)
      .map((value) => storable(textOf(value, charset), 320)),
    contentType: orNull(storable(text('content-type'), 500)),
    autoSubmitted: orNull(storable(text('auto-submitted'), 200)),
    ...(fields.has('precedence') && { precedence: storable(text('precedence'), 100) }),
    listId: orNull(storable(decodeWords(text('list-id')), 500)),
    copyMark: orNull(storable(text(copyMarkHeader.toLowerCase()), 200)),
    ...(thread !== null && { outlookThread: thread }),
    ...(Object.keys(signs).length > 0 && { signs }),
  };
  const stable = {
    from: raw(first(fields, 'from')),
    date: raw(first(fields, 'date')),
    subject: raw(first(fields, 'subject')),
  };
  return { header, stable };
}

const orNull = (text: string): string | null => (text === '' ? null : text);
const first = (fields: Map<string, Buffer[]>, name: string): Buffer | undefined => fields.get(name)?.[0];

const LF = 0x0a;
const CR = 0x0d;
const COLON = 0x3a;
const isBlank = (byte: number | undefined) => byte === 0x20 || byte === 0x09;

/** Folded values, still with their line ends, of the wanted fields, in order of appearance. Line ends may be CRLF or LF. */
function splitFields(block: Buffer): Map<string, Buffer[]> {
  const fields = new Map<string, Buffer[]>();
  const end = Math.min(block.length, headerBlockLimit);
  let at = 0;
  for (let count = 0; at < end && count < fieldLimit; count++) {
    if (block[at] === LF || (block[at] === CR && block[at + 1] === LF)) break;
    const start = at;
    do {
      const lf = block.indexOf(LF, at);
      at = lf === -1 || lf >= end ? end : lf + 1;
    } while (at < end && isBlank(block[at]));
    const colon = block.indexOf(COLON, start);
    if (colon === -1 || colon >= at || colon - start > 100) continue;
    const name = block.toString('latin1', start, colon).trimEnd().toLowerCase();
    if (!wanted.has(name)) continue;
    const value = block.subarray(colon + 1, Math.min(at, colon + 1 + valueLimit));
    const known = fields.get(name);
    if (known === undefined) fields.set(name, [value]);
    else if (known.length < idLimit) known.push(value);
  }
  return fields;
}

/** A value without folding (RFC 5322 2.2.3) and with runs of blank space made one, as bytes: charsets are not touched. */
function raw(value: Buffer | undefined): Buffer {
  return value === undefined
    ? Buffer.alloc(0)
    : Buffer.from(value.toString('latin1').replace(/\s+/g, ' ').trim(), 'latin1');
}

const highByte = /[\u0080-\u00ff]/;

function textOf(value: Buffer | undefined, charset: string | null): string {
  if (value === undefined) return '';
  const latin = value.toString('latin1');
  const text = highByte.test(latin) ? decodeUndeclared(value, charset) : latin;
  return text.replace(/\r?\n(?=[ \t])/g, '').trim();
}

/** Charset of a Content-Type value, null where there is none. */
function charsetOf(contentType: Buffer | undefined): string | null {
  if (contentType === undefined) return null;
  return /charset\s*=\s*"?([\w.:-]{1,40})/i.exec(contentType.toString('latin1'))?.[1] ?? null;
}

function decodeWords(text: string): string {
  if (!text.includes('=?')) return text;
  try {
    return libmime.decodeWords(text);
  } catch {
    // A word in a charset that the library cannot read: the raw form is better than nothing.
    return text;
  }
}

/** RFC 5322 structure first, RFC 2047 afterwards: an encoded name may hide a comma or an address in brackets. */
function addresses(fields: Map<string, Buffer[]>, name: string, charset: string | null): MailAddress[] {
  const found: MailAddress[] = [];
  for (const value of fields.get(name) ?? []) {
    const text = textOf(value, charset);
    for (const { name, address } of parseAddresses(text)) {
      if (found.length === addressLimit) return found;
      found.push({ name: storable(decodeWords(name), 320), address: storable(address, 320) });
    }
  }
  return found;
}

function parseAddresses(text: string): { name: string; address: string }[] {
  try {
    return addressparser(text, { flatten: true });
  } catch {
    return [{ name: text, address: '' }];
  }
}

/**
 * Message ids in angle brackets, in order. Where there are none (some programs forget them) the first word is taken for one.
 * Of a long chain the root and the newest are kept: threads are found by either end.
 */
function messageIds(text: string): string[] {
  const ids = (text.match(/<[^<>\s]{1,996}>/g) ?? []).map((id) => storable(id, 998));
  if (ids.length === 0) {
    const word = /^[^\s<>]{1,996}/.exec(text)?.[0];
    return word === undefined ? [] : [`<${storable(word, 996)}>`];
  }
  return ids.length <= idLimit ? ids : [ids[0]!, ...ids.slice(-(idLimit - 1))];
}

const earliest = Date.UTC(1985, 0, 1);
const twoDaysMs = 48 * 60 * 60 * 1000;
const zone = /([+-]\d{2}:?\d{2}|\b[A-Z]{1,5}|\dZ)\s*(\([^)]*\))?$/i;
/** JavaScript finds a date in almost any words; a day beside a month must be there. */
const dayAndMonth = /\d\s*[-/]?\s*[A-Z]{3}|[A-Z]{3}[a-z]*\.?\s+\d|\d{4}-\d{1,2}-\d/i;

/** Null for what cannot be read, lies before there was internet mail, or lies in the future. */
function realDate(text: string, now: Date): string | null {
  if (text.length > 200 || !dayAndMonth.test(text)) return null;
  // Without a zone JavaScript would take this machine's own; RFC 5322 4.3 asks for UTC.
  const ms = Date.parse(zone.test(text) ? text : `${text} +0000`);
  if (Number.isNaN(ms) || ms < earliest || ms > now.getTime() + twoDaysMs) return null;
  return new Date(ms).toISOString();
}
