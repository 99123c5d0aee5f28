import { Injectable } from '@nestjs/common';
import type { ClientId, ConversationId, InteractionId } from '#libs/contracts';
import type { Tx } from '#libs/database';

/** A token in the text of a letter. */
export interface QuotedToken {
  interactionId: InteractionId;
  /** The sender, as contact points write it; null where it is no address. */
  sender: string | null;
  address: string;
  token: string;
}

export interface LateThread {
  interactionId: InteractionId;
  /** Where it lies, alone. */
  fromId: ConversationId | null;
  intoId: ConversationId;
  clientId: ClientId | null;
  newParticipant: boolean;
}

@Injectable()
export class LateThreadsRepository {
  /**
   * Letters that stand alone where a token in their text names a conversation, by the rules of capture: of the same card, of nobody yet, or of
   * somebody who stands on no card. What somebody has put anywhere by hand stays there. One place for each letter.
   */
  find(tx: Tx, quoted: readonly QuotedToken[]): Promise<LateThread[]> {
    return tx.query<LateThread>(
      `with quoted as (
         select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) with ordinality as given (id, sender, address, token, n)
         where exists (select from channel k, unnest(k.address || k.aliases) own where k.medium = 'email' and lower(own) = given.address)
       )
       select distinct on (i.id) i.id as "interactionId", i.conversation_id as "fromId", c.id as "intoId", c.client_id as "clientId",
         i.client_id is null and c.client_id is not null and not i.flags @> '{bounce}'
           and not exists (select from contact_point p where p.kind = 'email' and p.value = quoted.sender) as "newParticipant"
       from quoted join interaction i on i.id = quoted.id
       join conversation named on named.token = quoted.token
       join conversation c on c.id = coalesce(named.merged_into, named.id)
       where i.direction = 'inbound' and not i.flags @> '{receipt}' and i.placed_at is null and c.id is distinct from i.conversation_id and c.medium = 'email'
         and not exists (select from interaction o where o.conversation_id = i.conversation_id and o.id <> i.id)
         and not exists (select from thread_change t where i.conversation_id in (t.from_id, t.into_id))
         and (c.client_id is not distinct from i.client_id or (i.client_id is null and (
           exists (select from contact_point p where p.kind = 'email' and p.value = quoted.sender and p.client_id = c.client_id)
           or not exists (select from contact_point p where p.kind = 'email' and p.value = quoted.sender))))
       order by i.id, quoted.n`,
      [
        quoted.map((one) => one.interactionId),
        quoted.map((one) => one.sender),
        quoted.map((one) => one.address),
        quoted.map((one) => one.token),
      ],
    );
  }

  /** In the order in which everybody locks them. @returns those in which somebody waits */
  async lock(tx: Tx, ids: readonly ConversationId[]): Promise<Set<ConversationId>> {
    const rows = await tx.query<{ id: ConversationId; waits: boolean }>(
      `select id, waiting_since is not null as waits from conversation where id = any ($1::uuid[]) order by id for update`,
      [ids],
    );
    return new Set(rows.filter(({ waits }) => waits).map(({ id }) => id));
  }

  /** The one in which a letter stood alone goes on as the other: whatever names it leads there. */
  async join(tx: Tx, threads: readonly LateThread[]): Promise<void> {
    const values = [
      threads.map((one) => one.interactionId),
      threads.map((one) => one.intoId),
      threads.map((one) => one.clientId),
      threads.map((one) => one.newParticipant),
      threads.map((one) => one.fromId),
    ];
    await tx.query(
      `update interaction i set conversation_id = given.into_id, client_id = given.client_id,
         flags = case when given.stranger then i.flags || '{new-participant}' else i.flags end
       from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bool[]) as given (id, into_id, client_id, stranger) where i.id = given.id`,
      values.slice(0, 4),
    );
    await tx.query(
      `update conversation c set merged_into = given.into_id, client_id = null, waiting_since = null, last_interaction_id = null
       from unnest($1::uuid[], $2::uuid[]) as given (id, into_id) where c.id = given.id`,
      [values[4], values[1]],
    );
  }
}
