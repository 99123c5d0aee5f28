import { z } from 'zod';
import { PersonRef } from '../access/sign-in/session.view.js';
import { ClientListItem } from '../clients/client.view.js';
import { CallFactsView } from '../conversations/call-facts.js';

/** Of what kind something is that was found; `files`: letters, messages and notes by the names of what they bring. */
export const searchGroups = ['letters', 'messages', 'calls', 'notes', 'files'] as const;
export type SearchGroup = (typeof searchGroups)[number];

export const FoundCard = ClientListItem.extend({
  /** In its name, an address, a field or a tag of it; `alike`: its name sounds like what was typed. */
  foundIn: z.enum(['name', 'contact', 'field', 'tag', 'alike']),
}).meta({ id: 'FoundCard' });
export type FoundCard = z.infer<typeof FoundCard>;

/** `[from, to)` in UTF-16 units. */
const Marks = z.array(z.tuple([z.int(), z.int()]));

export const FoundInteraction = z
  .object({
    interactionId: z.uuid(),
    client: PersonRef,
    medium: z.enum(['email', 'whatsapp', 'phone']).nullable(),
    kind: z.enum(['email', 'message', 'call', 'voicemail', 'note']),
    direction: z.enum(['inbound', 'outbound', 'internal']),
    /** Of a call, whose words were found in its transcript. */
    call: CallFactsView.nullable(),
    recordingId: z.uuid().nullable(),
    subject: z.string(),
    subjectMarks: Marks,
    /** The piece around the first word that was found. */
    snippet: z.string(),
    snippetMarks: Marks,
    /** Names of files in which it was found. */
    files: z.array(z.string()),
    /** Files in whose text it was found, each with the piece around it; the address is `/interactions/{id}/attachments/{n}`. */
    inFiles: z.array(z.object({ n: z.int(), name: z.string(), snippet: z.string(), snippetMarks: Marks })),
    occurredAt: z.iso.datetime(),
  })
  .meta({ id: 'FoundInteraction' });
export type FoundInteraction = z.infer<typeof FoundInteraction>;

export const SearchView = z
  .object({
    clients: z.array(FoundCard),
    items: z.array(FoundInteraction),
    nextCursor: z.string().nullable(),
    /** What was probably meant, where nothing was found; the viewer finds something by it. */
    didYouMean: z.string().nullable(),
    /** How much of what was captured before has got into the index; null: all of it, or not the first page. */
    indexing: z.object({ done: z.int(), total: z.int() }).nullable(),
  })
  .meta({ id: 'SearchResult' });
export type SearchView = z.infer<typeof SearchView>;

/** Counted up to here: beyond it there are more. */
export const countedUpTo = 100;

export const SearchCounts = z
  .object({
    /** At most 100 of each; null where the viewer may not know a number of them by a number that they look for. */
    counts: z.record(z.enum(searchGroups), z.int()).nullable(),
  })
  .meta({ id: 'SearchCounts' });
export type SearchCounts = z.infer<typeof SearchCounts>;
