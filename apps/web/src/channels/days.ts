/** How a day of a channel was: nothing is kept of it, it worked, it was out for a moment, or for longer. */
export interface ChannelDay {
  /** Its beginning, in the time zone of whoever looks. */
  at: Date;
  is: 'unknown' | 'good' | 'shaken' | 'bad';
  outMs: number;
}

export interface Outage {
  beganAt: string;
  endedAt: string | null;
}

const minuteMs = 60_000;
/** Shorter ones are connections that came back by themselves: they are shown, and not as loud. */
const shakenUpToMs = 5 * minuteMs;
export const daysShown = 30;

/** The last 30 days, the oldest first, today last. */
export function daysOf(outages: readonly Outage[], keptSince: Date, now: Date): ChannelDay[] {
  return Array.from({ length: daysShown }, (_, n) => {
    const back = daysShown - 1 - n;
    const at = new Date(now.getFullYear(), now.getMonth(), now.getDate() - back);
    const end = new Date(now.getFullYear(), now.getMonth(), now.getDate() - back + 1);
    if (end <= keptSince) return { at, is: 'unknown', outMs: 0 };
    const outMs = outBetween(outages, at, end < now ? end : now);
    // One that goes on now is told by the light beside it: the strip says the same, however short it is.
    const isOut = back === 0 && outages.some(({ endedAt }) => endedAt === null);
    return { at, is: isOut || outMs > shakenUpToMs ? 'bad' : outMs > 0 ? 'shaken' : 'good', outMs };
  });
}

function outBetween(outages: readonly Outage[], from: Date, to: Date): number {
  return outages.reduce((sum, { beganAt, endedAt }) => {
    const began = Math.max(Date.parse(beganAt), from.getTime());
    const ended = Math.min(endedAt === null ? to.getTime() : Date.parse(endedAt), to.getTime());
    return sum + Math.max(0, ended - began);
  }, 0);
}

/** The share of the last 30 days, or of those since it is kept, in which it worked; null: nothing is kept yet. */
export function workedShare(outages: readonly Outage[], keptSince: Date, now: Date): number | null {
  const from = new Date(Math.max(keptSince.getTime(), now.getTime() - daysShown * 24 * 60 * minuteMs));
  const all = now.getTime() - from.getTime();
  return all < minuteMs ? null : 1 - outBetween(outages, from, now) / all;
}

/** 0.99987 → 99.98 %: rounded down, for whoever was out once was not there always. */
export function shareText(share: number, language: string): string {
  const digits = share > 0.99 ? 2 : 1;
  const floored = Math.floor(share * 100 * 10 ** digits) / 10 ** digits / 100;
  return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: digits }).format(floored);
}
