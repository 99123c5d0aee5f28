import type { TFunction } from 'i18next';
import type { Call } from './call.js';

type Line = 'inbound' | 'outbound' | 'internal' | Exclude<NonNullable<Call['outcome']>, 'answered'>;

/** What became of a call, in one word of ours: an answered one is told by its direction. */
export const lineOf = ({ direction, outcome }: Pick<Call, 'direction' | 'outcome'>): Line =>
  outcome === null || outcome === 'answered' ? direction : outcome;

export const lineText = (t: TFunction, call: Pick<Call, 'direction' | 'outcome'>): string =>
  t(`calls.line.${lineOf(call)}`);

/** Nobody spoke, and somebody of ours is to do something about it. */
export const wasMissed = ({ direction, outcome }: Pick<Call, 'direction' | 'outcome'>): boolean =>
  direction === 'inbound' && (outcome === 'missed' || outcome === 'voicemail');

/** Who is on the other side: the client, their masked number, a colleague, or nobody who wants to be known. */
export function otherSide(t: TFunction, call: Call, me: string, shownName = ''): string {
  if (call.client !== null) return call.client.name;
  if (call.direction === 'internal') {
    const others = [...call.talking, ...call.ringing, ...(call.employee === null ? [] : [call.employee])];
    return others.find(({ id }) => id !== me)?.name ?? (shownName || t('calls.colleague'));
  }
  return call.shown ?? t('calls.hidden');
}

/** The masked number, where it says more than the name does. */
export const numberBeside = (call: Call): string | null => (call.client === null ? null : call.shown);

/** Whose initials stand for them: a number has none. */
export const pictured = (call: Call, who: string): string =>
  call.client === null && call.direction !== 'internal' ? '?' : who;
