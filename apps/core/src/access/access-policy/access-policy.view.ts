import { z } from 'zod';
import { Clock, ClockEnd, TimeZone } from '../../hours/opening.js';
import { PersonRef } from '../sign-in/session.view.js';
import { roles } from '../viewer.js';

export const LoginHours = z.object({
  timeZone: TimeZone,
  /** Days by ISO 8601, 1 is Monday. An end before its beginning is after midnight. */
  spans: z
    .array(z.object({ days: z.array(z.int().min(1).max(7)).min(1).max(7), from: Clock, to: ClockEnd }))
    .min(1)
    .max(20),
});
export type LoginHours = z.infer<typeof LoginHours>;

/** One address, or a network in CIDR notation. */
const AllowedAddress = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]);

export const AccessPolicyView = z
  .object({
    /** Whose: a role's, or (then `role` is null) one employee's, which replaces that of their role. */
    role: z.enum(roles).nullable(),
    employee: PersonRef.nullable(),
    /** Null: at any hour. */
    hours: LoginHours.nullable(),
    /** Empty: from anywhere. */
    addresses: z.array(z.string()),
  })
  .meta({ id: 'AccessPolicy' });
export type AccessPolicyView = z.infer<typeof AccessPolicyView>;

export const AccessPoliciesView = z
  .object({
    items: z.array(AccessPolicyView),
    /** Where this request comes from, as the server sees it. */
    yourAddress: z.string(),
  })
  .meta({ id: 'AccessPolicies' });
export type AccessPoliciesView = z.infer<typeof AccessPoliciesView>;

export const AccessPolicyChange = z.object({
  subject: z.union([z.strictObject({ role: z.enum(roles) }), z.strictObject({ employeeId: z.uuid() })]),
  hours: LoginHours.nullable(),
  addresses: z.array(AllowedAddress).max(200),
});
export type AccessPolicyChange = z.infer<typeof AccessPolicyChange>;
