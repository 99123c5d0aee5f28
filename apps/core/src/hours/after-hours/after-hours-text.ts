import { nextOpen, isOpen } from '../business-hours.js';
import type { AfterHours } from '../channel-hours.view.js';
import type { Opening } from '../opening.js';

const dayMs = 86_400_000;
const quarterMs = 15 * 60_000;

/**
 * What whoever writes now is told. `{opens}` is the day and the time at which somebody is there again, in the language and by the clock of
 * the channel; where it is open now, as if one wrote after it has closed.
 */
export function afterHoursText({ text, language }: AfterHours, opening: Opening, now: Date): string {
  const opens = nextOpen(opening, closedMoment(opening, now));
  const { timeZone } = opening;
  const day = opens.toLocaleDateString(language, { timeZone, weekday: 'long', day: 'numeric', month: 'long' });
  const clock = opens.toLocaleTimeString(language, { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return text.replaceAll('{opens}', () => `${day}, ${clock}`);
}

/** The moment itself where it is closed then, otherwise when it closes next. */
function closedMoment(opening: Opening, now: Date): Date {
  for (let time = now.getTime(); time < now.getTime() + 7 * dayMs; time += quarterMs) {
    if (!isOpen(opening, new Date(time))) return new Date(time);
  }
  return now;
}
