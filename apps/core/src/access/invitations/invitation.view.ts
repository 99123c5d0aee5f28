import { z } from 'zod';
import { Locale, Password, PersonRef } from '../sign-in/session.view.js';

export const InvitationView = z
  .object({
    id: z.uuid(),
    email: z.string(),
    name: z.string(),
    role: z.enum(['manager', 'employee', 'administrator']),
    team: PersonRef.nullable(),
    seesContacts: z.boolean(),
    invitedBy: PersonRef,
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
    state: z.enum(['open', 'expired']),
  })
  .meta({ id: 'Invitation' });
export type InvitationView = z.infer<typeof InvitationView>;

/** The one answer in which the link's secret stands. */
export const NewInvitationView = z
  .object({
    invitation: InvitationView,
    /** What follows `/join/` in the link that is handed over. */
    token: z.string(),
  })
  .meta({ id: 'NewInvitation' });
export type NewInvitationView = z.infer<typeof NewInvitationView>;

export const NewInvitation = z.object({
  name: z.string().trim().min(1).max(200),
  email: z.email().max(320),
  role: z.enum(['manager', 'employee', 'administrator']),
  teamId: z.uuid().nullable().default(null),
  seesContacts: z.boolean().default(false),
});
export type NewInvitation = z.infer<typeof NewInvitation>;

/** What somebody who holds the link is told before they are anybody here. */
export const JoiningView = z
  .object({ company: z.string(), name: z.string(), email: z.string(), expiresAt: z.iso.datetime() })
  .meta({ id: 'Joining' });
export type JoiningView = z.infer<typeof JoiningView>;

export const Joining = z.object({ password: Password, locale: Locale.nullable().default(null) });
export type Joining = z.infer<typeof Joining>;

/** 256 bits, base64url. */
export const InvitationToken = z.string().regex(/^[\w-]{43}$/);
