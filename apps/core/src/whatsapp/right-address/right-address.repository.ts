import { Injectable } from '@nestjs/common';
import type { ClientId, ConversationId, EmployeeId, TeamId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { Role } from '../../access/viewer.js';
import type { WhatsappPolicy } from '../whatsapp-policy.js';

/** Somebody who wrote to another of our numbers than the one that clients are to know. */
export interface Misled {
  readonly clientId: ClientId;
  readonly conversationId: ConversationId;
  /** The right one, E.164. */
  readonly number: string;
  readonly texts: WhatsappPolicy['tellRightAddress']['texts'];
  readonly country: string | null;
  /** What they wrote last. */
  readonly sealedText: Buffer | null;
  /** In whose name it is written; null: nobody has the card. */
  readonly writer: { id: EmployeeId; name: string; role: Role; teamIds: TeamId[]; seesContacts: boolean } | null;
}

@Injectable()
export class RightAddressRepository {
  /**
   * Claims one who waits for an answer and was never told; whoever dies with it leaves it to the next after two minutes.
   * Where several numbers are right the first of them is told, and whoever wrote to one of them is right.
   */
  async claim(tx: Tx): Promise<Misled | null> {
    const [row] = await tx.query<Misled>(
      `with right_number as (
         select id, address, settings #> '{policy,tellRightAddress,texts}' as texts from channel
         where medium = 'whatsapp' and enabled and not unsaved and (settings #>> '{policy,tellRightAddress,enabled}')::boolean
         order by created_at, id
       ), misled as (
         select v.id, v.client_id from conversation v left join told_address t on t.client_id = v.client_id
         where v.waiting_since > now() - interval '1 hour' and v.medium = 'whatsapp' and v.client_id is not null and v.merged_into is null
           and v.counterpart not like '%@g.us' and exists (select from right_number)
           and v.channel_id not in (select id from right_number)
           and (t.client_id is null or (t.code = 'pending' and t.at < now() - interval '2 minutes'))
         order by v.waiting_since, v.id limit 1
       ), claimed as (
         insert into told_address (client_id, channel_id, code)
         select m.client_id, (select id from right_number limit 1), 'pending' from misled m
         on conflict (client_id) do update set at = now() where told_address.code = 'pending' and told_address.at < now() - interval '2 minutes'
         returning client_id
       )
       select m.client_id as "clientId", m.id as "conversationId", r.address as number, r.texts,
         (select default_country from company) as country,
         (select t.sealed_text from interaction i join interaction_content t on t.interaction_id = i.id
           where i.conversation_id = m.id and i.direction = 'inbound' order by i.occurred_at desc, i.id desc limit 1) as "sealedText",
         (select json_build_object('id', e.id, 'name', e.name, 'role', e.role, 'teamIds', teams_of(e.id), 'seesContacts', e.sees_contacts) from employee e
           where e.status = 'active' and (e.id = c.responsible_id or e.role = 'owner' or e.id in (select heads_of(c.team_id)))
           order by e.id = c.responsible_id desc nulls last, e.role = 'manager' desc, e.id limit 1) as writer
       from claimed join misled m using (client_id) join client c on c.id = m.client_id
       cross join (select * from right_number limit 1) r`,
    );
    return row ?? null;
  }

  /** @param code null: it is on its way */
  async settle(tx: Tx, clientId: ClientId, interactionId: string | null, code: string | null): Promise<void> {
    await tx.query(`update told_address set interaction_id = $2, code = $3, at = now() where client_id = $1`, [
      clientId,
      interactionId,
      code,
    ]);
  }
}
