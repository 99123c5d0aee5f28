import { z } from 'zod';
import { defineAsk } from './define.js';

/** A port of our own through which letters come: from other servers, or from employees' mail programs. */
export const MailDoor = z.object({
  door: z.enum(['receiver', 'submission']),
  host: z.string(),
  /** null: it does not listen. */
  port: z.int().nullable(),
  /** Why it does not (`mail.receive-port-taken`); null when all is well. */
  code: z.string().nullable(),
  /** When something last came in by it, since the role started. */
  lastAt: z.iso.datetime().nullable(),
});
export type MailDoor = z.infer<typeof MailDoor>;

export const mailDoors = defineAsk('mail.doors.v1', {
  request: z.object({}),
  reply: z.object({ doors: z.array(MailDoor) }),
  timeoutMs: 2_000,
});
