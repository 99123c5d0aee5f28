import { z } from 'zod';
import { PersonRef } from '../../access/sign-in/session.view.js';

export const RecordingCommentView = z
  .object({
    id: z.uuid(),
    recordingId: z.uuid(),
    client: PersonRef.nullable(),
    /** Where in the sound. */
    atMs: z.int(),
    /** null: struck. */
    text: z.string().nullable(),
    author: PersonRef,
    mentions: z.array(PersonRef),
    createdAt: z.iso.datetime(),
    struckAt: z.iso.datetime().nullable(),
    mine: z.boolean(),
  })
  .meta({ id: 'RecordingComment' });
export type RecordingCommentView = z.infer<typeof RecordingCommentView>;

export const NewRecordingComment = z.object({
  atMs: z.int().min(0).max(86_400_000),
  text: z.string().trim().min(1).max(10_000),
  /** Employees who are to look at it; each must be allowed to hear the recording. */
  mentions: z.array(z.uuid()).max(20).default([]),
});
export type NewRecordingComment = z.infer<typeof NewRecordingComment>;
