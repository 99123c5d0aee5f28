import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ChannelId } from '#libs/contracts';

export interface AppSecret {
  readonly channelId: ChannelId;
  readonly secret: string;
}

/**
 * For which numbers a delivery is signed: HMAC-SHA256 over the bytes as they came, held against every secret of ours in constant time.
 * A body that was read and written again has other bytes (escaped characters, spaces), so nothing is read before this.
 * @param signature the header X-Hub-Signature-256: `sha256=` and 64 hexadecimal digits
 * @returns none: nobody's, and nothing of it may be believed
 */
export function signedFor(body: Buffer, signature: string | null, secrets: readonly AppSecret[]): ChannelId[] {
  const given = /^sha256=([0-9a-f]{64})$/i.exec(signature ?? '')?.[1];
  if (given === undefined) return [];
  const claimed = Buffer.from(given, 'hex');
  const bySecret = new Map<string, Set<ChannelId>>();
  for (const { channelId, secret } of secrets) {
    bySecret.set(secret, (bySecret.get(secret) ?? new Set()).add(channelId));
  }
  const signers = new Set<ChannelId>();
  for (const [secret, channels] of bySecret) {
    const right = timingSafeEqual(createHmac('sha256', secret).update(body).digest(), claimed);
    if (right) for (const channelId of channels) signers.add(channelId);
  }
  return [...signers];
}

/** In constant time for tokens of any length. */
export function isSameToken(given: string, kept: string): boolean {
  const digest = (text: string) => createHmac('sha256', 'keepline').update(text).digest();
  return timingSafeEqual(digest(given), digest(kept));
}
