import { z } from 'zod';
import { PersonRef } from '../access/sign-in/session.view.js';

export const AuditEntryView = z
  .object({
    seq: z.int(),
    at: z.iso.datetime(),
    action: z.string(),
    actor: PersonRef.nullable(),
    /** The program that acted in the actor's name; its name is empty once it is gone. */
    token: PersonRef.nullable(),
    /** Through whose eyes the actor looked. */
    viewingAs: PersonRef.nullable(),
    client: PersonRef.nullable(),
    subjectId: z.uuid().nullable(),
    body: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntryView = z.infer<typeof AuditEntryView>;
