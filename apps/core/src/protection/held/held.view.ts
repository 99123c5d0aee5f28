import { z } from 'zod';
import { PersonRef } from '../../access/sign-in/session.view.js';
import { findingKinds } from '../bypass/finding.js';

/** Something that an employee wrote to a client and that waits for a head. */
export const HeldView = z
  .object({
    id: z.uuid(),
    at: z.iso.datetime(),
    medium: z.enum(['email', 'whatsapp']),
    employee: PersonRef,
    /** null: it is written to somebody who is no client. */
    client: PersonRef.nullable(),
    /** Whom it is written to, where that is no client. */
    to: z.array(z.string()),
    interactionId: z.uuid(),
    conversationId: z.uuid().nullable(),
    subject: z.string(),
    text: z.string(),
    files: z.array(z.string()),
    findings: z.array(z.object({ kind: z.enum(findingKinds) })),
  })
  .meta({ id: 'Held' });
export type HeldView = z.infer<typeof HeldView>;
