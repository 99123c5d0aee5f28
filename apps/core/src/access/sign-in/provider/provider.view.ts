import { z } from 'zod';

const Domain = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z\d-]+(\.[a-z\d-]+)+$/)
  .max(253);

const fields = {
  /** Off: nobody is sent there, and what is written here stays. */
  enabled: z.boolean(),
  /** What stands on the button: «Google», «Company account». */
  name: z.string().trim().min(1).max(60),
  /** As it names itself in its discovery document (OpenID Connect Discovery 1.0). */
  issuer: z.url({ protocol: /^https?$/ }).max(500),
  clientId: z.string().trim().min(1).max(500),
  /** Only addresses of this domain are believed; null: any that stands on an employee. */
  domain: Domain.nullable(),
  /** Who still gets in by a password; owners always do. */
  passwords: z.enum(['everyone', 'owners']),
  /** Our own second factor is asked for after the provider too, of those who have one or must. */
  secondFactor: z.boolean(),
};

export const ProviderSettings = z.object(fields);
export type ProviderSettings = z.infer<typeof ProviderSettings>;

export const ProviderChange = z.object({
  ...fields,
  /** Left out: the one that is kept stays. */
  clientSecret: z.string().min(1).max(1_000).optional(),
});
export type ProviderChange = z.infer<typeof ProviderChange>;

export const ProviderView = z
  .object({
    settings: ProviderSettings.nullable(),
    hasSecret: z.boolean(),
    /** To be entered at the provider. */
    redirectUri: z.string(),
  })
  .meta({ id: 'SignInProvider' });
export type ProviderView = z.infer<typeof ProviderView>;

export const ProviderStart = z.object({
  /** A path of the page, to come back to. */
  next: z.string().max(2_000).optional(),
});
export const ProviderStep = z.object({ url: z.string() }).meta({ id: 'SignInProviderStep' });
