import { afterOpenMinutes } from '../../hours/business-hours.js';
import type { Opening } from '../../hours/opening.js';
import type { TeamRouting } from '../teams/team-routing.view.js';

export const alwaysOpen: Opening = { timeZone: 'UTC', hours: [], holidays: [] };

/** @returns until when a client is to be answered, and when whoever has it is warned; null: there is no target */
export function targetOf(
  routing: Pick<TeamRouting, 'firstAnswerMinutes' | 'nextAnswerMinutes' | 'warnMinutes'>,
  { since, answered, opening }: { since: Date; answered: boolean; opening: Opening | null },
): { answerBy: Date; warnAt: Date } | null {
  const minutes = answered ? routing.nextAnswerMinutes : routing.firstAnswerMinutes;
  if (minutes === null) return null;
  const open = opening ?? alwaysOpen;
  // A target shorter than its warning is warned of from the beginning.
  const untilWarning = Math.max(0, minutes - routing.warnMinutes);
  return { answerBy: afterOpenMinutes(open, since, minutes), warnAt: afterOpenMinutes(open, since, untilWarning) };
}
