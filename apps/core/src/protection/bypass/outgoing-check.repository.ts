import { Injectable } from '@nestjs/common';
import type { ClientId, ConversationId, DeliveryId, EmployeeId, InteractionId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { Conditions } from '../../access/conditions.js';
import type { KnownContact } from '../../access/masking.js';
import type { Viewer } from '../../access/viewer.js';
import { microsecondsOf, momentOf, type MomentCursor } from '../../conversations/keyset.js';
import type { FindingKind } from './finding.js';

export interface NewOutgoingCheck {
  readonly id: string;
  readonly employeeId: EmployeeId;
  /** null: to somebody who is no client. */
  readonly clientId: ClientId | null;
  readonly interactionId: InteractionId;
  readonly medium: 'email' | 'whatsapp';
  readonly findings: readonly { readonly kind: FindingKind }[];
  readonly decision: 'confirmed' | 'held';
  readonly sealedOrders: Buffer | null;
}

export interface HeldRow {
  readonly id: string;
  readonly at: Date;
  readonly key: string;
  readonly medium: 'email' | 'whatsapp';
  readonly employee: { id: string; name: string };
  readonly client: { id: string; name: string } | null;
  /** Whom it goes to where that is no client. */
  readonly to: string[] | null;
  readonly contacts: KnownContact[] | null;
  readonly interactionId: InteractionId;
  readonly conversationId: ConversationId | null;
  readonly subject: string;
  readonly sealedText: Buffer | null;
  readonly attachments: { name: string }[] | null;
  readonly findings: { kind: FindingKind }[];
}

export interface LockedCheck {
  readonly id: string;
  readonly employeeId: EmployeeId;
  readonly clientId: ClientId | null;
  readonly interactionId: InteractionId;
  readonly conversationId: ConversationId | null;
  readonly decision: string;
  readonly medium: 'email' | 'whatsapp';
  readonly findings: readonly { readonly kind: FindingKind }[];
  readonly sealedOrders: Buffer | null;
}

@Injectable()
export class OutgoingCheckRepository {
  async insert(tx: Tx, check: NewOutgoingCheck): Promise<void> {
    await tx.query(
      `insert into outgoing_check (id, employee_id, client_id, team_id, interaction_id, medium, findings, decision, sealed_orders)
       values ($1, $2, $3, coalesce((select team_id from client where id = $3), (select team_id from employee where id = $2)), $4, $5, $6, $7, $8)`,
      [
        ...[check.id, check.employeeId, check.clientId, check.interactionId, check.medium],
        ...[JSON.stringify(check.findings), check.decision, check.sealedOrders],
      ],
    );
  }

  /** The newest first, on cards that the viewer sees; to whom nobody knows, what people of their teams wrote. */
  held(tx: Tx, viewer: Viewer, before: MomentCursor | null, limit: number): Promise<HeldRow[]> {
    const where = new Conditions().add(() => `o.decision = 'held'`);
    const seen = new Conditions(where.parameters).visibleTo(viewer, 'c').sql;
    where.add(
      (teams, all) =>
        `((o.client_id is not null and ${seen}) or (o.client_id is null and (${all}::boolean or o.team_id = any (${teams}::uuid[]))))`,
      viewer.teamIds,
      viewer.role === 'owner',
    );
    if (before) where.add((at, id) => `(o.at, o.id) < (${momentOf(at)}, ${id}::uuid)`, before.microseconds, before.id);
    return tx.query<HeldRow>(
      `select o.id, o.at, ${microsecondsOf('o.at')} as key, o.medium, json_build_object('id', e.id, 'name', e.name) as employee,
         case when c.id is not null then json_build_object('id', c.id, 'name', c.name) end as client,
         case when o.client_id is null then array(select recipient from delivery d where d.interaction_id = i.id and d.purpose = 'answer' order by d.id) end as "to",
         (select json_agg(json_build_object('kind', kind, 'value', value)) from contact_point p where p.client_id = c.id) as contacts,
         i.id as "interactionId", i.conversation_id as "conversationId", i.subject, t.sealed_text as "sealedText", t.attachments, o.findings
       from outgoing_check o left join client c on c.id = o.client_id join employee e on e.id = o.employee_id
       join interaction i on i.id = o.interaction_id left join interaction_content t on t.interaction_id = i.id
       where ${where.sql} order by o.at desc, o.id desc limit ${where.value(limit)}`,
      where.parameters,
    );
  }

  async lock(tx: Tx, id: string): Promise<LockedCheck | null> {
    const [row] = await tx.query<LockedCheck>(
      `select o.id, o.employee_id as "employeeId", o.client_id as "clientId", o.interaction_id as "interactionId",
         i.conversation_id as "conversationId", o.decision, o.medium, o.findings, o.sealed_orders as "sealedOrders"
       from outgoing_check o join interaction i on i.id = o.interaction_id where o.id = $1 for no key update of o`,
      [id],
    );
    return row ?? null;
  }

  async decide(tx: Tx, id: string, decision: 'released' | 'refused', by: EmployeeId): Promise<void> {
    await tx.query(
      `update outgoing_check set decision = $2, decided_by = $3, decided_at = now(), sealed_orders = null where id = $1`,
      [id, decision, by],
    );
  }

  /** @returns the interactions that they belong to */
  async moveDeliveries(
    tx: Tx,
    ids: readonly DeliveryId[],
    state: 'held' | 'queued' | 'refused',
  ): Promise<InteractionId[]> {
    const rows = await tx.query<{ id: InteractionId }>(
      `update delivery set state = $2, updated_at = now() where id = any ($1::uuid[]) and state in ('queued', 'held') returning interaction_id as id`,
      [ids, state],
    );
    return [...new Set(rows.map((row) => row.id))];
  }
}
