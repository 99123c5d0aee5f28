import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';

export interface AuditRow {
  readonly seq: string;
  readonly at: Date;
  readonly action: string;
  readonly actorId: string | null;
  readonly actorName: string | null;
  readonly tokenId: string | null;
  readonly tokenName: string | null;
  readonly viewedId: string | null;
  readonly viewedName: string | null;
  readonly clientId: string | null;
  readonly clientName: string | null;
  readonly subjectId: string | null;
  readonly body: Record<string, unknown>;
}

@Injectable()
export class AuditRepository {
  /** Newest first, in the order of the indexes. @param after time (as the database writes it) and number of the last row before */
  page(
    tx: Tx,
    { actorId, clientId }: { actorId?: string | undefined; clientId?: string | undefined },
    after: readonly string[] | null,
    limit: number,
  ): Promise<(AuditRow & { atExact: string })[]> {
    const parameters: unknown[] = [limit];
    const where = (sql: (...places: string[]) => string, ...values: unknown[]) =>
      ` and ${sql(...values.map((value) => `$${parameters.push(value)}`))}`;
    return tx.query(
      `select j.seq, j.at, j.at::text as "atExact", j.action, j.actor_id as "actorId", e.name as "actorName",
              j.body->>'token' as "tokenId", t.name as "tokenName", j.body->>'viewingAs' as "viewedId", v.name as "viewedName",
              j.client_id as "clientId", c.name as "clientName", j.subject_id as "subjectId", j.body
       from journal j left join employee e on e.id = j.actor_id left join client c on c.id = j.client_id
         left join access_token t on t.session_id = (j.body->>'token')::uuid
         left join employee v on v.id = (j.body->>'viewingAs')::uuid
       where j.kind = 'audit'
         ${actorId === undefined ? '' : where((id) => `j.actor_id = ${id}`, actorId)}
         ${clientId === undefined ? '' : where((id) => `j.client_id = ${id}`, clientId)}
         ${after === null ? '' : where((at, seq) => `(j.at, j.seq) < (${at}::timestamptz, ${seq}::bigint)`, ...after)}
       order by j.at desc, j.seq desc limit $1`,
      parameters,
    );
  }
}
