import { v7 as uuidv7 } from 'uuid';
import type { RecordingId } from '#libs/contracts';
import type { CallRecord, Leg } from '../calls/call-record.js';
import type { EnginePaths } from '../engine/engine.js';
import type { Span } from './lane-meter.js';
import type { SpooledSound } from './recording.repository.js';
import { filesOf, isThere } from './spool.js';

/** What becomes of the sound of a call that is over. */
export interface CallSound {
  follows: boolean;
  /** Why nothing follows. */
  code: string | null;
  /** There should have been a recording. */
  missing: string | null;
  orders: SpooledSound[];
  /** Files that nobody is to hear: of a call in which nobody spoke. */
  unwanted: string[];
}

/** @param diskFull the engine had no room to write */
export async function soundOf(
  record: CallRecord,
  paths: Pick<EnginePaths, 'spool' | 'voicemail'>,
  diskFull: boolean,
): Promise<CallSound> {
  // The recorder is there before the answer: also of a leg that never was answered there may be files.
  const recorded = record.legs.filter(({ line, moved }) => line === 'outside' && !moved);
  const legs = recorded.filter(({ answeredAt }) => answeredAt !== null);
  const pairs = recorded.map((leg) => ({ leg, files: filesOf(paths, { kind: 'call', source: leg.channel }) }));
  const orders: SpooledSound[] = [];
  const unwanted: string[] = [];
  let missing: string | null = null;
  for (const { leg, files } of pairs) {
    if (record.answeredAt === null || leg.answeredAt === null) unwanted.push(...files);
    else if (await isThere(files)) orders.push(orderOf(record, leg));
    else missing = diskFull ? 'recording.disk-full' : 'recording.no-file';
  }
  const { voicemail } = record;
  if (voicemail) {
    const files = filesOf(paths, { kind: 'voicemail', source: voicemail.name });
    if (voicemail.spoken === true && (await isThere(files))) orders.push(messageOf(record, voicemail));
    else unwanted.push(...files);
  }
  const follows = orders.length > 0;
  return { follows, code: follows ? null : codeOf(record, legs, missing), missing, orders, unwanted };
}

function codeOf(record: CallRecord, legs: readonly Leg[], missing: string | null): string {
  if (missing !== null) return missing;
  if (record.refusedBy !== null) return record.refusedBy;
  if (record.answeredAt === null) return 'call.nothing-said';
  if (record.legs.some(({ moved }) => moved)) return 'call.joined-another';
  return legs.length === 0 ? 'call.internal' : 'recording.no-file';
}

const common = (record: CallRecord) => ({
  id: uuidv7() as RecordingId,
  callId: record.callId,
});

function orderOf(record: CallRecord, leg: Leg): SpooledSound {
  const startedAt = leg.answeredAt ?? record.startedAt;
  const endedAt = leg.endedAt ?? record.endedAt ?? startedAt;
  const since = (moment: string) => Math.max(0, Date.parse(moment) - Date.parse(startedAt));
  const spans = (is: readonly string[]): Span[] =>
    record.marks
      .filter((mark) => is.includes(mark.is) && mark.to !== null && mark.to > startedAt && mark.from < endedAt)
      .map(({ from, to }): Span => [since(from), since(to ?? endedAt)]);
  const before: Span[] = record.answeredAt === null ? [] : [[0, since(record.answeredAt)]];
  const nobodySpeaks = [...before, ...spans(['hold', 'transfer'])].filter(([from, to]) => to > from);
  return {
    ...common(record),
    kind: 'call',
    source: leg.channel,
    facts: {
      startedAt,
      endedAt,
      policy: record.recording,
      pauses: spans(['recording-paused']).map(([fromMs, toMs]) => ({ fromMs, toMs })),
      nobodySpeaks: nobodySpeaks.sort(([a], [b]) => a - b),
      cut: record.cut && !record.soundWhole,
    },
  };
}

function messageOf(record: CallRecord, { name, startedAt }: NonNullable<CallRecord['voicemail']>): SpooledSound {
  return {
    ...common(record),
    kind: 'voicemail',
    source: name,
    facts: {
      startedAt: startedAt ?? record.startedAt,
      endedAt: record.endedAt ?? record.startedAt,
      policy: record.recording,
      pauses: [],
      nobodySpeaks: [],
      cut: record.cut && !record.soundWhole,
    },
  };
}
