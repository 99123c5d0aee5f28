import { OperationalError } from '#libs/errors';

/** Everything that can be wrong with a mail server, by stable code. Interfaces translate these; people search for them. */
export type TroubleCode =
  | 'mail.host-unknown'
  | 'mail.connection-refused'
  | 'mail.timeout'
  | 'mail.tls-failed'
  | 'mail.certificate-untrusted'
  | 'mail.certificate-expired'
  | 'mail.certificate-name'
  | 'mail.starttls-missing'
  | 'mail.password-refused'
  | 'mail.password-missing'
  | 'mail.token-refused'
  | 'mail.sign-in-again'
  | 'mail.sign-in-away'
  | 'mail.sign-in-unset'
  | 'mail.folder-missing'
  | 'mail.server-refused'
  | 'mail.server-away';

/** A mail server's error, translated once at the door. `reply` is the server's own words, cut: for people with a right to them. */
export class MailServerTrouble extends OperationalError {
  constructor(
    override readonly code: TroubleCode,
    readonly reply: string | null = null,
    cause?: unknown,
  ) {
    super(code, {}, { cause });
  }
}

/** What imapflow, nodemailer and Node's sockets hang on their errors. */
interface VendorError {
  code?: unknown;
  originalCode?: unknown;
  authenticationFailed?: unknown;
  tlsFailed?: unknown;
  mailboxMissing?: unknown;
  serverResponseCode?: unknown;
  responseStatus?: unknown;
  responseText?: unknown;
  response?: unknown;
  responseCode?: unknown;
  command?: unknown;
  cert?: unknown;
  message?: unknown;
}

const expired = /CERT_HAS_EXPIRED|certificate has expired/i;
const otherName = /ERR_TLS_CERT_ALTNAME|HOSTNAME_MISMATCH|does not match certificate/i;
const certificate =
  /SELF_SIGNED|CERT_|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|ERR_TLS_CERT|HOSTNAME_MISMATCH|self.signed certificate|certificate/i;
const tls = /^ETLS$|^EPROTO$|^ERR_SSL|^ERR_TLS|wrong version number|SSL routines/i;
const timeout = /TIMEOUT|ETIMEDOUT|UNDER_WAY/i;

/** Also for IMAP's response codes (RFC 5530): these say that the password may be right, only not now. */
const passing = new Set(['UNAVAILABLE', 'INUSE', 'LIMIT', 'SERVERBUG', 'CONTACTADMIN']);

/** @param error whatever imapflow, nodemailer or a socket threw; our own troubles pass unchanged */
export function troubleOf(error: unknown): MailServerTrouble {
  if (error instanceof MailServerTrouble) return error;
  const vendor = (typeof error === 'object' && error !== null ? error : {}) as VendorError;
  const codes = [vendor.originalCode, vendor.code].filter((code) => typeof code === 'string');
  const text = typeof vendor.message === 'string' ? vendor.message : '';
  const reply = repliedBy(vendor);
  const is = (code: TroubleCode) => new MailServerTrouble(code, reply, error);
  const any = (pattern: RegExp) => codes.some((code) => pattern.test(code)) || pattern.test(text);

  if (codes.some((code) => /^(ENOTFOUND|EAI_|EDNS)/.test(code))) return is('mail.host-unknown');
  if (codes.includes('ECONNREFUSED')) return is('mail.connection-refused');
  if (vendor.authenticationFailed === true || codes.includes('EAUTH')) {
    const later =
      (typeof vendor.serverResponseCode === 'string' && passing.has(vendor.serverResponseCode)) ||
      (typeof vendor.responseCode === 'number' && vendor.responseCode < 500);
    return is(later ? 'mail.server-away' : 'mail.password-refused');
  }
  if (/STARTTLS/i.test(text) && /support|require|available|advertis/i.test(text)) return is('mail.starttls-missing');
  // nodemailer asks for STARTTLS although it was not offered, and reports the refusal.
  if (vendor.command === 'STARTTLS' && typeof vendor.responseCode === 'number') return is('mail.starttls-missing');
  if (any(expired)) return is('mail.certificate-expired');
  if (any(otherName)) return new MailServerTrouble('mail.certificate-name', namesOf(vendor), error);
  if (any(certificate)) return is('mail.certificate-untrusted');
  if (vendor.tlsFailed === true || any(tls)) return is('mail.tls-failed');
  if (vendor.mailboxMissing === true) return is('mail.folder-missing');
  if (codes.some((code) => timeout.test(code))) return is('mail.timeout');
  if (vendor.responseStatus === 'NO' || vendor.responseStatus === 'BAD') return is('mail.server-refused');
  return is('mail.server-away');
}

/** Asking again at once would bring the account nearer to being locked, or ask for what only a person can give. */
export const locksOut = (code: string | null): boolean =>
  code === 'mail.password-refused' || code === 'mail.sign-in-again' || code === 'mail.sign-in-unset';

/** The server answered a command with NO or BAD: the connection is fine, only this was refused. */
export function isRefusal(error: unknown): boolean {
  const status = (error as VendorError | null)?.responseStatus;
  return status === 'NO' || status === 'BAD';
}

function repliedBy(vendor: VendorError): string | null {
  const said = [vendor.responseText, vendor.response].find((words) => typeof words === 'string' && words !== '');
  return typeof said === 'string' ? cutReply(said) : null;
}

/** For which servers the certificate was made, as Node has read it: `mail.corp.test, imap.corp.test`. */
function namesOf({ cert }: VendorError): string | null {
  const names = (cert as { subjectaltname?: unknown } | null | undefined)?.subjectaltname;
  return typeof names === 'string' ? cutReply(names.replace(/(^|, )(?:DNS|IP Address):/g, '$1')) : null;
}

/** A server's words for a person: one line, at most 300 characters. */
export const cutReply = (text: string): string =>
  text
    .replace(/[^\P{C}]+/gu, ' ')
    .trim()
    .slice(0, 300);
