import { readLetterHeader, storable } from '#libs/letters';
import type { DeliveryReport, ReadReceipt } from './letter-content.js';

const reportTypes = new Set(['message/delivery-status', 'message/global-delivery-status']);
const originalTypes = new Set(['message/rfc822', 'text/rfc822-headers', 'message/global', 'message/global-headers']);
const receiptType = 'message/disposition-notification';
const recipientLimit = 100;

/** Whether a part of a multipart/report is needed to read the report. */
export function belongsToReport(type: string): boolean {
  return reportTypes.has(type) || originalTypes.has(type) || type === receiptType;
}

type Part = { readonly type: string; readonly content: Buffer };

/** The header of what came back. @param parts content of those parts, cut, in order of appearance */
export const originalOf = (parts: readonly Part[]): Buffer | null =>
  parts.find((part) => originalTypes.has(part.type))?.content ?? null;

/** That somebody's program showed a letter of ours (RFC 8098, 3.2). @param parts as above @returns null where no part says so */
export function readReceipt(parts: readonly Part[]): ReadReceipt | null {
  const part = parts.find(({ type }) => type === receiptType);
  if (!part) return null;
  const fields = fieldsOf(part.content.toString('utf8'));
  const id = /<[^<>\s]{1,996}>/.exec(fields.get('original-message-id') ?? '')?.[0];
  const original = originalOf(parts);
  const given = original === null ? null : readLetterHeader(original, new Date()).header.messageId;
  const addresses = [fields.get('original-recipient'), fields.get('final-recipient')].map((one) =>
    addressOf(one ?? ''),
  );
  return {
    messageId: id ?? given,
    addresses: [...new Set(addresses)].filter((one) => one !== ''),
    // `manual-action/MDN-sent-manually; displayed`: deleted unread and refused are no reading.
    displayed: /;\s*displayed\b/i.test(fields.get('disposition') ?? ''),
  };
}

/** @param parts as above */
export function readReport(parts: readonly Part[]): DeliveryReport | null {
  const status = parts.find((part) => reportTypes.has(part.type));
  if (!status) return null;
  const original = originalOf(parts);
  const messageId = original ? readLetterHeader(original, new Date()).header.messageId : null;
  // The first block tells of the letter, each later one of a recipient.
  const blocks = status.content
    .toString('utf8')
    .split(/\r?\n[ \t]*\r?\n/)
    .map(fieldsOf);
  const recipients = blocks
    .filter((fields) => fields.has('final-recipient') || fields.has('original-recipient'))
    .slice(0, recipientLimit)
    .map((fields) => ({
      address: addressOf(fields.get('original-recipient') ?? fields.get('final-recipient') ?? ''),
      action: (fields.get('action') ?? '').toLowerCase(),
      status: fields.get('status') ?? '',
      diagnostic: (fields.get('diagnostic-code') ?? '').replace(/^\w+\s*;\s*/, ''),
    }));
  return { messageId, recipients };
}

function fieldsOf(block: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of block.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0) fields.set(line.slice(0, colon).trim().toLowerCase(), storable(line.slice(colon + 1), 1_000));
  }
  return fields;
}

/** `rfc822; ada@client.test` → `ada@client.test`, lower case. */
function addressOf(value: string): string {
  return value
    .replace(/^[^;]*;/, '')
    .trim()
    .replace(/^<|>$/g, '')
    .toLowerCase();
}
