import type { ReadAttachment } from '../interaction-content.js';

/** What a full reading of an original gives. All text can be stored in PostgreSQL and JSON. */
export interface LetterContent {
  text: string;
  html: string | null;
  attachments: ReadAttachment[];
  /** Why it could not be read to its end (`letter.unreadable`); what was read until then is here all the same. */
  problem: string | null;
  /** What a mail server tells of one of our letters; null for an ordinary letter. */
  report: DeliveryReport | null;
  /** That a letter of ours was opened; null for an ordinary letter. */
  receipt: ReadReceipt | null;
}

/** RFC 3464. */
export interface DeliveryReport {
  /** Message-ID of the letter that it tells of; null where the report does not bring it back. */
  messageId: string | null;
  /** Read out of the words of a server that does not keep to RFC 3464: believed only of a letter whose header says that it is one. */
  inWords?: boolean;
  recipients: { address: string; action: string; status: string; diagnostic: string }[];
}

/** RFC 8098. */
export interface ReadReceipt {
  messageId: string | null;
  /** Lower case: to whom it was sent, and who read it. */
  addresses: string[];
  displayed: boolean;
}

export const textLimit = 1_000_000;
export const htmlLimit = 2_000_000;
export const attachmentLimit = 1_000;

// Line ends and tabs are text; every other control character, and NUL above all, is not.
const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;
const loneSurrogate = /\p{Surrogate}/gu;

/** A text of many lines that PostgreSQL and JSON take. */
export function storableText(text: string, limit: number): string {
  return text.slice(0, limit).replaceAll('\r\n', '\n').replace(control, '').replace(loneSurrogate, '\ufffd');
}
