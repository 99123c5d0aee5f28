import { z } from 'zod';
import { PersonRef } from '../../access/sign-in/session.view.js';

/** As long a change by hand can be undone. */
export const undoableDays = 30;
const mostEntries = 200;

export const ThreadQuery = z.object({
  /** An entry of it: how much there is from it on. */
  from: z.uuid().optional(),
});
export type ThreadQuery = z.infer<typeof ThreadQuery>;

export const ThreadChangeView = z
  .object({
    id: z.uuid(),
    /** merge: one goes on in the other; split: from an entry on it is another; move: onto another card. */
    act: z.enum(['merge', 'split', 'move']),
    /** What the other conversation is, or was, about. */
    subject: z.string(),
    entries: z.int(),
    at: z.iso.datetime(),
    by: PersonRef.nullable(),
    /** Neither was changed by hand since, and it is not thirty days ago. */
    undoable: z.boolean(),
  })
  .meta({ id: 'ThreadChange' });
export type ThreadChangeView = z.infer<typeof ThreadChangeView>;

export const ThreadView = z
  .object({
    id: z.uuid(),
    clientId: z.uuid(),
    subject: z.string(),
    entries: z.int(),
    /** From the entry on that was asked about, itself included; null where none was. */
    entriesFrom: z.int().nullable(),
    /** Other conversations by letter of this card, the last moved first; at most fifty. */
    others: z.array(z.object({ id: z.uuid(), subject: z.string(), entries: z.int(), lastAt: z.iso.datetime() })),
    /** What was put right by hand here and is not undone, the newest first; at most twenty. */
    changes: z.array(ThreadChangeView),
  })
  .meta({ id: 'Thread' });
export type ThreadView = z.infer<typeof ThreadView>;

export const MergingThread = z.object({ intoId: z.uuid() });
export const SplittingThread = z.object({ from: z.uuid() });
export const MovingThread = z.object({
  /** The card on which it is to stand. */
  clientId: z.uuid(),
  /** Only these entries of it, which become a conversation of their own there; without it all of it. */
  entries: z.array(z.uuid()).min(1).max(mostEntries).optional(),
});

export const ThreadChanged = z
  .object({
    changeId: z.uuid(),
    /** Where the entries are now. */
    conversationId: z.uuid(),
    clientId: z.uuid(),
    entries: z.int(),
  })
  .meta({ id: 'ThreadChanged' });
export type ThreadChanged = z.infer<typeof ThreadChanged>;

export const ThreadUndone = z
  .object({
    /** Where the entries are again. */
    conversationId: z.uuid(),
    clientId: z.uuid(),
    back: z.int(),
    /** What came since and stays where it came. */
    stay: z.int(),
  })
  .meta({ id: 'ThreadUndone' });
export type ThreadUndone = z.infer<typeof ThreadUndone>;
