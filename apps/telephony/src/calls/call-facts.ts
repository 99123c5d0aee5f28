import type { CallChanged, CallEnded, EmployeeId } from '#libs/contracts';
import { phaseOf } from './call-moves.js';
import type { CallRecord, Leg } from './call-record.js';

const open = ({ legs }: CallRecord, is: (leg: Leg) => boolean): EmployeeId[] => {
  const employees = legs.filter((leg) => leg.endedAt === null && leg.line === 'staff' && is(leg));
  return [...new Set(employees.flatMap(({ employeeId }) => employeeId ?? []))];
};

/** What the world is told of a live call; without what changes with every telling. */
export function changeOf(record: CallRecord): Omit<CallChanged, 'revision' | 'at'> {
  const { callId, direction, channelId, counterpart, state, startedAt, answeredAt, consultBy } = record;
  const consulting = state === 'consulting';
  const consulted = consulting
    ? open(
        record,
        ({ employeeId, place }) => (place === 'ringing' || place === 'consult') && employeeId !== consultBy,
      )[0]
    : undefined;
  return {
    callId,
    direction,
    channelId,
    counterpart,
    phase: phaseOf(state, answeredAt !== null),
    startedAt,
    answeredAt,
    ringing: open(record, ({ place }) => place === 'ringing'),
    talking: open(record, ({ place, employeeId }) => place !== 'ringing' && (!consulting || employeeId !== consulted)),
    listening: record.listeners
      .filter(({ channel }) => record.legs.some((leg) => leg.channel === channel && leg.answeredAt !== null))
      .map(({ employeeId, mode }) => ({ employeeId, mode })),
    consulted: consulted ?? null,
    recordingPaused: record.recordingPaused,
  };
}

/** What the world is told of a call that is over. @param recording what is known of its sound */
export function endingOf(
  record: CallRecord,
  { follows, code }: { follows: boolean; code: string | null },
): Omit<CallEnded, 'evidence'> {
  const endedAt = record.endedAt ?? new Date().toISOString();
  return {
    callId: record.callId,
    revision: record.revision,
    direction: record.direction,
    channelId: record.channelId,
    counterpart: record.counterpart,
    startedAt: record.startedAt,
    answeredAt: record.answeredAt,
    endedAt,
    outcome: record.outcome ?? 'failed',
    cause: record.cause,
    endedBy: record.endedBy,
    legs: record.legs.flatMap((leg) =>
      leg.line === 'staff' && leg.employeeId !== null
        ? {
            employeeId: leg.employeeId,
            deviceId: leg.deviceId,
            rungAt: leg.rungAt,
            answeredAt: leg.answeredAt,
            endedAt: leg.endedAt ?? endedAt,
            by: leg.by,
          }
        : [],
    ),
    played: record.played,
    marks: record.marks,
    recording: follows ? 'follows' : 'none',
    noRecordingCode: code,
    routedByFallback: record.routedByFallback,
    cut: record.cut,
  };
}
