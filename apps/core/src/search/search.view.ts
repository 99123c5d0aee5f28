import { z } from 'zod';
import { ClientListItem } from '../clients/client.view.js';
import { CallFactsView } from '../conversations/call-facts.js';
import { PersonRef } from '../access/sign-in/session.view.js';

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
    snippet: z.string(),
    occurredAt: z.iso.datetime(),
  })
  .meta({ id: 'FoundInteraction' });
export type FoundInteraction = z.infer<typeof FoundInteraction>;

export const SearchView = z
  .object({ clients: z.array(ClientListItem), items: z.array(FoundInteraction), nextCursor: z.string().nullable() })
  .meta({ id: 'SearchResult' });
export type SearchView = z.infer<typeof SearchView>;
