import type { Sha256 } from '#libs/contracts';
import { createHash } from 'node:crypto';

/**
 * What a letter is, however often and through whichever mailbox it comes: its Message-ID together with the digest of its stable header
 * fields and body. Message-ID alone is the sender's to forge; a letter without one is known by its digest.
 * @returns `email:` and 64 hex digits
 */
export function letterNaturalKey(messageId: string | null, contentDigest: Sha256): string {
  const hash = createHash('sha256');
  if (messageId !== null) hash.update(messageId).update('\n');
  return `email:${hash.update(contentDigest).digest('hex')}`;
}
