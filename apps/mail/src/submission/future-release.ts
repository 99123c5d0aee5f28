import { fieldValue } from '#libs/letters';
import { LetterRefused } from '../receiving/smtp/letter-guard.js';
import { refusalOf } from './refusals.js';

/** As long as an answer that was written on the page may wait. */
export const longestWaitS = 183 * 86_400;

/** What EHLO says of it (RFC 4865, 4): for how long at most, and until when. */
export const futureRelease = (now: Date): string =>
  `FUTURERELEASE ${longestWaitS} ${new Date(now.getTime() + longestWaitS * 1_000).toISOString().replace(/\.\d+Z$/, 'Z')}`;

const wrong = (why: string) => new LetterRefused(501, `5.5.4 ${why}`);
const moment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z$/i;

/** When MAIL FROM says that the letter is to go; null: now. @throws LetterRefused 501 */
export function releaseAt(args: unknown, now: Date): Date | null {
  const { HOLDFOR: holdFor, HOLDUNTIL: holdUntil } = (args || {}) as Record<string, unknown>;
  if (holdFor === undefined && holdUntil === undefined) return null;
  if (holdFor !== undefined && holdUntil !== undefined) throw wrong('HOLDFOR and HOLDUNTIL cannot stand together');
  if (holdFor !== undefined) {
    if (typeof holdFor !== 'string' || !/^[1-9]\d{0,8}$/.test(holdFor)) throw wrong('HOLDFOR is a number of seconds');
    return within(new Date(now.getTime() + Number(holdFor) * 1_000), now);
  }
  const at = typeof holdUntil === 'string' && moment.test(holdUntil) ? new Date(holdUntil) : null;
  if (at === null || Number.isNaN(at.getTime())) throw wrong('HOLDUNTIL is a moment like 2030-01-31T08:00:00Z');
  if (at <= now) throw wrong('HOLDUNTIL has passed');
  return within(at, now);
}

function within(at: Date, now: Date): Date {
  if (at.getTime() > now.getTime() + longestWaitS * 1_000) throw wrong(`A letter waits ${longestWaitS} s at most`);
  return at;
}

/**
 * When the letter itself says that it is to go (RFC 2156, 3.5.3; Outlook writes it); null: now, also where that has passed. What cannot be
 * understood does not go at once: it was not to.
 * @throws LetterRefused
 */
export function deferredUntil(head: Buffer, now: Date): Date | null {
  const said = fieldValue(head, 'deferred-delivery');
  if (said === null || said === '') return null;
  const at = new Date(said);
  if (Number.isNaN(at.getTime()) || at.getTime() > now.getTime() + longestWaitS * 1_000)
    throw refusalOf('submission.later-invalid', null);
  return at > now ? at : null;
}
