import { z } from 'zod';
import { PersonRef } from '../../access/sign-in/session.view.js';
import { conversationStates } from '../inbox/inbox.view.js';

/** A conversation can be put off for as long as a year. */
const longestSnoozeMs = 366 * 86_400_000;
const Until = z.iso
  .datetime({ offset: true })
  .refine((at) => Date.parse(at) > Date.now() && Date.parse(at) < Date.now() + longestSnoozeMs, {
    error: 'in the future, and within a year',
  });

export const Assigning = z.object({
  /** null: whoever is responsible for the card handles it again. */
  employeeId: z.uuid().nullable(),
  /** For the colleague: kept in the conversation as a note. */
  note: z.string().trim().max(50_000).optional(),
});
export type Assigning = z.infer<typeof Assigning>;

export const Snoozing = z.object({ until: Until });

/** One act on many conversations; each is judged for itself. */
export const Bulk = z.intersection(
  z.object({ ids: z.array(z.uuid()).min(1).max(200) }),
  z.discriminatedUnion('act', [
    z.object({ act: z.literal('assign'), employeeId: z.uuid().nullable() }),
    z.object({ act: z.literal('take') }),
    z.object({ act: z.literal('snooze'), until: Until }),
    z.object({ act: z.literal('done') }),
    z.object({ act: z.literal('reopen') }),
    z.object({ act: z.literal('seen') }),
  ]),
);
export type Bulk = z.infer<typeof Bulk>;

export const HandlingView = z
  .object({
    id: z.uuid(),
    state: z.enum(conversationStates),
    snoozedUntil: z.iso.datetime().nullable(),
    assignee: PersonRef.nullable(),
  })
  .meta({ id: 'Handling' });
export type HandlingView = z.infer<typeof HandlingView>;

export const BulkView = z
  .object({
    done: z.array(HandlingView),
    refused: z.array(z.object({ id: z.uuid(), code: z.string() })),
  })
  .meta({ id: 'BulkHandling' });
export type BulkView = z.infer<typeof BulkView>;

export const HandlingPolicy = z
  .object({
    /**
     * Only whoever handles a conversation writes in it, puts it off and ends it; heads may always, and everybody else has to take it
     * over first.
     */
    onlyHandlerWrites: z.boolean(),
    /** Who may open a card to a colleague by naming them in a note on it; `heads`: owner and managers. */
    mentionsOpen: z.enum(['nobody', 'heads', 'everybody']).default('heads'),
    /** For how long it is open to them then. */
    mentionDays: z.int().min(1).max(365).default(14),
  })
  .meta({ id: 'HandlingPolicy' });
export type HandlingPolicy = z.infer<typeof HandlingPolicy>;

/** Until somebody decides otherwise. */
export const firstHandlingPolicy: HandlingPolicy = { onlyHandlerWrites: false, mentionsOpen: 'heads', mentionDays: 14 };
