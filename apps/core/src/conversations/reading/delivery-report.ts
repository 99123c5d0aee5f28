import { readLetterHeader, storable } from '#libs/letters';
import type { DeliveryReport } from './letter-content.js';

const reportTypes = new Set(['message/delivery-status', 'message/global-delivery-status']);
const originalTypes = new Set(['message/rfc822', 'text/rfc822-headers', 'message/global', 'message/global-headers']);
const recipientLimit = 100;

/** Whether a part of a multipart/report is needed to read the report. */
export function belongsToReport(type: string): boolean {
  return reportTypes.has(type) || originalTypes.has(type);
}

/** @param parts content of those parts, cut, in order of appearance */
export function readReport(parts: readonly { type: string; content: Buffer }[]): DeliveryReport | null {
  const status = parts.find((part) => reportTypes.has(part.type));
  if (!status) return null;
  const original = parts.find((part) => originalTypes.has(part.type));
  const messageId = original ? readLetterHeader(original.content, new Date()).header.messageId : null;
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
