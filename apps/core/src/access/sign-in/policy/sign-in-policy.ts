import { z } from 'zod';
import type { Role } from '../../viewer.js';

/** Who has to have a second factor. Whoever has none sets one up when they sign in, before anything else. */
export const SignInPolicy = z
  .object({
    /** heads: owners and managers. Anybody may have one all the same. */
    requiredFor: z.enum(['none', 'heads', 'everyone']),
  })
  .meta({ id: 'SignInPolicy' });
export type SignInPolicy = z.infer<typeof SignInPolicy>;

/** Until somebody decides otherwise. */
export const firstSignInPolicy: SignInPolicy = { requiredFor: 'none' };

export function requiresSecondFactor({ requiredFor }: SignInPolicy, role: Role): boolean {
  switch (requiredFor) {
    case 'none':
      return false;
    case 'heads':
      return role === 'owner' || role === 'manager';
    case 'everyone':
      return true;
  }
}
