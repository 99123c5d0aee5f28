import { z } from 'zod';
import { PersonRef } from '../access/sign-in/session.view.js';
import { CallView } from '../calls/call.view.js';

export const TaskView = z
  .object({
    id: z.uuid(),
    /** call-back: somebody called in vain; promise: what somebody of ours said they would do; answer: who was not answered in time. */
    kind: z.enum(['call-back', 'promise', 'answer']),
    client: PersonRef.nullable(),
    /** Of a call-back. */
    call: CallView.nullable(),
    /** Of a promise. */
    what: z.string().nullable(),
    /** Who promised it. */
    madeBy: PersonRef.nullable(),
    /** Out of which entry of the timeline it came. */
    interactionId: z.uuid().nullable(),
    /** Of an answer: in which conversation the client waits. */
    conversationId: z.uuid().nullable(),
    /** Whoever has the card now, and of an answer should have given it; without one, to whom it was given. */
    assignee: PersonRef.nullable(),
    dueAt: z.iso.datetime(),
    overdue: z.boolean(),
    /** When the head was told that it was not done in time. */
    escalatedAt: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Task' });
export type TaskView = z.infer<typeof TaskView>;

export const TaskDone = z.object({ note: z.string().trim().min(1).max(2_000).optional() });
export type TaskDone = z.infer<typeof TaskDone>;

const what = z.string().trim().min(1).max(1_000);
const dueAt = z.iso.datetime();

export const NewPromise = z.object({
  what,
  dueAt,
  /** An entry of this card's timeline in which it was promised. */
  interactionId: z.uuid().nullable().default(null),
});
export type NewPromise = z.infer<typeof NewPromise>;

export const PromiseChange = z.object({ what, dueAt }).partial();
export type PromiseChange = z.infer<typeof PromiseChange>;
