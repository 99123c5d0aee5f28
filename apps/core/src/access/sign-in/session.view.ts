import { z } from 'zod';
import { PersonRef } from '../person-ref.js';
import { TimeZone } from '../../hours/opening.js';
import { roles } from '../viewer.js';
import { AccountNotice } from './notices/account-notice.js';

export { PersonRef };

/** The languages of the page. Null, where it may be: the browser's, until somebody chooses. */
export const Locale = z.enum(['ru', 'uk', 'en']);
export type Locale = z.infer<typeof Locale>;

export const MeView = z
  .object({
    id: z.uuid(),
    name: z.string(),
    email: z.string(),
    role: z.enum(roles),
    team: PersonRef.nullable(),
    seesContacts: z.boolean(),
    locale: Locale.nullable(),
    /** When the login hours end that they are in; null: not within a day. */
    hoursEndAt: z.iso.datetime().nullable(),
    /** The owner who looks through their eyes; null: they themselves. */
    viewedBy: PersonRef.nullable(),
    company: z.object({
      name: z.string(),
      defaultCountry: z.string(),
      timeZone: z.string(),
      /** Its first steps are not all taken yet, and nobody has ended them. */
      settingUp: z.boolean(),
      /** The version of its picture, `/company/logo?v=…`; null: it has none. */
      logo: z.string().nullable(),
    }),
    /** Names of accesses that this person has, so that the page can hide what would be refused. */
    rights: z.array(z.string()),
    /** What happened to this account and was not seen yet. */
    notices: z.array(AccountNotice),
  })
  .meta({ id: 'Me' });
export type MeView = z.infer<typeof MeView>;

export const SignIn = z.object({ email: z.string().min(3).max(320), password: z.string().min(1).max(1000) });
export type SignIn = z.infer<typeof SignIn>;

export const Password = z.string().min(10).max(1000);

export const SetupState = z.object({ needed: z.boolean() }).meta({ id: 'SetupState' });
export const Setup = z.object({
  /** The one-time code that the server printed when it started without an owner. */
  code: z.string().min(4).max(100),
  company: z.object({
    name: z.string().trim().min(1).max(200),
    defaultCountry: z.string().regex(/^[A-Z]{2}$/),
    timeZone: TimeZone.default('UTC'),
  }),
  owner: z.object({ name: z.string().trim().min(1).max(200), email: z.email().max(320), password: Password }),
  /** The language in which the page was shown. */
  locale: Locale.nullable().default(null),
});
export type Setup = z.infer<typeof Setup>;
