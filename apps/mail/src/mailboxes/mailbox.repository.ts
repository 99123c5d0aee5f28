import { Injectable } from '@nestjs/common';
import type { ChannelId, MailboxSettings } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { isSamePlace } from './server-address.js';

/** A mailbox as it is kept; passwords and tokens are sealed under the master key. */
export interface Mailbox {
  channelId: ChannelId;
  settings: MailboxSettings;
  imapPassword: string | null;
  smtpPassword: string | null;
  /** Tokens, where it is entered by OAuth. */
  oauth: string | null;
  enabled: boolean;
}

interface Row {
  channel_id: ChannelId;
  settings: MailboxSettings;
  imap_password: string | null;
  smtp_password: string | null;
  oauth: string | null;
  enabled: boolean;
}

@Injectable()
export class MailboxRepository {
  async save(tx: Tx, mailbox: Mailbox): Promise<void> {
    await tx.query(
      `insert into mailbox (channel_id, settings, imap_password, smtp_password, oauth, enabled) values ($1, $2, $3, $4, $5, $6)
       on conflict (channel_id) do update set settings = excluded.settings, enabled = excluded.enabled, updated_at = now(),
         imap_password = excluded.imap_password, smtp_password = excluded.smtp_password,
         oauth = excluded.oauth`,
      [
        mailbox.channelId,
        JSON.stringify(mailbox.settings),
        mailbox.imapPassword,
        mailbox.smtpPassword,
        mailbox.oauth,
        mailbox.enabled,
      ],
    );
  }

  /** @returns the mailbox with the given secrets, where they are left out with the kept ones, as far as those are for the same servers */
  async withSecrets(
    tx: Tx,
    given: Omit<Mailbox, 'channelId'> & { channelId: ChannelId | null },
  ): Promise<typeof given> {
    const kept = given.channelId && (await this.find(tx, given.channelId));
    if (!kept) return given;
    const keptImap = isSamePlace(given.settings.imap, kept.settings.imap) ? kept.imapPassword : null;
    const keptSmtp = isSamePlace(given.settings.smtp, kept.settings.smtp) ? kept.smtpPassword : null;
    return {
      ...given,
      imapPassword: given.imapPassword ?? keptImap,
      smtpPassword: given.smtpPassword ?? keptSmtp,
      oauth: given.oauth ?? keptTokens(given.settings, kept),
    };
  }

  /** Tokens that were renewed. @returns false when others have been saved meanwhile: those count */
  async renewTokens(tx: Tx, channelId: ChannelId, before: string, after: string): Promise<boolean> {
    const rows = await tx.query(
      'update mailbox set oauth = $3 where channel_id = $1 and oauth = $2 returning channel_id',
      [channelId, before, after],
    );
    return rows.length > 0;
  }

  async find(tx: Tx, channelId: ChannelId): Promise<Mailbox | null> {
    const [row] = await tx.query<Row>('select * from mailbox where channel_id = $1', [channelId]);
    return row ? mailboxOf(row) : null;
  }

  async all(tx: Tx): Promise<Mailbox[]> {
    return (await tx.query<Row>('select * from mailbox')).map(mailboxOf);
  }
}

/** Tokens are shown to the servers that they were given for, and to no other. */
function keptTokens({ auth, imap, smtp }: MailboxSettings, kept: Mailbox): string | null {
  const before = kept.settings;
  if (auth?.kind !== 'oauth' || before.auth?.kind !== 'oauth' || auth.provider !== before.auth.provider) return null;
  const same = (now: MailboxSettings['smtp'], then: MailboxSettings['smtp']) => now === null || isSamePlace(now, then);
  return same(imap, before.imap) && same(smtp, before.smtp) ? kept.oauth : null;
}

const mailboxOf = (row: Row): Mailbox => ({
  channelId: row.channel_id,
  settings: row.settings,
  imapPassword: row.imap_password,
  smtpPassword: row.smtp_password,
  oauth: row.oauth,
  enabled: row.enabled,
});
