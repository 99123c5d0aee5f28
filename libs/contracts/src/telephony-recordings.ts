import { z } from 'zod';
import { defineEvent } from './define.js';
import { CallId, EvidenceRef, Moment, RecordingId } from './ids.js';

/**
 * What an evidence object of `peaks` holds, as JSON: loudness for drawing, and who speaks when.
 * `lanes[0]` is the client, `lanes[1]` the company; peaks are 0 to 100.
 */
export const RecordingPeaks = z.object({
  /** Less than one of very long recordings. */
  perSecond: z.number().positive(),
  lanes: z
    .array(z.array(z.int().min(0).max(100)))
    .min(1)
    .max(2),
  /** Milliseconds from the beginning; not overlapping, in order. */
  speech: z
    .array(z.array(z.tuple([z.int(), z.int()])))
    .min(1)
    .max(2),
});
export type RecordingPeaks = z.infer<typeof RecordingPeaks>;

/** The sound of a call is durable: the file that the engine wrote may go. Left channel the client, right channel the company. */
export const recordingKept = defineEvent(
  'telephony.recording.kept.v1',
  z.object({
    recordingId: RecordingId,
    callId: CallId,
    kind: z.enum(['call', 'voicemail']),
    startedAt: Moment,
    durationMs: z.int().nonnegative(),
    /** `audio/flac`, `audio/ogg; codecs=opus`, `audio/wav` */
    type: z.string(),
    /** Channels: two of a call, one of a voicemail. */
    lanes: z.int().min(1).max(2),
    evidence: EvidenceRef,
    peaks: EvidenceRef,
    /** The engine's files as they were, where the policy keeps them beside a lossy recording. */
    originals: z.array(EvidenceRef).max(4),
    /** Where the recording was paused by right, from the beginning of the sound. */
    pauses: z.array(z.object({ fromMs: z.int(), toMs: z.int() })),
    /** It ends before the call did: engine or gateway died. */
    cut: z.boolean(),
  }),
);
export type RecordingKept = z.infer<typeof recordingKept.schema>;

/** A call that was to be recorded has no sound, or not all of it. */
export const recordingMissing = defineEvent(
  'telephony.recording.missing.v1',
  z.object({
    callId: CallId,
    /** `recording.no-file`, `recording.empty`, `recording.unreadable`, `recording.disk-full` */
    code: z.string(),
    at: Moment,
  }),
);
export type RecordingMissing = z.infer<typeof recordingMissing.schema>;

/** The engine's own list of what was called in a span of time, for core to hold against what it has. */
export const callsTallied = defineEvent(
  'telephony.calls.tallied.v1',
  z.object({
    from: Moment,
    to: Moment,
    calls: z.array(z.object({ callId: CallId, recording: z.enum(['kept', 'missing', 'none']) })).max(5_000),
    /** Calls that the engine counted and nobody here knows, by the engine's own identifier. */
    unseen: z.array(z.object({ engineId: z.string().max(100), startedAt: Moment })).max(1_000),
  }),
);
export type CallsTallied = z.infer<typeof callsTallied.schema>;
