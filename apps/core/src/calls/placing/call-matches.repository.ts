import { Injectable } from '@nestjs/common';
import type { CallId, PhoneNumber } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { CallMatchView } from '../call.view.js';

export interface CallMatch {
  readonly client: { id: string; name: string };
  readonly because: CallMatchView['because'];
}

const reasons = `array['signature', 'same-company', 'similar-number', 'recent-letter']`;
const most = 8;
/** Of a number in E.164 so many last digits may differ: extensions behind one exchange. */
const differing = 2;

/** Who an unknown number may be. Under the viewer's row-level security: nobody is shown whose card they may not see. */
@Injectable()
export class CallMatchesRepository {
  /**
   * Whose letters carry the number; who writes from the same domain as they; whose number differs in its last digits alone; and who wrote
   * within the last hour. The likeliest first.
   * @param publicDomains at which everybody has an address: the same one says nothing
   */
  find(tx: Tx, number: PhoneNumber, publicDomains: readonly string[]): Promise<CallMatch[]> {
    const stem = number.slice(0, -differing);
    return tx.query<CallMatch>(
      `with signed as (
         select distinct i.client_id from written_number w join interaction i on i.id = w.interaction_id
         where w.number = $1 and i.client_id is not null limit 20
       ), found as (
         select client_id, 1 as rank from signed
         union all
         select others.client_id, 2 from signed join contact_point theirs on theirs.client_id = signed.client_id and theirs.domain is not null
           and not theirs.domain = any ($4)
         cross join lateral (select client_id from contact_point p where p.domain = theirs.domain limit 20) others
         union all
         (select client_id, 3 from contact_point where kind = 'phone' and value between $2 and $3 and length(value) = length($1) and value <> $1 limit 20)
         union all
         (select client_id, 4 from conversation where waiting_since > now() - interval '1 hour' and client_id is not null and medium = 'email'
           order by last_at desc, id desc limit 3)
       ), best as (
         select client_id, min(rank) as rank from found group by client_id
       )
       select json_build_object('id', c.id, 'name', c.name) as client, (${reasons})[b.rank] as because
       from best b join client c on c.id = b.client_id order by b.rank, lower(c.name), c.id limit ${most}`,
      [number, `${stem}${'0'.repeat(differing)}`, `${stem}${'9'.repeat(differing)}`, publicDomains],
    );
  }

  /** Held until the end of the transaction. */
  async lock(
    tx: Tx,
    id: CallId,
  ): Promise<{
    clientId: string | null;
    counterpart: string | null;
    interactionId: string | null;
    takenBy: string | null;
  } | null> {
    const [row] = await tx.query<{
      clientId: string | null;
      counterpart: string | null;
      interactionId: string | null;
      takenBy: string | null;
    }>(
      `select client_id as "clientId", counterpart, interaction_id as "interactionId", case when cardinality(spoke) > 0 then employee_id end as "takenBy"
       from call where id = $1 for no key update`,
      [id],
    );
    return row ?? null;
  }

  /** A call that hides its number, or has no interaction yet. */
  async placeAlone(tx: Tx, id: CallId, clientId: string): Promise<void> {
    await tx.query(`update call set client_id = $2 where id = $1 and client_id is null`, [id, clientId]);
  }

  /** What of that number lies in the tray. */
  async strays(tx: Tx, counterpart: string): Promise<{ id: string } | null> {
    const [row] = await tx.query<{ id: string }>(
      `select interaction_id as id from call where client_id is null and counterpart = $1 and interaction_id is not null
       order by started_at, id limit 1`,
      [counterpart],
    );
    return row ?? null;
  }
}
