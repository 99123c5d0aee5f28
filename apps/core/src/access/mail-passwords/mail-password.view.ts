import { z } from 'zod';
import { PersonRef } from '../sign-in/session.view.js';

export const MailPasswordView = z
  .object({
    id: z.uuid(),
    /** The device, as its owner calls it. */
    name: z.string(),
    createdAt: z.iso.datetime(),
    /** To the minute; null: not yet. */
    lastUsedAt: z.iso.datetime().nullable(),
    /** The address that it was used from. */
    lastUsedFrom: z.string().nullable(),
    /** The kind of program that it is in, as its letters say; null: none has come, or it does not say. */
    program: z.string().nullable(),
  })
  .meta({ id: 'MailPassword' });
export type MailPasswordView = z.infer<typeof MailPasswordView>;

/** Of anybody; the address without its end. */
export const AnyMailPasswordView = MailPasswordView.extend({ employee: PersonRef }).meta({ id: 'AnyMailPassword' });
export type AnyMailPasswordView = z.infer<typeof AnyMailPasswordView>;

export const MailPasswordsView = z.object({ items: z.array(MailPasswordView) });

/** What a mail program has to be told. */
export const MailProgramView = z
  .object({
    host: z.string(),
    /** STARTTLS. */
    port: z.int(),
    /** TLS from the first byte. */
    tlsPort: z.int(),
    login: z.string(),
    /** Nobody vouches for the certificate but we: a program asks once whether it is to be trusted. */
    ownCertificate: z.boolean(),
  })
  .meta({ id: 'MailProgram' });
export type MailProgramView = z.infer<typeof MailProgramView>;

export const MyMailPasswordsView = MailPasswordsView.extend({ program: MailProgramView }).meta({
  id: 'MyMailPasswords',
});
export type MyMailPasswordsView = z.infer<typeof MyMailPasswordsView>;

export const NewMailPassword = z
  .object({
    name: z.string().trim().min(1).max(100),
    /** One's own, to the page; asked for unless the session is fresh. */
    password: z.string().min(1).max(1000).optional(),
  })
  .meta({ id: 'MailPasswordWanted' });
export type NewMailPassword = z.infer<typeof NewMailPassword>;

/** The one answer in which the password itself stands. */
export const NewMailPasswordView = z
  .object({ secret: z.string(), view: MailPasswordView })
  .meta({ id: 'NewMailPassword' });
export type NewMailPasswordView = z.infer<typeof NewMailPasswordView>;
