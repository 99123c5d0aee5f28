import type { Reach, ReachableNumber } from '../requests.js';

interface Wanted {
  /** The number that somebody picked, or of the message that is answered. */
  channelId: string | null;
  conversationId: string | null;
}

/** From which number one writes: the chosen one, else that of the conversation, else one that has talked with the client, else the first. */
export function numberFor(reach: Reach | undefined, { channelId, conversationId }: Wanted): ReachableNumber | null {
  const numbers = reach?.whatsapp ?? [];
  return (
    numbers.find((each) => each.channelId === channelId) ??
    numbers.find((each) => conversationId !== null && each.conversationId === conversationId) ??
    numbers.find((each) => each.conversationId !== null) ??
    numbers[0] ??
    null
  );
}

const hourMs = 3_600_000;

/** endless: this number knows no window; ends: free text until then; soon: within three hours; closed: only a template may go. */
export type WindowState = 'endless' | 'ends' | 'soon' | 'closed';

export function windowOf(number: Pick<ReachableNumber, 'windowOpen' | 'windowClosesAt'>, nowMs: number): WindowState {
  if (!number.windowOpen) return 'closed';
  if (number.windowClosesAt === null) return 'endless';
  const leftMs = new Date(number.windowClosesAt).getTime() - nowMs;
  if (leftMs <= 0) return 'closed';
  return leftMs < 3 * hourMs ? 'soon' : 'ends';
}
