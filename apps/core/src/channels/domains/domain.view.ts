import { z } from 'zod';

export const DnsRecord = z.object({
  type: z.enum(['TXT', 'MX']),
  /** Whole, without a dot at its end. */
  name: z.string(),
  value: z.string(),
});
export type DnsRecord = z.infer<typeof DnsRecord>;

export const DomainCheckView = z.object({
  what: z.enum(['mx', 'spf', 'dkim', 'dmarc']),
  /** `unknown`: it could not be asked. */
  verdict: z.enum(['ok', 'warn', 'bad', 'unknown']),
  /** `spf.lacks-sender`, … */
  code: z.string(),
  /** What the world is told now. */
  found: z.array(z.string()),
  /** What to publish; in place of what is found where that is of the same kind and name. */
  add: DnsRecord.nullable(),
});
export type DomainCheckView = z.infer<typeof DomainCheckView>;

export const DkimKeyView = z.object({
  selector: z.string(),
  /** made: its record is to be published; active: letters are signed with it; retired: letters on their way may still bear it. */
  state: z.enum(['made', 'active', 'retired']),
  createdAt: z.iso.datetime(),
  record: DnsRecord,
});
export type DkimKeyView = z.infer<typeof DkimKeyView>;

export const MailDomainView = z
  .object({
    domain: z.string(),
    /** Whether any of its mailboxes has its letters signed by us. */
    signs: z.boolean(),
    /** null: nobody has looked yet. */
    lookedAt: z.iso.datetime().nullable(),
    checks: z.array(DomainCheckView),
    keys: z.array(DkimKeyView),
  })
  .meta({ id: 'MailDomain' });
export type MailDomainView = z.infer<typeof MailDomainView>;

export const DomainName = z
  .string()
  .toLowerCase()
  .regex(/^(?=.{4,253}$)[a-z\d]([a-z\d-]*[a-z\d])?(\.[a-z\d]([a-z\d-]*[a-z\d])?)+$/);
export const Selector = z
  .string()
  .toLowerCase()
  .regex(/^[a-z\d][a-z\d-]{0,62}$/);
