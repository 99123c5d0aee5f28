import { z } from 'zod';
import { CallDirection } from '#libs/contracts';
import { PersonRef } from '../access/sign-in/session.view.js';

/** Something on the line of a player, in milliseconds of the sound. */
export const RecordingMark = z.object({
  is: z.enum(['hold', 'recording-paused', 'transfer', 'conference', 'listening', 'cut']),
  fromMs: z.int(),
  toMs: z.int().nullable(),
  employee: PersonRef.nullable(),
});
export type RecordingMark = z.infer<typeof RecordingMark>;

export const RecordingView = z
  .object({
    id: z.uuid(),
    callId: z.uuid(),
    kind: z.enum(['call', 'voicemail']),
    /** null: the record of the call has not come yet. */
    direction: CallDirection.nullable(),
    interactionId: z.uuid().nullable(),
    client: PersonRef.nullable(),
    /** Whoever of ours spoke in it. */
    employees: z.array(PersonRef),
    startedAt: z.iso.datetime(),
    durationMs: z.int(),
    /** `audio/flac`, `audio/ogg; codecs=opus`, `audio/wav` */
    type: z.string(),
    /** 2: the client left, the company right. */
    lanes: z.int(),
    /** Bytes. */
    size: z.int(),
    /** Where it was paused by right. */
    pauses: z.array(z.object({ fromMs: z.int(), toMs: z.int() })),
    /** It ends before the call did: engine or gateway died. */
    cut: z.boolean(),
    marks: z.array(RecordingMark),
    canDownload: z.boolean(),
    /** Those that are not struck. */
    comments: z.int(),
    transcript: z.enum(['none', 'waiting', 'done', 'failed']),
  })
  .meta({ id: 'Recording' });
export type RecordingView = z.infer<typeof RecordingView>;
