import { Injectable } from '@nestjs/common';
import type { ChannelId, InteractionId, Sha256 } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { MediaShape } from './message-media-facts.js';
import type { MessageName } from './message-changes.repository.js';

/** What the sender said of bytes that are still to come. */
export interface ExpectedMedia extends MessageName {
  readonly id: string;
  readonly interactionId: InteractionId;
  readonly type: string;
  readonly name: string | null;
  readonly durationMs: number | null;
}

/** The end of getting a message's media. */
export interface SettledMedia extends MediaShape {
  readonly id: string;
  readonly channelId: ChannelId;
  /** null: one of ours. */
  readonly providerId: string | null;
  readonly interactionId: InteractionId | null;
  readonly state: 'kept' | 'failed';
  readonly code: string | null;
  readonly sha256: Sha256 | null;
  readonly size: number | null;
  readonly type: string;
  readonly name: string | null;
  readonly at: Date;
}

@Injectable()
export class MessageMediaRepository {
  /** Media that was settled before its message came finds it; of the rest it is known that they come. */
  async expect(tx: Tx, media: readonly ExpectedMedia[]): Promise<void> {
    if (media.length === 0) return;
    await tx.query(
      `insert into message_media (id, interaction_id, channel_id, provider_id, state, type, name, duration_ms)
       select id, interaction_id, channel_id, provider_id, 'waiting', type, name, duration_ms
       from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::int[])
         as given (id, interaction_id, channel_id, provider_id, type, name, duration_ms)
       on conflict (channel_id, provider_id) do update set interaction_id = coalesce(message_media.interaction_id, excluded.interaction_id),
         name = coalesce(message_media.name, excluded.name), duration_ms = coalesce(message_media.duration_ms, excluded.duration_ms)`,
      [
        ...[media.map((m) => m.id), media.map((m) => m.interactionId), media.map((m) => m.channelId)],
        ...[media.map((m) => m.providerId), media.map((m) => m.type), media.map((m) => m.name)],
        media.map((m) => m.durationMs),
      ],
    );
  }

  /** What is kept stays as it is; a failure may still become bytes. @returns those that changed, by the id under which they stand */
  async settle(
    tx: Tx,
    media: readonly SettledMedia[],
  ): Promise<
    (Pick<SettledMedia, 'id' | 'channelId' | 'interactionId' | 'state' | 'type' | 'name'> & {
      sha256: Sha256 | null;
      size: string | null;
    })[]
  > {
    if (media.length === 0) return [];
    return tx.query(
      `insert into message_media as m (id, interaction_id, channel_id, provider_id, state, code, evidence_sha256, evidence_size, type, name,
         duration_ms, waveform, width, height, settled_at)
       select id, interaction_id, channel_id, provider_id, state, code, sha256, size, type, name, duration_ms,
         (select array_agg(v::int) from jsonb_array_elements_text(waveform) v), width, height, at
       from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bigint[], $9::text[], $10::text[],
         $11::int[], $12::jsonb[], $13::int[], $14::int[], $15::timestamptz[])
         as given (id, interaction_id, channel_id, provider_id, state, code, sha256, size, type, name, duration_ms, waveform, width, height, at)
       on conflict (channel_id, provider_id) do update set state = excluded.state, code = excluded.code, evidence_sha256 = excluded.evidence_sha256,
         evidence_size = excluded.evidence_size, type = case when excluded.state = 'kept' then excluded.type else m.type end,
         name = coalesce(excluded.name, m.name), duration_ms = coalesce(excluded.duration_ms, m.duration_ms), waveform = excluded.waveform,
         width = excluded.width, height = excluded.height, settled_at = excluded.settled_at
       where m.state <> 'kept'
       returning id, channel_id as "channelId", interaction_id as "interactionId", state, type, name, evidence_sha256 as sha256,
         evidence_size as size`,
      [
        ...[media.map((m) => m.id), media.map((m) => m.interactionId), media.map((m) => m.channelId)],
        ...[media.map((m) => m.providerId), media.map((m) => m.state), media.map((m) => m.code)],
        ...[media.map((m) => m.sha256), media.map((m) => m.size), media.map((m) => m.type), media.map((m) => m.name)],
        ...[media.map((m) => m.durationMs), media.map((m) => m.waveform && JSON.stringify(m.waveform))],
        ...[media.map((m) => m.width), media.map((m) => m.height), media.map((m) => m.at)],
      ],
    );
  }
}
