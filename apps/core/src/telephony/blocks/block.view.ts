import { z } from 'zod';

export const BlockedAddressView = z
  .object({
    address: z.string(),
    /** Wrong passwords, before it was blocked. */
    failures: z.int(),
    times: z.int(),
    until: z.iso.datetime(),
  })
  .meta({ id: 'BlockedAddress' });
export type BlockedAddressView = z.infer<typeof BlockedAddressView>;

/** IPv4 or IPv6. */
export const Address = z.union([z.ipv4(), z.ipv6()]);
