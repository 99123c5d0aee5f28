import type { CallEnded, CallId, MailAddress } from '#libs/contracts';

/** What stands for ever in the header of a call's interaction. Ids, codes and moments; whoever called or was called is in `from` and `to`. */
export interface CallFacts {
  readonly [name: string]: CallJson;
  readonly callId: CallId;
  readonly outcome: CallEnded['outcome'];
  readonly startedAt: string;
  readonly answeredAt: string | null;
  readonly endedAt: string;
  /** Until somebody answered or the caller gave up. */
  readonly waitMs: number;
  /** null: nobody spoke. */
  readonly talkMs: number | null;
  readonly cause: number | null;
  readonly endedBy: CallEnded['endedBy'];
  readonly legs: readonly {
    readonly [name: string]: CallJson;
    readonly employeeId: string;
    readonly rungAt: string;
    readonly answeredAt: string | null;
    readonly endedAt: string;
    readonly by: string;
  }[];
  readonly marks: readonly {
    readonly [name: string]: CallJson;
    readonly is: string;
    readonly from: string;
    readonly to: string | null;
    readonly employeeId: string | null;
  }[];
  readonly cut: boolean;
  /** Why there is no recording; null: one follows. */
  readonly missing: string | null;
  readonly routedByFallback: boolean;
}

type CallJson = null | boolean | number | string | readonly CallJson[] | { readonly [name: string]: CallJson };

/** In the shape of a letter's header, so that an unplaced call is found and placed as an unplaced letter is. */
export interface CallHeader {
  readonly [name: string]: CallJson;
  readonly from: readonly MailAddress[];
  readonly to: readonly MailAddress[];
  readonly call: CallFacts;
}

/**
 * @param numbers E.164 of the outside party (or as it was said; null: hidden) and of ours
 */
export function callHeader(ended: CallEnded, numbers: { outside: string | null; ours: string }): CallHeader {
  const outside = numbers.outside === null ? [] : [{ name: '', address: numbers.outside }];
  const ours = [{ name: '', address: numbers.ours }];
  const inbound = ended.direction === 'inbound';
  return { from: inbound ? outside : ours, to: inbound ? ours : outside, call: factsOf(ended) };
}

function factsOf(ended: CallEnded): CallFacts {
  const spanMs = (from: string, to: string) => Math.max(0, Date.parse(to) - Date.parse(from));
  return {
    callId: ended.callId,
    outcome: ended.outcome,
    ...{ startedAt: ended.startedAt, answeredAt: ended.answeredAt, endedAt: ended.endedAt },
    waitMs: spanMs(ended.startedAt, ended.answeredAt ?? ended.endedAt),
    talkMs: ended.answeredAt === null ? null : spanMs(ended.answeredAt, ended.endedAt),
    ...{ cause: ended.cause, endedBy: ended.endedBy },
    legs: ended.legs.map(({ employeeId, rungAt, answeredAt, endedAt, by }) => ({
      ...{ employeeId, rungAt, answeredAt, endedAt, by },
    })),
    marks: ended.marks.map(({ is, from, to, employeeId }) => ({ is, from, to, employeeId })),
    cut: ended.cut,
    missing: ended.recording === 'none' ? (ended.noRecordingCode ?? 'call.unrecorded') : null,
    routedByFallback: ended.routedByFallback,
  };
}

/** Nobody of ours spoke with somebody who called us. */
export const isMissed = ({ direction, outcome }: Pick<CallEnded, 'direction' | 'outcome'>): boolean =>
  direction === 'inbound' && outcome !== 'answered' && outcome !== 'refused';
