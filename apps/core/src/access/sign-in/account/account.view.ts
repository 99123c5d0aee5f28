import { z } from 'zod';
import { meansOfSignIn } from '../sessions.repository.js';
import { Locale, Password } from '../session.view.js';

export const SessionView = z
  .object({
    /** A name for lists; nobody signs in by it. */
    id: z.uuid(),
    /** What the browser says of itself, by names that people know; null: nothing that is known. */
    device: z.object({ browser: z.string().nullable(), system: z.string().nullable() }),
    ip: z.string().nullable(),
    means: z.enum(meansOfSignIn),
    since: z.iso.datetime(),
    /** To the minute. */
    lastSeenAt: z.iso.datetime(),
    /** The one that asks. */
    current: z.boolean(),
  })
  .meta({ id: 'Session' });
export type SessionView = z.infer<typeof SessionView>;

export const SessionsView = z.object({ items: z.array(SessionView) });

export const EndedSessions = z.object({ ended: z.int() }).meta({ id: 'EndedSessions' });
export type EndedSessions = z.infer<typeof EndedSessions>;

export const MeChange = z.object({ name: z.string().trim().min(1).max(200), locale: Locale }).partial();
export type MeChange = z.infer<typeof MeChange>;

export const PasswordChange = z.object({ old: z.string().min(1).max(1000), new: Password });
export type PasswordChange = z.infer<typeof PasswordChange>;
