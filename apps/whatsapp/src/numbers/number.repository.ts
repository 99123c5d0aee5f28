import { Injectable } from '@nestjs/common';
import {
  WhatsappNumberSettings,
  type ChannelId,
  type WhatsappNumberChanged,
  type WhatsappSecrets,
} from '#libs/contracts';
import type { Tx } from '#libs/database';

/** A number as it is kept; each secret is sealed under the master key. */
export interface KeptNumber {
  readonly channelId: ChannelId;
  readonly enabled: boolean;
  readonly settings: WhatsappNumberSettings;
  readonly sealed: WhatsappSecrets;
}

/** What a restart goes on from. */
export interface NumberPast {
  readonly standing: WhatsappNumberChanged | null;
  readonly linkingRevision: number;
  readonly lastEventAt: Date | null;
  readonly readySince: Date | null;
  readonly canary: { readonly mark: string; readonly sentAt: Date; readonly returnedAt: Date | null } | null;
}

interface Row {
  channel_id: ChannelId;
  settings: unknown;
  enabled: boolean;
  access_token: string | null;
  app_secret: string | null;
  old_app_secret: string | null;
  verify_token: string | null;
  standing: WhatsappNumberChanged | null;
  linking_revision: number;
  last_event_at: Date | null;
  ready_since: Date | null;
  canary_mark: string | null;
  canary_sent_at: Date | null;
  canary_returned_at: Date | null;
}

const columns = `channel_id, settings, enabled, access_token, app_secret, old_app_secret, verify_token, standing, linking_revision,
  last_event_at, ready_since, canary_mark, canary_sent_at, canary_returned_at`;

@Injectable()
export class NumberRepository {
  /** A secret that is left out stays. */
  async save(tx: Tx, { channelId, enabled, settings, sealed }: KeptNumber): Promise<void> {
    await tx.query(
      `insert into number as kept (channel_id, settings, enabled, access_token, app_secret, old_app_secret, verify_token)
       values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (channel_id) do update set settings = excluded.settings, enabled = excluded.enabled, updated_at = now(),
         access_token = coalesce(excluded.access_token, kept.access_token),
         app_secret = coalesce(excluded.app_secret, kept.app_secret),
         old_app_secret = coalesce(excluded.old_app_secret, kept.old_app_secret),
         verify_token = coalesce(excluded.verify_token, kept.verify_token)`,
      [
        channelId,
        JSON.stringify(settings),
        enabled,
        sealed.accessToken,
        sealed.appSecret,
        sealed.oldAppSecret,
        sealed.verifyToken,
      ],
    );
  }

  async find(tx: Tx, channelId: ChannelId): Promise<(KeptNumber & NumberPast) | null> {
    const [row] = await tx.query<Row>(`select ${columns} from number where channel_id = $1`, [channelId]);
    return row ? numberOf(row) : null;
  }

  async all(tx: Tx): Promise<(KeptNumber & NumberPast)[]> {
    return (await tx.query<Row>(`select ${columns} from number`)).map(numberOf);
  }

  /** With the telling of it. The first time that it is ready begins the warm-up. */
  async noteStanding(tx: Tx, standing: WhatsappNumberChanged): Promise<void> {
    await tx.query(
      `update number set standing = $2, linking_revision = $3, last_event_at = greatest(last_event_at, $4::timestamptz),
              ready_since = coalesce(ready_since, case when $5 = 'ready' then now() end)
       where channel_id = $1`,
      [standing.channelId, JSON.stringify(standing), standing.linkingRevision, standing.lastEventAt, standing.state],
    );
  }

  /** From when on the deliveries of this number are still to be counted. */
  async talliedTo(tx: Tx, channelId: ChannelId): Promise<Date | null> {
    const [row] = await tx.query<{ tallied_to: Date | null }>('select tallied_to from number where channel_id = $1', [
      channelId,
    ]);
    return row?.tallied_to ?? null;
  }

  async setTalliedTo(tx: Tx, channelId: ChannelId, to: Date): Promise<void> {
    await tx.query('update number set tallied_to = $2 where channel_id = $1', [channelId, to]);
  }

  async beginCanary(tx: Tx, channelId: ChannelId, mark: string, sentAt: Date): Promise<void> {
    await tx.query(
      'update number set canary_mark = $2, canary_sent_at = $3, canary_returned_at = null where channel_id = $1',
      [channelId, mark, sentAt],
    );
  }

  /** @returns false for one that is not awaited (any more) */
  async endCanary(tx: Tx, channelId: ChannelId, mark: string, returnedAt: Date): Promise<boolean> {
    const rows = await tx.query(
      `update number set canary_returned_at = $3
       where channel_id = $1 and canary_mark = $2 and canary_returned_at is null returning channel_id`,
      [channelId, mark, returnedAt],
    );
    return rows.length > 0;
  }
}

/** What an older release wrote is read with the defaults of this one. */
const numberOf = (row: Row): KeptNumber & NumberPast => ({
  channelId: row.channel_id,
  enabled: row.enabled,
  settings: WhatsappNumberSettings.parse(row.settings),
  sealed: {
    accessToken: row.access_token,
    appSecret: row.app_secret,
    oldAppSecret: row.old_app_secret,
    verifyToken: row.verify_token,
  },
  standing: row.standing,
  linkingRevision: row.linking_revision,
  lastEventAt: row.last_event_at,
  readySince: row.ready_since,
  canary:
    row.canary_mark !== null && row.canary_sent_at !== null
      ? { mark: row.canary_mark, sentAt: row.canary_sent_at, returnedAt: row.canary_returned_at }
      : null,
});
