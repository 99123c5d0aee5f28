import libmime from 'libmime';
import type { MailAddress } from '#libs/contracts';
import { fieldsOf } from './head-fields.js';

/** As whose a letter goes out, and to whom it says that it goes. */
export interface LetterIdentity {
  from: MailAddress;
  /** The corporate address with the conversation's token; null: none. */
  replyTo: string | null;
  /** `<…@…>`. */
  messageId: string;
  to: readonly MailAddress[];
  cc: readonly MailAddress[];
  inReplyTo: readonly string[];
  references: readonly string[];
  /** For a letter that has none. */
  date: Date;
}

/**
 * What is kept of the fields that a mail program wrote, as they are. Everything else goes, known or not: Received, X-Mailer, User-Agent,
 * X-Originating-IP, Sender, Bcc, Autocrypt, Organization, what a program notes for itself, and whatever the next one invents. Naming what
 * may stay cannot forget one that tells of the employee's machine or private address.
 */
const kept = new Set([
  'date',
  'subject',
  'content-type',
  'content-transfer-encoding',
  'content-disposition',
  'content-language',
  'content-description',
  'importance',
  'priority',
  'x-priority',
  'x-msmail-priority',
  'sensitivity',
  'auto-submitted',
  'thread-topic',
  'thread-index',
]);

const LF = 0x0a;
const CR = 0x0d;
const CRLF = Buffer.from('\r\n');

/** Where the header block ends, behind its empty line; -1: not within these bytes. Line ends may be CRLF or LF. */
export function endOfHead(bytes: Buffer, from = 0): number {
  if (from === 0 && (bytes[0] === LF || (bytes[0] === CR && bytes[1] === LF))) return bytes[0] === LF ? 1 : 2;
  for (let at = bytes.indexOf(LF, from); at !== -1; at = bytes.indexOf(LF, at + 1)) {
    if (bytes[at + 1] === LF) return at + 2;
    if (bytes[at + 1] === CR && bytes[at + 2] === LF) return at + 3;
  }
  return -1;
}

/**
 * The header block of a letter in the company's name. What follows it is not looked at and stays byte for byte.
 * @param head with or without the empty line at its end
 * @returns with the empty line, CRLF throughout
 */
export function rewriteHead(head: Buffer, identity: LetterIdentity): Buffer {
  const fields = [...fieldsOf(head)].filter(({ name }) => kept.has(name));
  const once = fields.filter(({ name }, at) => fields.findIndex((field) => field.name === name) === at);
  const has = (name: string) => once.some((field) => field.name === name);
  const written = [
    ...(has('date') ? [] : [`Date: ${rfcDate(identity.date)}`]),
    addressField('From', [identity.from]),
    ...(identity.replyTo === null ? [] : [addressField('Reply-To', [{ name: '', address: identity.replyTo }])]),
    identity.to.length > 0 || identity.cc.length > 0 ? addressField('To', identity.to) : 'To: undisclosed-recipients:;',
    addressField('Cc', identity.cc),
    `Message-ID: ${identity.messageId}`,
    idField('In-Reply-To', identity.inReplyTo),
    idField('References', identity.references),
    // Some programs write their name behind it (RFC 2045, 4 allows a comment).
    ...(has('content-type') ? ['MIME-Version: 1.0'] : []),
  ].filter((field) => field !== '');
  return Buffer.concat([
    ...once.map(({ bytes }) => withCrlf(bytes)),
    Buffer.from(`${written.join('\r\n')}\r\n`, 'utf8'),
    CRLF,
  ]);
}

/** A line end that is LF alone is made CRLF, and one that is missing is added. */
function withCrlf(field: Buffer): Buffer {
  const text = field.toString('latin1').replace(/\r?\n/g, '\r\n');
  return Buffer.from(text.endsWith('\r\n') ? text : `${text}\r\n`, 'latin1');
}

const longest = 76;

/** Folded between addresses (RFC 5322 2.2.3); names encoded (RFC 2047) or quoted where they must be. */
function addressField(name: string, addresses: readonly MailAddress[]): string {
  if (addresses.length === 0) return '';
  return folded(`${name}:`, addresses.map(addressText), ',');
}

function addressText({ name, address }: MailAddress): string {
  const plain = oneLine(address).replace(/[<>\s]/g, '');
  const said = oneLine(name).trim();
  if (said === '') return plain;
  if (/^[\w !#$%&'*+/=?^`{|}~-]+$/.test(said)) return `${said} <${plain}>`;
  if (/^[\x20-\x7e]+$/.test(said)) return `"${said.replace(/(["\\])/g, '\\$1')}" <${plain}>`;
  return `${libmime.encodeWord(said, 'B', 52)} <${plain}>`;
}

const idField = (name: string, ids: readonly string[]): string =>
  ids.length === 0 ? '' : folded(`${name}:`, ids.map(oneLine), '');

function folded(start: string, parts: readonly string[], between: string): string {
  let line = start;
  const lines: string[] = [];
  parts.forEach((part, at) => {
    const piece = at < parts.length - 1 ? `${part}${between}` : part;
    if (line.length + 1 + piece.length > longest && line !== start) {
      lines.push(line);
      line = '';
    }
    line += ` ${piece}`;
  });
  return [...lines, line].join('\r\n');
}

/** No field of ours becomes two because a line end got into it. */
const oneLine = (text: string): string => text.replace(/[\u0000-\u001f\u007f]+/g, ' ');

const rfcDate = (date: Date): string => date.toUTCString().replace('GMT', '+0000');
