import type { NumberFacts } from '../driver/driver.port.js';
import type { FullStanding } from './number-standing.js';
import type { NumberPast } from './number.repository.js';
import type { Queue } from './number-watch.repository.js';

const minuteMs = 60_000;
/** A message that waits longer than this for anything but its turn. */
const stuckMs = 10 * minuteMs;
const phoneAwayMs = 10 * minuteMs;
/** A message to oneself comes back within seconds; what takes longer than this does not come back. */
export const canaryWithinMs = 5 * minuteMs;

export interface Sight {
  readonly facts: NumberFacts;
  readonly standing: FullStanding;
  /** When the phone was seen going offline; null while it is not. */
  readonly phoneOfflineSince: Date | null;
  readonly queue: Queue;
  readonly canary: NumberPast['canary'];
  readonly lastEventAt: Date | null;
  readonly now: Date;
}

export const watchedCodes = [
  'whatsapp.queue-growing',
  'whatsapp.phone-offline',
  'whatsapp.canary-lost',
  'whatsapp.silent',
] as const;

export interface Worry {
  readonly code: (typeof watchedCodes)[number];
  readonly severity: 'warning' | 'alarm';
  readonly details?: Readonly<Record<string, string | number>>;
  /** What it began with: the same trouble is one alert. */
  readonly since: Date;
}

/** What is wrong with a number that nobody said: the queue grows, the phone is away, the canary is lost. */
export function worriesOf({ facts, queue, canary, phoneOfflineSince, now }: Sight): Worry[] {
  if (!facts.enabled) return [];
  const longer = (since: Date | null, ms: number): since is Date =>
    since !== null && now.getTime() - since.getTime() > ms;
  const worries: Worry[] = [];
  if (longer(queue.oldestStuck, stuckMs)) {
    const details = { waiting: queue.queued };
    worries.push({ code: 'whatsapp.queue-growing', severity: 'alarm', details, since: queue.oldestStuck });
  }
  if (longer(phoneOfflineSince, phoneAwayMs)) {
    worries.push({ code: 'whatsapp.phone-offline', severity: 'warning', since: phoneOfflineSince });
  }
  if (canary && canary.returnedAt === null && longer(canary.sentAt, canaryWithinMs)) {
    worries.push({ code: 'whatsapp.canary-lost', severity: 'alarm', since: canary.sentAt });
  }
  return worries;
}

/** Since when nothing came, where that is longer than is allowed; null otherwise. Whether it is usual is for the past to say. */
export function silentSince({ facts, standing, lastEventAt, now }: Sight): Date | null {
  const { silentAfterMinutes } = facts.settings;
  if (!facts.enabled || silentAfterMinutes === null || lastEventAt === null || standing.state !== 'ready') return null;
  return now.getTime() - lastEventAt.getTime() > silentAfterMinutes * minuteMs ? lastEventAt : null;
}

/** Nothing now is only strange where there usually was something: in at least half of the weeks that are known, and at least two. */
export const isUnusual = ({ weeks, lively }: { weeks: number; lively: number }): boolean =>
  lively >= 2 && lively * 2 >= weeks;

/** Whether the next canary is due. */
export function canaryDue({ facts, standing, canary, now }: Sight): boolean {
  const { canaryEveryMinutes } = facts.settings;
  if (!facts.enabled || canaryEveryMinutes === null || standing.state !== 'ready') return false;
  return canary === null || now.getTime() - canary.sentAt.getTime() >= canaryEveryMinutes * minuteMs;
}
