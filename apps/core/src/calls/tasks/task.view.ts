import { z } from 'zod';
import { PersonRef } from '../../access/sign-in/session.view.js';
import { CallView } from '../call.view.js';

export const TaskView = z
  .object({
    id: z.uuid(),
    kind: z.enum(['call-back']),
    client: PersonRef.nullable(),
    call: CallView,
    assignee: PersonRef.nullable(),
    dueAt: z.iso.datetime(),
    overdue: z.boolean(),
    /** When the head was told that nobody had called back. */
    escalatedAt: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Task' });
export type TaskView = z.infer<typeof TaskView>;

export const TaskDone = z.object({ note: z.string().trim().min(1).max(2_000).optional() });
export type TaskDone = z.infer<typeof TaskDone>;
