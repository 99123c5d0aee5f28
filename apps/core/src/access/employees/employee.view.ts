import { z } from 'zod';
import { roles } from '../viewer.js';
import { Locale, Password, PersonRef } from '../sign-in/session.view.js';

export const EmployeeView = z
  .object({
    id: z.uuid(),
    name: z.string(),
    email: z.string(),
    role: z.enum(roles),
    team: PersonRef.nullable(),
    seesContacts: z.boolean(),
    locale: Locale.nullable(),
    /** As they stand under a letter. */
    title: z.string().nullable(),
    phone: z.string().nullable(),
    status: z.enum(['active', 'suspended']),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Employee' });
export type EmployeeView = z.infer<typeof EmployeeView>;

export const NewEmployee = z.object({
  name: z.string().trim().min(1).max(200),
  email: z.email().max(320),
  password: Password,
  role: z.enum(['manager', 'employee', 'administrator']),
  teamId: z.uuid().nullable().default(null),
  seesContacts: z.boolean().default(false),
  locale: Locale.nullable().default(null),
});
export type NewEmployee = z.infer<typeof NewEmployee>;

/** Words may stand in it, such as those before an extension. */
const threeDigits = /(?:\d\D*){3}/;

export const EmployeeChange = z
  .object({
    name: z.string().trim().min(1).max(200),
    role: z.enum(['manager', 'employee', 'administrator']),
    teamId: z.uuid().nullable(),
    seesContacts: z.boolean(),
    locale: Locale.nullable(),
    title: z.string().trim().min(1).max(120).nullable(),
    /** The company’s, not their own: clients read it. */
    phone: z.string().trim().min(1).max(60).regex(threeDigits).nullable(),
    status: z.enum(['active', 'suspended']),
    password: Password,
  })
  .partial();
export type EmployeeChange = z.infer<typeof EmployeeChange>;
