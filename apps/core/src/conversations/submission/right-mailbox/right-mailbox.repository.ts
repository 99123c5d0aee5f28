import { Injectable } from '@nestjs/common';
import type { ChannelId, ClientId, ContactPointId, ConversationId, EmployeeId, TeamId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { Role } from '../../../access/viewer.js';

/** A client who wrote elsewhere than to the mailbox that clients are to know, and was never told of it. */
export interface MisledByMail {
  readonly clientId: ClientId;
  readonly conversationId: ConversationId;
  readonly channelId: ChannelId;
  /** The right one. */
  readonly address: string;
  /** By which they are told; null: as every answer. */
  readonly contactPointId: ContactPointId | null;
  readonly country: string | null;
  /** What was written last. */
  readonly sealedText: Buffer | null;
  /** In whose name it is written; null: nobody has the card. */
  readonly writer: { id: EmployeeId; name: string; role: Role; teamIds: TeamId[]; seesContacts: boolean } | null;
}

@Injectable()
export class RightMailboxRepository {
  /**
   * Claims one: whose letter an employee answered out of their own mail program although it had never come to us, or who waits on another
   * mailbox of ours. Whoever dies with it leaves it to the next after two minutes.
   * @param right the mailbox that clients are to know; null: the one by which they are answered
   */
  async claim(tx: Tx, right: ChannelId | null): Promise<MisledByMail | null> {
    const [row] = await tx.query<MisledByMail>(
      `with misled as (
         select i.client_id, i.conversation_id, i.channel_id, l.interaction_id
         from submitted_letter l join interaction i on i.id = l.interaction_id join interaction_content t on t.interaction_id = i.id
         where l.elsewhere and i.client_id is not null and i.conversation_id is not null and i.captured_at > now() - interval '1 day'
         union all
         select v.client_id, v.id, $1::uuid, v.last_interaction_id from conversation v
         where $1::uuid is not null and v.waiting_since > now() - interval '1 hour' and v.medium = 'email' and v.client_id is not null
           and v.merged_into is null and v.channel_id <> $1::uuid
       ), untold as (
         select m.* from misled m left join told_address t on t.client_id = m.client_id
         where t.client_id is null or (t.code = 'pending' and t.at < now() - interval '2 minutes')
         order by m.interaction_id limit 1
       ), claimed as (
         insert into told_address (client_id, channel_id, code) select client_id, coalesce($1::uuid, channel_id), 'pending' from untold
         on conflict (client_id) do update set at = now() where told_address.code = 'pending' and told_address.at < now() - interval '2 minutes'
         returning client_id, channel_id
       )
       select u.client_id as "clientId", u.conversation_id as "conversationId", h.id as "channelId", h.address,
         (select p.id from delivery d join contact_point p on p.client_id = u.client_id and p.kind = 'email' and p.value = d.recipient
           where d.interaction_id = u.interaction_id and d.purpose = 'answer' order by d.id limit 1) as "contactPointId",
         (select default_country from company) as country,
         (select t.sealed_text from interaction_content t where t.interaction_id = u.interaction_id) as "sealedText",
         (select json_build_object('id', e.id, 'name', e.name, 'role', e.role, 'teamIds', teams_of(e.id), 'seesContacts', e.sees_contacts) from employee e
           where e.status = 'active' and (e.id = c.responsible_id or e.role = 'owner' or e.id in (select heads_of(c.team_id)))
           order by e.id = c.responsible_id desc nulls last, e.role = 'manager' desc, e.id limit 1) as writer
       from claimed join untold u using (client_id) join client c on c.id = u.client_id join channel h on h.id = claimed.channel_id`,
      [right],
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
    await tx.query(
      `update submitted_letter l set elsewhere = false from interaction i
       where i.id = l.interaction_id and l.elsewhere and i.client_id = $1`,
      [clientId],
    );
  }
}
