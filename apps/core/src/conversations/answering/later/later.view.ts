import { z } from 'zod';
import { PersonRef } from '../../../access/sign-in/session.view.js';
import { NewMessage, UploadView } from '../../interaction.view.js';

/** An answer may wait for as long as half a year. */
const longestWaitMs = 183 * 86_400_000;
const At = z.iso
  .datetime({ offset: true })
  .refine((at) => Date.parse(at) > Date.now() && Date.parse(at) < Date.now() + longestWaitMs, {
    error: 'in the future, and within half a year',
  });

export const NewLater = z.object({
  message: NewMessage,
  /** null: as soon as the time for taking it back is over. */
  at: At.nullable().default(null),
  /** Where the client writes first, it stays here until its writer decides. */
  holdIfWritten: z.boolean().default(false),
});
export type NewLater = z.infer<typeof NewLater>;

export const LaterChange = z.object({ at: At, holdIfWritten: z.boolean() }).partial();
export type LaterChange = z.infer<typeof LaterChange>;

export const LaterView = z
  .object({
    /** Also of the interaction that it becomes. */
    id: z.uuid(),
    clientId: z.uuid(),
    /** null: it begins one. */
    conversationId: z.uuid().nullable(),
    employee: PersonRef,
    mine: z.boolean(),
    medium: z.enum(['email', 'whatsapp']),
    /** `gone`: told once, to whoever sends the same request again. */
    state: z.enum(['waiting', 'going', 'stopped', 'gone', 'taken-back']),
    /** Why it stopped: `later.client-wrote`, `later.sender-left`, or what sending it refused. */
    code: z.string().nullable(),
    details: z.record(z.string(), z.unknown()),
    at: z.iso.datetime(),
    /** From now; whoever counts down by their own clock may count from another moment. */
    inMs: z.int(),
    /** It waits only to be taken back. */
    undo: z.boolean(),
    holdIfWritten: z.boolean(),
    /** Since it was written. */
    clientWrote: z.boolean(),
    subject: z.string(),
    text: z.string(),
    attachments: z.array(UploadView),
    /** It was written in its writer's own mail program. */
    mailProgram: z.boolean(),
  })
  .meta({ id: 'LaterMessage' });
export type LaterView = z.infer<typeof LaterView>;

/** Everything that it was to say, to go on with. */
export const TakenBack = z
  .object({ message: NewMessage, attachments: z.array(UploadView) })
  .meta({ id: 'TakenBackMessage' });
export type TakenBack = z.infer<typeof TakenBack>;

export const SendingPolicy = z
  .object({
    /** How long an answer can be taken back after it was sent; 0: it goes at once. */
    undoSeconds: z.int().min(0).max(60),
  })
  .meta({ id: 'SendingPolicy' });
export type SendingPolicy = z.infer<typeof SendingPolicy>;

/** Until somebody decides otherwise. */
export const firstSendingPolicy: SendingPolicy = { undoSeconds: 15 };
