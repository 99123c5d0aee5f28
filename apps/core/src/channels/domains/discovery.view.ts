import { z } from 'zod';
import { KnownProvider } from '#libs/contracts';

export const DiscoveryRequest = z.object({ address: z.string().trim().min(3).max(320) });

const Server = z.object({ host: z.string(), port: z.int(), security: z.enum(['tls', 'starttls']) });

export const DiscoveredView = z
  .object({
    /** Where its letters go is known by itself. */
    provider: KnownProvider.nullable(),
    /** What the domain says (RFC 6186, RFC 8314); to be shown to a person before a password goes there. */
    imap: Server.nullable(),
    smtp: Server.nullable(),
  })
  .meta({ id: 'DiscoveredServers' });
export type DiscoveredView = z.infer<typeof DiscoveredView>;
