import { z } from 'zod';
import { OauthProvider } from '#libs/contracts';

/** As it names itself; only https, except on this machine. */
const Issuer = z.url({ protocol: /^https?$/ }).max(500);

export const OauthClientChange = z.object({
  /** Where its discovery document is found; left out: the provider's usual place. */
  issuer: Issuer.optional(),
  clientId: z.string().trim().min(1).max(500),
  /** Left out: the one that is kept stays, as long as issuer and client are the same. */
  clientSecret: z.string().min(1).max(1_000).optional(),
  /** What is asked for, beside who it is; left out: what the provider's mail needs. */
  scope: z.string().trim().max(1_000).optional(),
});
export type OauthClientChange = z.infer<typeof OauthClientChange>;

export const OauthClientView = z
  .object({
    provider: OauthProvider,
    /** Somebody has registered the company with it: accounts can be signed in to. */
    ready: z.boolean(),
    issuer: z.string().nullable(),
    clientId: z.string().nullable(),
    scope: z.string(),
  })
  .meta({ id: 'MailOauthClient' });
export type OauthClientView = z.infer<typeof OauthClientView>;

export const OauthClientsView = z.object({
  items: z.array(OauthClientView),
  /** To be entered at each provider. */
  redirectUri: z.string(),
});
export type OauthClientsView = z.infer<typeof OauthClientsView>;

export const ConsentStart = z.object({
  provider: OauthProvider,
  /** Whose account it should be: the provider offers it first. */
  address: z.string().trim().max(320),
  /** Of which mailbox, where it is connected already; the browser comes back to it. */
  channelId: z.uuid().nullable().default(null),
});
export type ConsentStart = z.infer<typeof ConsentStart>;

export const ConsentStep = z.object({ url: z.string() }).meta({ id: 'MailConsentStep' });

export const ConsentView = z
  .object({
    id: z.uuid(),
    provider: OauthProvider,
    /** Whose account was signed in to, as the provider says; null: it says nothing. */
    account: z.string().nullable(),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'MailConsent' });
export type ConsentView = z.infer<typeof ConsentView>;
