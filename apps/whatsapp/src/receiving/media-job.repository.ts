import { Injectable } from '@nestjs/common';
import type { BodyOf, ChannelId, whatsappMediaSettled, WhatsappKind } from '#libs/contracts';
import type { Tx } from '#libs/database';

export type MediaSettled = BodyOf<typeof whatsappMediaSettled>;

export interface NewMediaJob {
  readonly messageId: string;
  readonly mediaRef: string;
  readonly kind: WhatsappKind;
  /** What the sender said of it. */
  readonly media: { type: string; name: string | null; size: number | null; durationMs: number | null };
}

export interface MediaJob extends NewMediaJob {
  readonly channelId: ChannelId;
  /** With the one that begins now. */
  readonly attempts: number;
}

interface Row {
  channel_id: ChannelId;
  message_id: string;
  media_ref: string;
  kind: WhatsappKind;
  type: string;
  name: string | null;
  size: string | null;
  duration_ms: number | null;
  attempts: number;
}

@Injectable()
export class MediaJobRepository {
  async insert(tx: Tx, channelId: ChannelId, jobs: readonly NewMediaJob[]): Promise<void> {
    if (jobs.length === 0) return;
    await tx.query(
      `insert into media_job (channel_id, message_id, media_ref, kind, type, name, size, duration_ms)
       select $1, given.* from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::int[]) as given
       on conflict do nothing`,
      [
        channelId,
        jobs.map((job) => job.messageId),
        jobs.map((job) => job.mediaRef),
        jobs.map((job) => job.kind),
        jobs.map((job) => job.media.type),
        jobs.map((job) => job.media.name),
        jobs.map((job) => job.media.size),
        jobs.map((job) => job.media.durationMs),
      ],
    );
  }

  async channelsWithDue(tx: Tx): Promise<ChannelId[]> {
    const rows = await tx.query<{ channel_id: ChannelId }>(
      `select distinct channel_id from media_job where state = 'waiting' and due_at <= now()`,
    );
    return rows.map((row) => row.channel_id);
  }

  /** The next one of a number. If we fall while it is worked at, it is due again after `heldMs`. */
  async claim(tx: Tx, channelId: ChannelId, heldMs: number): Promise<MediaJob | null> {
    const [row] = await tx.query<Row>(
      `update media_job set attempts = attempts + 1, due_at = now() + make_interval(secs => $2::float8 / 1000)
       where channel_id = $1 and message_id = (
         select message_id from media_job where channel_id = $1 and state = 'waiting' and due_at <= now()
         order by due_at limit 1 for update skip locked)
       returning channel_id, message_id, media_ref, kind, type, name, size, duration_ms, attempts`,
      [channelId, heldMs],
    );
    return row ? jobOf(row) : null;
  }

  async later(tx: Tx, { channelId, messageId }: MediaJob, code: string, inMs: number): Promise<void> {
    await tx.query(
      `update media_job set code = $3, due_at = now() + make_interval(secs => $4::float8 / 1000)
       where channel_id = $1 and message_id = $2 and state = 'waiting'`,
      [channelId, messageId, code, inMs],
    );
  }

  /** @returns false when it had ended before */
  async settle(tx: Tx, told: MediaSettled): Promise<boolean> {
    const rows = await tx.query(
      `update media_job set state = $3, code = $4, told = $5
       where channel_id = $1 and message_id = $2 and state = 'waiting' returning message_id`,
      [told.channelId, told.messageId, told.media ? 'kept' : 'failed', told.code, JSON.stringify(told)],
    );
    return rows.length > 0;
  }

  /** What waits because of the number is due at once. */
  async hurry(tx: Tx, channelId: ChannelId): Promise<void> {
    await tx.query(
      `update media_job set due_at = now() where channel_id = $1 and state = 'waiting' and attempts > 0 and due_at > now()
         and code is not null`,
      [channelId],
    );
  }

  async findTold(tx: Tx, channelId: ChannelId, messageIds: readonly string[]): Promise<MediaSettled[]> {
    const rows = await tx.query<{ told: MediaSettled }>(
      `select told from media_job where channel_id = $1 and message_id = any($2::text[]) and told is not null`,
      [channelId, messageIds],
    );
    return rows.map(({ told }) => told);
  }
}

const jobOf = (row: Row): MediaJob => ({
  channelId: row.channel_id,
  messageId: row.message_id,
  mediaRef: row.media_ref,
  kind: row.kind,
  media: {
    type: row.type,
    name: row.name,
    size: row.size === null ? null : Number(row.size),
    durationMs: row.duration_ms,
  },
  attempts: row.attempts,
});
