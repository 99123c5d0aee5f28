import type { PhoneNumber } from '#libs/contracts';
import type { Role } from '../../access/viewer.js';
import { isEmergency } from '../../telephony/emergency-numbers.js';
import { startsWithAny, type TelephonyPolicy } from '../../telephony/policy/policy.view.js';

/** How many calls there are at the moment of one more. */
export interface CallCounts {
  /** To the outside, now. */
  readonly concurrent: number;
  /** Of this employee, within a day. */
  readonly ofEmployee: number;
  /** Of the whole company to other countries, within a day. */
  readonly abroad: number;
}

export type Refusal =
  | 'call.premium-refused'
  | 'call.country-refused'
  | 'call.limit-reached'
  | 'call.dialling-not-allowed'
  | 'call.not-a-client'
  | 'call.nobody'
  | 'call.no-number';

/** What a thief of a telephone does, and no employee by chance: these are told at once. */
export const suspicious: ReadonlySet<Refusal> = new Set<Refusal>(['call.premium-refused', 'call.limit-reached']);

/**
 * Whether a number may be called at all, whoever asks and from where: what costs money is refused first.
 * @param to its country is null where the number's own cannot be told (satellites, networks of the world)
 */
export function outsideRefusal(
  policy: TelephonyPolicy,
  to: { number: PhoneNumber; country: string | null; abroad: boolean },
  counts: CallCounts,
): Refusal | null {
  if (startsWithAny(to.number, policy.premiumPrefixes)) return 'call.premium-refused';
  if (to.country === null || !policy.countries.includes(to.country)) return 'call.country-refused';
  if (counts.concurrent >= policy.maxConcurrentOut) return 'call.limit-reached';
  if (counts.ofEmployee >= policy.maxPerEmployeePerDay) return 'call.limit-reached';
  if (to.abroad && counts.abroad >= policy.maxAbroadPerDay) return 'call.limit-reached';
  return null;
}

/** Whether somebody may dial what they typed. @param onCard it stands on a card that they may see */
export function typedRefusal(policy: TelephonyPolicy, role: Role, onCard: boolean): Refusal | null {
  const may = { none: false, managers: role === 'owner' || role === 'manager', all: true }[policy.dialPad];
  if (!may) return 'call.dialling-not-allowed';
  return policy.clientsOnly && !onCard ? 'call.not-a-client' : null;
}

/** What was dialled: a call for help, an extension, a client's short code, or a number. */
export type Dialled =
  | { readonly is: 'emergency'; readonly number: string }
  | { readonly is: 'extension'; readonly number: string }
  | { readonly is: 'short-code'; readonly code: number }
  | { readonly is: 'number'; readonly words: string };

/** @param country of the company: what calls for help there does so whatever else it might be */
export function readDialled(dialled: string, country: string): Dialled {
  const keys = dialled.replace(/[\s()./-]/g, '');
  if (isEmergency(keys, country)) return { is: 'emergency', number: keys };
  const code = /^\*(\d{1,9})#?$/.exec(keys)?.[1];
  if (code !== undefined) return { is: 'short-code', code: Number(code) };
  return /^\d{2,6}$/.test(keys) ? { is: 'extension', number: keys } : { is: 'number', words: keys };
}
