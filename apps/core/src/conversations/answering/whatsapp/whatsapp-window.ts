import type { WhatsappNumberSettings } from '#libs/contracts';

/** Meta's customer service window: free words for so long after the client's last message, afterwards templates alone. */
const windowMs = 24 * 60 * 60 * 1_000;

/**
 * Whether something else than a template may be sent now.
 * @returns closesAt null: it never closes (a linked device), or was never open
 */
export function windowOf(
  driver: WhatsappNumberSettings['driver'],
  lastInboundAt: Date | null,
  now: Date,
): { closesAt: Date | null; open: boolean } {
  if (driver === 'web') return { closesAt: null, open: true };
  if (lastInboundAt === null) return { closesAt: null, open: false };
  const closesAt = new Date(lastInboundAt.getTime() + windowMs);
  return { closesAt, open: closesAt > now };
}

/** Without a phone behind it nothing leaves; whatever else is the matter passes, and messages wait for it. */
const without: ReadonlySet<string> = new Set(['off', 'unlinked', 'linking']);

export const canSend = (number: { enabled: boolean; state: string }): boolean =>
  number.enabled && !without.has(number.state);
