import { Injectable } from '@nestjs/common';
import type { ClientId, EmployeeId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { Conditions } from '../../access/conditions.js';
import { microsecondsOf, momentOf, type MomentCursor } from '../../conversations/keyset.js';
import type { Walk } from '../../conversations/timeline-walks.js';

/** What a value is, and so how it is shown: `contact` and its like are masked, a `code` is translated, a `client` is named to whoever may see that card. */
export type ValueKind = 'text' | 'code' | 'email' | 'phone' | 'whatsapp' | 'client';

export interface FieldChange {
  readonly field: string;
  readonly is: ValueKind;
  readonly label?: string;
  readonly from: string | null;
  readonly to: string | null;
}

export interface CardChangeRow {
  id: string;
  at: Date;
  /** Microseconds, for the cursor. */
  key: string;
  by: { id: string; name: string } | null;
  changes: FieldChange[];
  reason: string | null;
}

export interface ChangedSince {
  field: string;
  by: { id: string; name: string } | null;
  /** Out of JSON. */
  at: string;
}

const person = `case when e.id is not null then json_build_object('id', e.id, 'name', e.name) end`;

const isOfTimeline = (changes: readonly FieldChange[]): boolean =>
  changes.some(({ field }) => field === 'stage' || field === 'merged');

/** How cards changed. What people wrote stands in `card_change`, who was responsible in `assignment`: read together, each written once. */
@Injectable()
export class CardChangesRepository {
  /** The card must be locked. @returns its version with this change */
  async add(
    tx: Tx,
    change: { id: string; clientId: ClientId; by: EmployeeId | null; changes: readonly FieldChange[] },
  ): Promise<number> {
    const [row] = await tx.query<{ version: number }>(
      `with card as (update client set version = version + 1, updated_at = now() where id = $2 returning version)
       insert into card_change (id, client_id, changed_by, version, changes, on_timeline)
       select $1, $2, $3, card.version, $4::jsonb, $5 from card returning version`,
      [...[change.id, change.clientId, change.by, JSON.stringify(change.changes)], isOfTimeline(change.changes)],
    );
    return row!.version;
  }

  /** As `add`, of many. @returns their versions with this change */
  async addMany(
    tx: Tx,
    by: EmployeeId | null,
    cards: readonly { id: string; clientId: ClientId; changes: readonly FieldChange[] }[],
  ): Promise<Map<ClientId, number>> {
    if (cards.length === 0) return new Map();
    const rows = await tx.query<{ id: ClientId; version: number }>(
      `with given as (select * from unnest($1::uuid[], $2::uuid[], $3::jsonb[], $4::bool[]) as g (id, client_id, changes, on_timeline)),
       card as (update client c set version = c.version + 1, updated_at = now() from given g where c.id = g.client_id
         returning c.id, c.version)
       insert into card_change (id, client_id, changed_by, version, changes, on_timeline)
       select g.id, g.client_id, $5, card.version, g.changes, g.on_timeline from given g join card on card.id = g.client_id
       returning client_id as id, version`,
      [
        cards.map(({ id }) => id),
        cards.map(({ clientId }) => clientId),
        cards.map(({ changes }) => JSON.stringify(changes)),
        cards.map(({ changes }) => isOfTimeline(changes)),
        by,
      ],
    );
    return new Map(rows.map(({ id, version }) => [id, version]));
  }

  /** Which fields changed after that version, each with whoever changed it last. */
  since(tx: Tx, clientId: ClientId, version: number): Promise<ChangedSince[]> {
    return tx.query<ChangedSince>(
      `select distinct on (one ->> 'field') one ->> 'field' as field, ${person} as by, to_json(h.at) #>> '{}' as at
       from card_change h cross join lateral jsonb_array_elements(h.changes) one left join employee e on e.id = h.changed_by
       where h.client_id = $1 and h.version > $2 order by one ->> 'field', h.version desc`,
      [clientId, version],
    );
  }

  /** The newest first. The card must be known to be visible. */
  page(tx: Tx, clientId: ClientId, after: MomentCursor | null, limit: number): Promise<CardChangeRow[]> {
    const from = after && { ...after, inclusive: false };
    return this.select(tx, clientId, { way: 'older', from, limit }, limit, {});
  }

  /**
   * Only what a reader of the timeline wants to know: the stage, and who is responsible. The newest first, whichever way is walked.
   * @param by only what this employee changed
   */
  ofTimeline(
    tx: Tx,
    clientId: ClientId,
    walk: Walk,
    limit: number,
    by: string | undefined = undefined,
  ): Promise<CardChangeRow[]> {
    return this.select(tx, clientId, walk, limit, { onTimeline: true, by });
  }

  /** Names of cards, of those that the scope shows. */
  async names(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
    if (ids.length === 0) return new Map();
    const rows = await tx.query<{ id: string; name: string }>(
      `select id, name from client where id = any ($1::uuid[])`,
      [ids],
    );
    return new Map(rows.map(({ id, name }) => [id, name]));
  }

  private select(
    tx: Tx,
    clientId: ClientId,
    walk: Walk,
    limit: number,
    only: { onTimeline?: boolean; by?: string | undefined },
  ): Promise<CardChangeRow[]> {
    const asked = new Conditions();
    const client = asked.value(clientId);
    const most = asked.value(limit);
    const older = walk.way === 'older';
    const from = walk.from && { at: asked.value(walk.from.microseconds), id: asked.value(walk.from.id) };
    const sign = `${older ? '<' : '>'}${walk.from?.inclusive === true ? '=' : ''}`;
    const beyond = (at: string, id: string) =>
      from && `(${at}, ${id}) ${sign} (${momentOf(from.at)}, ${from.id}::uuid)`;
    const author = only.by === undefined ? null : asked.value(only.by);
    const where = (...parts: (string | false | null)[]) =>
      parts.filter((part) => typeof part === 'string').join(' and ');
    const down = older ? 'desc' : 'asc';
    return tx.query<CardChangeRow>(
      `select h.id, h.at, ${microsecondsOf('h.at')} as key, ${person} as by, h.changes, h.reason from (
         select * from (
           (select h.id, h.at, h.changed_by, h.changes, null::text as reason from card_change h
             where ${where(`h.client_id = ${client}`, only.onTimeline === true && 'h.on_timeline', beyond('h.at', 'h.id'), author && `h.changed_by = ${author}`)}
             order by h.at ${down}, h.id ${down} limit ${most})
           union all
           (select a.id, a.since, a.assigned_by, jsonb_build_array(
               jsonb_build_object('field', 'responsible', 'is', 'text', 'from', was.name, 'to', now_is.name),
               jsonb_build_object('field', 'team', 'is', 'text', 'from', was_team.name, 'to', now_team.name)), a.reason
             from (select * from assignment a
               where ${where(`a.client_id = ${client}`, beyond('a.since', 'a.id'), author && `a.assigned_by = ${author}`)}
               order by a.since ${down}, a.id ${down} limit ${most}) a
             left join lateral (select b.employee_id, b.team_id from assignment b where b.client_id = ${client} and (b.since, b.id) < (a.since, a.id)
                 and b.of_card is not distinct from a.of_card
               order by b.since desc, b.id desc limit 1) past on true
             left join employee was on was.id = past.employee_id left join employee now_is on now_is.id = a.employee_id
             left join team was_team on was_team.id = past.team_id left join team now_team on now_team.id = a.team_id)
         ) both_of_them order by at ${down}, id ${down} limit ${most}
       ) h left join employee e on e.id = h.changed_by order by h.at desc, h.id desc`,
      asked.parameters,
    );
  }
}
