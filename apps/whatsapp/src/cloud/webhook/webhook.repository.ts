import { Injectable } from '@nestjs/common';
import type { ChannelId, EvidenceRef, Sha256 } from '#libs/contracts';
import type { Tx } from '#libs/database';

export interface NewWebhook {
  readonly evidence: EvidenceRef;
  readonly signedFor: readonly ChannelId[];
  readonly receivedAt: Date;
}

export interface KeptWebhook extends NewWebhook {
  readonly seq: string;
  readonly attempts: number;
}

export interface ReadWebhook {
  readonly seq: string;
  readonly state: 'read' | 'unknown-number' | 'broken';
  readonly unknownNumbers: readonly string[];
  readonly code: string | null;
}

interface Row {
  seq: string;
  evidence_sha256: Sha256;
  evidence_size: string;
  signed_for: ChannelId[];
  received_at: Date;
  attempts: number;
}

const columns = 'seq, evidence_sha256, evidence_size, signed_for, received_at, attempts';

@Injectable()
export class WebhookRepository {
  /** @returns the number of each, in order */
  async insert(tx: Tx, webhooks: readonly NewWebhook[]): Promise<string[]> {
    const rows = await tx.query<{ seq: string }>(
      `insert into webhook (evidence_sha256, evidence_size, signed_for, received_at)
       select sha256, size, array(select json_array_elements_text(signers)::uuid), received_at
       from unnest($1::text[], $2::bigint[], $3::json[], $4::timestamptz[]) with ordinality
         as given (sha256, size, signers, received_at, n) order by n returning seq`,
      [
        webhooks.map(({ evidence }) => evidence.sha256),
        webhooks.map(({ evidence }) => evidence.size),
        webhooks.map(({ signedFor }) => JSON.stringify(signedFor)),
        webhooks.map(({ receivedAt }) => receivedAt),
      ],
    );
    return rows.map(({ seq }) => seq);
  }

  /** The oldest that wait: together no larger than `bytesAtMost`, but at least one. */
  async waiting(tx: Tx, countAtMost: number, bytesAtMost: number): Promise<KeptWebhook[]> {
    const rows = await tx.query<Row>(
      `select ${columns} from (
         select ${columns}, sum(evidence_size) over (order by seq) as together, row_number() over (order by seq) as n
         from (select ${columns} from webhook where state = 'waiting' and due_at <= now() order by seq limit $1) as oldest) as line
       where n = 1 or together <= $2 order by seq`,
      [countAtMost, bytesAtMost],
    );
    return rows.map(keptOf);
  }

  async noteRead(tx: Tx, read: readonly ReadWebhook[]): Promise<void> {
    await tx.query(
      `update webhook set state = given.state, code = given.code, read_at = now(),
              unknown_numbers = array(select json_array_elements_text(given.unknown))
       from unnest($1::bigint[], $2::text[], $3::text[], $4::json[]) as given (seq, state, code, unknown)
       where webhook.seq = given.seq`,
      [
        read.map(({ seq }) => seq),
        read.map(({ state }) => state),
        read.map(({ code }) => code),
        read.map(({ unknownNumbers }) => JSON.stringify(unknownNumbers)),
      ],
    );
  }

  async later(tx: Tx, seqs: readonly string[], code: string, inMs: number): Promise<void> {
    await tx.query(
      `update webhook set attempts = attempts + 1, code = $2, due_at = now() + make_interval(secs => $3::float8 / 1000)
       where seq = any($1::bigint[]) and state = 'waiting'`,
      [seqs, code, inMs],
    );
  }

  /** What spoke of numbers that were not ours is read once more, now that these are. @returns how many */
  async replay(tx: Tx, phoneNumberIds: readonly string[]): Promise<number> {
    const rows = await tx.query(
      `update webhook set state = 'waiting', due_at = now(), attempts = 0
       where state = 'unknown-number' and unknown_numbers && $1::text[] returning seq`,
      [phoneNumberIds],
    );
    return rows.length;
  }

  async receivedBetween(tx: Tx, from: Date, to: Date, afterSeq: string, limit: number): Promise<KeptWebhook[]> {
    const rows = await tx.query<Row>(
      `select ${columns} from webhook
       where state = 'read' and received_at >= $1 and received_at < $2 and seq > $3 order by seq limit $4`,
      [from, to, afterSeq, limit],
    );
    return rows.map(keptOf);
  }
}

const keptOf = (row: Row): KeptWebhook => ({
  seq: row.seq,
  evidence: { sha256: row.evidence_sha256, size: Number(row.evidence_size) },
  signedFor: row.signed_for,
  receivedAt: row.received_at,
  attempts: row.attempts,
});
