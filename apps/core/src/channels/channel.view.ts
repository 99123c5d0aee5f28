import { z } from 'zod';
import { MailboxCheck, MailboxSettings } from '#libs/contracts';
import { PersonRef } from '../access/sign-in/session.view.js';

export const ChannelView = z
  .object({
    id: z.uuid(),
    medium: z.enum(['email', 'whatsapp', 'phone']),
    name: z.string(),
    address: z.string(),
    team: PersonRef.nullable(),
    enabled: z.boolean(),
    state: z.string(),
    /** Why it does not work (`mail.password-refused`); null when all is well. */
    code: z.string().nullable(),
    /** The server's own words; only for those who manage channels. */
    detail: z.string().nullable(),
    progress: z.object({ done: z.int(), total: z.int() }).nullable(),
    stateAt: z.iso.datetime(),
    lastInboundAt: z.iso.datetime().nullable(),
    lastOutboundAt: z.iso.datetime().nullable(),
    /** Only for those who manage channels; never a password. */
    mailbox: MailboxSettings.nullable(),
  })
  .meta({ id: 'Channel' });
export type ChannelView = z.infer<typeof ChannelView>;

const secret = z.string().min(1).max(1000).nullable().default(null);

export const NewMailbox = z.object({
  name: z.string().trim().min(1).max(200),
  teamId: z.uuid().nullable().default(null),
  mailbox: MailboxSettings,
  imapPassword: secret,
  smtpPassword: secret,
  /** What a sign-in at the provider ended with, where the mailbox is entered by OAuth; left out: the kept one. */
  consentId: z.uuid().nullable().optional(),
});
export type NewMailbox = z.infer<typeof NewMailbox>;

/** Without defaults: `partial()` keeps those of its fields, and what a change does not name must stay as it is. */
export const MailboxChange = NewMailbox.extend({
  enabled: z.boolean(),
  teamId: z.uuid().nullable(),
  imapPassword: z.string().min(1).max(1000).nullable(),
  smtpPassword: z.string().min(1).max(1000).nullable(),
  consentId: z.uuid().nullable(),
}).partial();
export type MailboxChange = z.infer<typeof MailboxChange>;

export const MailboxTrial = z.object({
  /** With it, a password left out is the stored one. */
  channelId: z.uuid().nullable().default(null),
  mailbox: MailboxSettings,
  imapPassword: secret,
  smtpPassword: secret,
  consentId: z.uuid().nullable().optional(),
});
export type MailboxTrial = z.infer<typeof MailboxTrial>;

export const MailboxTrialView = z
  .object({
    checks: z.array(MailboxCheck),
    folders: z.array(z.object({ path: z.string(), specialUse: z.string().nullable(), messages: z.int().nullable() })),
  })
  .meta({ id: 'MailboxTrial' });
export type MailboxTrialView = z.infer<typeof MailboxTrialView>;
