import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { UserError } from '#libs/errors';
import type { MasterKey } from '#libs/evidence';
import { normalised } from '../../clients/contact-point.js';

export const privateContactKinds = ['phone', 'email', 'handle'] as const;
export type PrivateContactKind = (typeof privateContactKinds)[number];

export const NewPrivateContact = z.object({
  kind: z.enum(privateContactKinds),
  /** A number, an address, or a name in a messenger with or without its `@`. */
  value: z.string().trim().min(3).max(320),
});
export type NewPrivateContact = z.infer<typeof NewPrivateContact>;

/** Something of an employee's own, by which no client of the company is to be reached. */
export const PrivateContactView = z
  .object({ id: z.uuid(), kind: z.enum(privateContactKinds), value: z.string(), createdAt: z.iso.datetime() })
  .meta({ id: 'PrivateContact' });
export type PrivateContactView = z.infer<typeof PrivateContactView>;

/** @throws ContactPointInvalid, UserError `private-contact.invalid` */
export function normalisedPrivate({ kind, value }: NewPrivateContact, country: string): string {
  if (kind !== 'handle') return normalised(kind, value, country);
  const name = /^(?:https?:\/\/)?(?:t\.me\/|telegram\.me\/)?@?([a-z][\w.]{2,31})$/i.exec(value)?.[1];
  if (name === undefined) throw new UserError('private-contact.invalid', { kind });
  return name.toLowerCase();
}

/** Found again without being read: HMAC-SHA-256 under a key of its own, 64 hex digits. */
export function privateFingerprint(masterKey: MasterKey, kind: PrivateContactKind, value: string): string {
  return createHmac('sha256', masterKey.derive('private-contact', 32)).update(`${kind} ${value}`).digest('hex');
}
