import { Injectable } from '@nestjs/common';
import type { ChannelId, EvidenceRef, Sha256 } from '#libs/contracts';
import type { Tx } from '#libs/database';

/** A letter that went out and is to lie in its mailbox's folder of sent letters. */
export interface SentLetter {
  channelId: ChannelId;
  messageId: string;
  evidence: EvidenceRef;
  sentAt: Date;
  /** With this one. */
  attempts: number;
}

interface Row {
  channel_id: ChannelId;
  message_id: string;
  evidence_sha256: Sha256;
  evidence_size: string;
  sent_at: Date;
  attempts: number;
}

export interface LetterThatWent {
  readonly channelId: ChannelId;
  readonly messageId: string;
  readonly evidence: EvidenceRef;
}

/** Also what is put off by more than its attempts allow: the clock has gone back since. */
const due = `(next_attempt_at <= now() or next_attempt_at > now() + make_interval(mins => 6 + least(240, 2 ^ least(attempts, 8))::int))`;

/** Which letters are still to be laid into a Sent folder, and which have been. */
@Injectable()
export class SentLettersRepository {
  /** In the transaction that says that it was sent; nothing where the mailbox's settings say so, or it is there from another delivery. */
  async add(tx: Tx, letters: readonly LetterThatWent[], inMs: number): Promise<void> {
    if (letters.length === 0) return;
    await tx.query(
      `insert into sent_letter (channel_id, message_id, evidence_sha256, evidence_size, next_attempt_at)
       select channel_id, message_id, sha256, size, now() + make_interval(secs => $5::float8 / 1000)
       from unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[]) as sent (channel_id, message_id, sha256, size)
         join mailbox using (channel_id)
       where (settings->'imap'->>'appendSent')::boolean order by channel_id, message_id
       on conflict do nothing`,
      [
        letters.map(({ channelId }) => channelId),
        letters.map(({ messageId }) => messageId),
        letters.map(({ evidence }) => evidence.sha256),
        letters.map(({ evidence }) => evidence.size),
        inMs,
      ],
    );
  }

  async channelsWithDue(tx: Tx): Promise<ChannelId[]> {
    const rows = await tx.query<{ channel_id: ChannelId }>(
      `select distinct channel_id from sent_letter where state = 'waiting' and ${due}`,
    );
    return rows.map((row) => row.channel_id);
  }

  /** The next that are due; each is put off at once, so that a crash in the midst of it costs a wait and no letter. */
  async take(tx: Tx, channelId: ChannelId, atMost: number, putOffMs: number): Promise<SentLetter[]> {
    const rows = await tx.query<Row>(
      `update sent_letter set attempts = attempts + 1, next_attempt_at = now() + make_interval(secs => $3::float8 / 1000)
       where channel_id = $1 and message_id in (
         select message_id from sent_letter where channel_id = $1 and state = 'waiting' and ${due}
         order by sent_at limit $2 for update skip locked)
       returning channel_id, message_id, evidence_sha256, evidence_size, sent_at, attempts`,
      [channelId, atMost, putOffMs],
    );
    return rows.map(letterOf).sort((a, b) => a.sentAt.getTime() - b.sentAt.getTime());
  }

  async settle(
    tx: Tx,
    { channelId, messageId }: SentLetter,
    state: 'laid' | 'given-up',
    code: string | null,
  ): Promise<void> {
    await tx.query(`update sent_letter set state = $3, code = $4 where channel_id = $1 and message_id = $2`, [
      channelId,
      messageId,
      state,
      code,
    ]);
  }

  async postpone(tx: Tx, letters: readonly SentLetter[], inMs: number, code: string): Promise<void> {
    const [first] = letters;
    if (first === undefined) return;
    await tx.query(
      `update sent_letter set code = $4, next_attempt_at = now() + make_interval(secs => $3::float8 / 1000)
       where channel_id = $1 and message_id = any ($2::text[]) and state = 'waiting'`,
      [first.channelId, letters.map(({ messageId }) => messageId), inMs, code],
    );
  }

  /** What waits because of the mailbox is due at once. */
  async hurry(tx: Tx, channelId: ChannelId): Promise<void> {
    await tx.query(
      `update sent_letter set next_attempt_at = now() where channel_id = $1 and state = 'waiting' and code is not null`,
      [channelId],
    );
  }

  /** The folder itself remembers what lies in it: rows of long ago tell nothing more. */
  async forgetOld(tx: Tx): Promise<void> {
    await tx.query(`delete from sent_letter where state <> 'waiting' and sent_at < now() - interval '30 days'`);
  }
}

const letterOf = (row: Row): SentLetter => ({
  channelId: row.channel_id,
  messageId: row.message_id,
  evidence: { sha256: row.evidence_sha256, size: Number(row.evidence_size) },
  sentAt: row.sent_at,
  attempts: row.attempts,
});
