import { Injectable } from '@nestjs/common';
import type { InteractionId, Medium } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { Conditions } from '../../../access/conditions.js';
import type { Direction } from '../../interaction-facts.js';

/** Nobody needs to know it more exactly, and counting on would cost. */
export const mostWaiting = 10_000;

export interface ScannerCounts {
  readonly lastScanAt: Date | null;
  readonly waiting: number;
  readonly infected: number;
  readonly refused: number;
}

export interface HeldFileRow {
  readonly interactionId: InteractionId;
  readonly n: number;
  readonly name: string;
  readonly scan: 'infected' | 'unscannable';
  readonly threat: string | null;
  readonly client: { id: string; name: string } | null;
  readonly medium: Medium | null;
  readonly direction: Direction;
  readonly occurredAt: Date;
}

@Injectable()
export class ScannerRepository {
  async counts(tx: Tx): Promise<ScannerCounts> {
    const [row] = await tx.query<ScannerCounts>(
      `select (select max(scanned_at) from attachment where scanned_at is not null) as "lastScanAt",
         (select count(*)::int from (select from attachment where scan_state = 'waiting' limit ${mostWaiting}) w) as waiting,
         count(*) filter (where scan_state = 'infected')::int as infected,
         count(*) filter (where scan_state = 'unscannable')::int as refused
       from attachment where scan_state in ('infected', 'unscannable')`,
    );
    return row!;
  }

  /** The newest first. */
  held(tx: Tx, after: { interactionId: string; n: number } | null, limit: number): Promise<HeldFileRow[]> {
    const where = new Conditions().add(() => `a.scan_state in ('infected', 'unscannable')`);
    if (after)
      where.add(
        (id, n) => `(a.interaction_id < ${id}::uuid or (a.interaction_id = ${id}::uuid and a.n > ${n}::int))`,
        after.interactionId,
        after.n,
      );
    return tx.query<HeldFileRow>(
      `select a.interaction_id as "interactionId", a.n, coalesce(d.name, file.one ->> 'name', '') as name, a.scan_state as scan, a.threat,
         case when c.id is not null then json_build_object('id', c.id, 'name', c.name) end as client,
         i.medium, i.direction, i.occurred_at as "occurredAt"
       from (select interaction_id, n, scan_state, threat from attachment a where ${where.sql}
         order by interaction_id desc, n limit ${where.value(limit)}) a
       join interaction i on i.id = a.interaction_id left join client c on c.id = i.client_id
       left join message_media d on d.interaction_id = i.id and d.state = 'kept' and a.n = 0
       left join interaction_content t on t.interaction_id = i.id
       left join lateral (select one from jsonb_array_elements(t.attachments) one where (one ->> 'n')::int = a.n limit 1) file on true
       order by a.interaction_id desc, a.n`,
      where.parameters,
    );
  }
}
