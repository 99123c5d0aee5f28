import type { LegView } from '../softphone/phone-view.js';
import type { Call } from './call.js';

/** How somebody stands to a live call, and with it what the page offers them. */
export type Standing =
  /** It rings at theirs: answer, decline. */
  | 'rings'
  /** They placed it, and the other side has not answered yet. */
  | 'dials'
  | 'talks'
  /** A colleague talks it over with them, before the client is handed on. */
  | 'asked'
  /** The client hears music. */
  | 'holds'
  /** A manager with an ear, or a voice, in it. */
  | 'listens'
  /** It is others' business. */
  | 'none';

/**
 * From what the server says of the call, and from what this browser's line knows already: an INVITE is here before the news of it.
 */
export function standingOf(call: Call, me: string, leg: LegView | undefined): Standing {
  if (call.phase === 'ended') return 'none';
  if (leg?.purpose === 'listen' || call.listening.some(({ employee }) => employee.id === me)) return 'listens';
  if (leg?.purpose === 'ring' && (leg.state === 'ringing' || leg.state === 'answering')) return 'rings';
  const isRung = call.ringing.some(({ id }) => id === me);
  if (call.consulted?.id === me && (leg?.state === 'talking' || (leg === undefined && !isRung))) return 'asked';
  // Answered here, and the server has not heard of it yet.
  if (leg?.purpose === 'ring' && leg.state === 'talking') return call.phase === 'held' ? 'holds' : 'talks';
  const placedByMe = call.direction !== 'inbound' && call.employee?.id === me;
  if (call.talking.some(({ id }) => id === me)) {
    if (call.phase === 'held') return 'holds';
    return call.phase === 'ringing' && placedByMe ? 'dials' : 'talks';
  }
  if (placedByMe && call.phase === 'ringing') return 'dials';
  return isRung ? 'rings' : 'none';
}

export interface InHand {
  readonly call: Call;
  readonly standing: Exclude<Standing, 'none'>;
  readonly leg: LegView | undefined;
}

const order: readonly Standing[] = ['talks', 'asked', 'dials', 'listens', 'holds', 'rings'];

/** One's own live calls: the one that is spoken first, those on hold after it, those that ring last. */
export function inHand(calls: readonly Call[], me: string, legs: readonly LegView[]): InHand[] {
  return calls
    .flatMap((call): InHand[] => {
      const leg = legs.find((each) => each.callId === call.id && each.state !== 'ended');
      const standing = standingOf(call, me, leg);
      return standing === 'none' ? [] : [{ call, standing, leg }];
    })
    .sort((a, b) => order.indexOf(a.standing) - order.indexOf(b.standing));
}
