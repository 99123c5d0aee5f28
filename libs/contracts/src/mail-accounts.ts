import { z } from 'zod';
import { defineAsk } from './define.js';
import { Moment } from './ids.js';
import { OauthProvider } from './mail.js';

/** What somebody's consent was exchanged for. Crosses the bus sealed only, inside the secrets of a mailbox. */
export const OauthTokens = z.object({
  accessToken: z.string().min(1),
  expiresAt: Moment,
  /** null: the provider gave none, and the consent ends with the access token. */
  refreshToken: z.string().min(1).nullable(),
});
export type OauthTokens = z.infer<typeof OauthTokens>;

/** The company's registration with a provider: what the mail role renews tokens with. */
export const saveOauthClient = defineAsk('mail.oauth-client.save.v1', {
  request: z.object({
    provider: OauthProvider,
    /** null: the company has none any more. */
    client: z
      .object({
        /** Where its discovery document is found (OpenID Connect Discovery 1.0). */
        issuer: z.url(),
        clientId: z.string().min(1),
        /** Sealed under the master key, purpose `mail-oauth-client`. */
        clientSecret: z.string().min(1),
      })
      .nullable(),
  }),
  reply: z.object({ saved: z.literal(true) }),
  timeoutMs: 5_000,
});

/** Providers whose servers are known by where a domain's letters go. */
export const KnownProvider = z.enum(['gmail', 'microsoft', 'yandex', 'mailru', 'ukrnet']);
export type KnownProvider = z.infer<typeof KnownProvider>;

const FoundServer = z.object({
  host: z.string().min(1).max(253),
  port: z.int().min(1).max(65_535),
  security: z.enum(['tls', 'starttls']),
});

/** Where a mailbox of this address is likely to be reached: by where its domain's letters go (MX), or by what the domain says (RFC 6186, RFC 8314). */
export const discoverServers = defineAsk('mail.servers.discover.v1', {
  request: z.object({ address: z.string().min(3).max(320) }),
  reply: z.object({
    provider: KnownProvider.nullable(),
    imap: FoundServer.nullable(),
    smtp: FoundServer.nullable(),
  }),
  timeoutMs: 10_000,
});
export type DiscoveredServers = z.infer<(typeof discoverServers)['reply']>;

/** What the domain name system says of a domain's mail; `null`: it could not be asked. */
export const DomainFacts = z.object({
  mx: z.array(z.object({ exchange: z.string(), priority: z.int() })).nullable(),
  spf: z
    .object({
      /** Every TXT record that begins with v=spf1; more than one is none (RFC 7208 4.5). */
      records: z.array(z.string()),
      /** Names that are asked for on the way through it; more than ten are refused (RFC 7208 4.6.4). */
      lookups: z.int(),
      includes: z.array(z.string()),
    })
    .nullable(),
  dmarc: z.object({ records: z.array(z.string()), at: z.string() }).nullable(),
  dkim: z.array(z.object({ selector: z.string(), records: z.array(z.string()).nullable() })),
  /** Of each server through which letters go: whether its addresses are allowed to; null: it has none that the world sees. */
  senders: z.array(z.object({ host: z.string(), allowed: z.boolean().nullable() })),
});
export type DomainFacts = z.infer<typeof DomainFacts>;

export const lookAtDomain = defineAsk('mail.domain.look.v1', {
  request: z.object({
    domain: z.string().min(1).max(253),
    selectors: z.array(z.string().max(63)).max(20),
    senders: z.array(z.string().max(253)).max(20),
  }),
  reply: DomainFacts,
  timeoutMs: 15_000,
});

/** With what letters of a domain are signed. */
export const saveDkimKey = defineAsk('mail.dkim-key.save.v1', {
  request: z.object({
    domain: z.string().min(1).max(253),
    /** null: they are not signed any more. The key is PEM, sealed under the master key, purpose `mail-dkim`. */
    key: z.object({ selector: z.string().min(1).max(63), privateKey: z.string().min(1) }).nullable(),
  }),
  reply: z.object({ saved: z.literal(true) }),
  timeoutMs: 5_000,
});
