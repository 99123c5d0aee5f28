import { createHmac, timingSafeEqual } from 'node:crypto';
import { copyMarkHeader, type InteractionId } from '#libs/contracts';
import type { MasterKey } from '#libs/evidence';

const purpose = 'copy-mark';

/**
 * Our mark on an automatic copy, `<interaction id>.<HMAC-SHA-256, 32 hex digits>`: a copy that comes back is known by it and never
 * copied again. Without the HMAC a sender could put the mark on and keep a letter out of the archive.
 */
export function copyMark(masterKey: MasterKey, id: InteractionId): string {
  const key = masterKey.derive(purpose, 32);
  return `${id}.${createHmac('sha256', key).update(id).digest('hex').slice(0, 32)}`;
}

export function isOwnCopyMark(masterKey: MasterKey, mark: string | null): boolean {
  if (mark === null) return false;
  const given = Buffer.from(mark.trim());
  const expected = Buffer.from(copyMark(masterKey, given.toString().split('.')[0]! as InteractionId));
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** What is put before a letter that is sent on unchanged (RFC 5322 3.6.6), each without line end. */
export function copyHeaders(
  masterKey: MasterKey,
  copy: { interactionId: InteractionId; from: string; to: string; at: Date; messageId: string },
): string[] {
  return [
    `Resent-From: <${copy.from}>`,
    `Resent-To: <${copy.to}>`,
    `Resent-Date: ${copy.at.toUTCString().replace('GMT', '+0000')}`,
    `Resent-Message-ID: ${copy.messageId}`,
    `${copyMarkHeader}: ${copyMark(masterKey, copy.interactionId)}`,
  ];
}
