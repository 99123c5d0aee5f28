/** Clients out of a file: the file, what is done with its columns, how far it has come, and what to put back when it is undone. */
export const coreImport = {
  name: '20261126-04-core-import',
  sql: `
create table core.client_import (
  id            uuid primary key,
  -- What the file was called.
  name          text not null,
  -- The original, in the evidence store.
  sha256        text not null,
  size          bigint not null,
  state         text not null default 'uploaded' check (state in
    ('uploaded', 'checking', 'checked', 'running', 'done', 'cancelled', 'undoing', 'undone')),
  -- { encoding, delimiter, header }
  reading       jsonb not null,
  -- { columns, kind, stage, responsibleId, existing, maybe, country }; null: nobody has chosen yet
  plan          jsonb,
  -- Records of the file that the work under way is past; of an undoing, cards.
  done_rows     int not null default 0,
  -- Known once it was checked.
  total_rows    int,
  -- What the last look over the file found, and what the import did: { created, existing, … }
  found         jsonb,
  did           jsonb,
  undid         jsonb,
  -- Why the work under way stopped before its end.
  code          text,
  details       jsonb not null default '{}',
  -- Whoever has it works on it; one whose process ended is taken over after that.
  claimed_until timestamptz,
  created_by    uuid not null references core.employee,
  created_at    timestamptz not null default now(),
  started_by    uuid references core.employee,
  started_at    timestamptz,
  ended_at      timestamptz,
  undone_by     uuid references core.employee,
  undone_at     timestamptz
);
create index client_import_newest on core.client_import (created_at desc, id desc);
create index client_import_work on core.client_import (created_at) where state in ('checking', 'running', 'undoing');

-- A line that was left out, and why. No values: they stand in the file.
create table core.client_import_problem (
  import_id uuid not null references core.client_import on delete cascade,
  line      int not null,
  -- Which record of the file it is, counted from 0 without the header.
  n         int not null,
  code      text not null,
  details   jsonb not null default '{}',
  primary key (import_id, n)
);

-- By what a line is recognised: a digest of each address and of the card that it is about. The first line that has one keeps it.
create table core.client_import_mark (
  import_id uuid not null references core.client_import on delete cascade,
  mark      bigint not null,
  line      int not null,
  primary key (import_id, mark)
);

-- Every card that an import made or changed. No foreign key: a card that is taken back is not there any more.
create table core.client_import_card (
  import_id uuid not null references core.client_import on delete cascade,
  n         bigint generated always as identity,
  card_id   uuid not null,
  line      int not null,
  made      boolean not null,
  -- The card's version with what the import wrote; of one that it made, whoever came later has a higher one.
  version   int not null,
  -- In card_change: what it wrote onto a card that was there.
  change_id uuid,
  -- Who was responsible before: [employee, team], and who is by the import.
  was       uuid[],
  became    uuid[],
  -- Whether an undoing has been here, and why it left the card as it is, or a part of it.
  undone    boolean not null default false,
  left_code text,
  primary key (import_id, n)
);
create index client_import_card_made on core.client_import_card (card_id) where made;

-- What a column of this name was taken for the last time.
create table core.client_import_column (
  header text primary key,
  target text not null
);

grant select, insert, update on core.client_import, core.client_import_card, core.client_import_column to keepline_core;
grant select, insert, delete on core.client_import_problem, core.client_import_mark to keepline_core;

alter table core.client_import enable row level security;
alter table core.client_import_problem enable row level security;
alter table core.client_import_mark enable row level security;
alter table core.client_import_card enable row level security;
-- Only whoever sees every client may know who came in by a file.
create policy scope on core.client_import using ((select core.scope_sees_all()));
create policy scope on core.client_import_problem using ((select core.scope_sees_all()));
create policy scope on core.client_import_mark using ((select core.scope_sees_all()));
create policy scope on core.client_import_card using ((select core.scope_sees_all()));

-- Names that are written alike, letter for letter, whichever alphabet; a whole batch at once. Under row-level security an expression that is
-- not leakproof loses its index: this looks first and asks for the right to each afterwards.
create index client_written on core.client (core.latin(name)) where merged_into is null;
create function core.clients_written_as(names text[]) returns table (n int, client_id uuid) language sql stable
  security definer set search_path = core, public, pg_temp
as $$
  select given.n::int - 1, (select c.id from client c where latin(c.name) = latin(given.name) and latin(given.name) <> '' and c.merged_into is null
      and (scope_sees_all() or c.responsible_id = scope_employee() or c.team_id = any (scope_teams())
        or c.id = any ((select scope_cards())::uuid[])) order by c.created_at, c.id limit 1)
  from unnest(names) with ordinality as given (name, n)
$$;

-- A card is never removed by hand. What an import made and nobody has touched since is taken back whole; the wall is here: only such cards, each
-- for itself, and one that anything else names stays.
create index alert_client on core.alert (client_id) where client_id is not null;
create index outgoing_check_client on core.outgoing_check (client_id) where client_id is not null;
create function core.take_back_imported(import uuid, cards uuid[]) returns table (card_id uuid, left_code text) language plpgsql
  security definer set search_path = core, pg_temp
as $$
declare
  one record;
begin
  for one in select i.card_id, i.version, c.version as is_now, c.merged_into, c.id is null as gone,
      (select count(*) from assignment a where a.client_id = i.card_id) as assignments
    from client_import_card i left join client c on c.id = i.card_id
    where i.import_id = import and i.made and i.card_id = any (cards) and scope_sees_all() order by i.n desc
  loop
    card_id := one.card_id;
    left_code := null;
    if one.gone then
      return next;
    elsif one.merged_into is not null then
      left_code := 'merged';
      return next;
    elsif one.is_now <> one.version then
      left_code := 'changed';
      return next;
    elsif one.assignments > 1 then
      left_code := 'assigned';
      return next;
    else
      begin
        perform from client c where c.id = one.card_id and c.version = one.version for update;
        delete from client_tag t where t.client_id = one.card_id;
        delete from contact_point p where p.client_id = one.card_id;
        delete from card_change h where h.client_id = one.card_id;
        delete from assignment a where a.client_id = one.card_id;
        delete from client c where c.id = one.card_id;
      exception when foreign_key_violation then
        left_code := 'in-use';
      end;
      return next;
    end if;
  end loop;
end $$;
grant execute on all functions in schema core to keepline_core;
`,
};
