import { Injectable } from '@nestjs/common';
import type { TeamId } from '#libs/contracts';
import type { Tx } from '#libs/database';

export interface LongOutage {
  /** Of this outage and no other. */
  readonly once: string;
  readonly address: string;
  readonly teamId: TeamId | null;
  readonly beganAt: Date;
  readonly code: string;
}

@Injectable()
export class OutagesRepository {
  /**
   * Mailboxes that stand still, and nobody was told yet; where one folder alone fails, the others go on.
   * @param forPeople codes of what never passes by itself
   * @param after minutes: of those, and of what may pass
   */
  untold(tx: Tx, forPeople: readonly string[], after: { forPeople: number; passing: number }): Promise<LongOutage[]> {
    return tx.query<LongOutage>(
      `with standing as (
         select 'mail.mailbox-stopped:' || c.id || ':' || extract(epoch from o.began_at)::bigint as once, c.address, c.team_id as "teamId",
           o.began_at as "beganAt", o.code
         from channel_outage o join channel c on c.id = o.channel_id
         where o.ended_at is null and c.medium = 'email' and c.enabled and not c.unsaved and c.state not in ('online', 'backfilling')
           and o.began_at < now() - make_interval(mins => case when o.code = any ($1::text[]) then $2::int else $3::int end))
       select * from standing s where not exists (select from alert a where a.once = s.once)`,
      [forPeople, after.forPeople, after.passing],
    );
  }
}
