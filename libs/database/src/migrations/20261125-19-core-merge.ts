/** Cards that are one client: how alike names are found, how two cards become one, and how they become two again. */
export const coreMerge = {
  name: '20261125-19-core-merge',
  sql: `
-- Names that sound alike ---------------------------------------------------------------------------------------------------

-- A name as it would be written in Latin letters, roughly: Cyrillic of Ukrainian and Russian and its usual transliterations come out the
-- same. Without marks and without the form of the company, which says nothing about who it is.
create function core.latin(name text) returns text language sql immutable parallel safe strict
as $$
  select btrim(regexp_replace(regexp_replace(
    replace(replace(replace(replace(
      translate(
        replace(replace(replace(replace(replace(replace(replace(replace(lower(name),
          'щ', 'sh'), 'ш', 'sh'), 'ч', 'ch'), 'ж', 'zh'), 'ц', 'ts'), 'ю', 'iu'), 'я', 'ia'), 'х', 'h'),
        'абвгґдеёєэжзиіїйыклмнопрстуфywьъ''’ʼ', 'abvggdeeeezziiiiiklmnoprstufiv'),
      'kh', 'h'), 'shch', 'sh'), 'yi', 'i'), 'ii', 'i'),
    '[^[:alnum:]]+', ' ', 'g'),
    '\\m(ooo|oao|zao|ao|tov|pat|prat|fop|fg|ip|pp|llc|ltd|gmbh|inc|ab|oy|sa|srl|the|and)\\M', '', 'g'))
$$;
create index client_sounds on core.client using gin (core.latin(name) public.gin_trgm_ops);

-- Under row-level security an operator that is not leakproof loses its index: this looks first and asks for the right to each afterwards.
create function core.clients_like(wanted text, most int) returns table (client_id uuid, alike real) language plpgsql stable
  security definer set search_path = core, public, pg_temp set pg_trgm.similarity_threshold = 0.5
as $$
begin
  return query select c.id, similarity(latin(c.name), latin(wanted)) from client c
    where latin(c.name) % latin(wanted) and c.merged_into is null
      and (scope_sees_all() or c.responsible_id = scope_employee() or c.team_id = any (scope_teams())
        or c.id = any ((select scope_cards())::uuid[]))
    order by 2 desc, c.id limit most;
end $$;

-- Two cards that became one ------------------------------------------------------------------------------------------------

-- The card that this one went on as. It keeps its row, so that old links lead on; to people it is not there any more.
alter table core.client add column merged_into uuid references core.client check (merged_into <> id);
create index client_merged on core.client (merged_into) where merged_into is not null;

create function core.scope_is_system() returns boolean language sql stable parallel safe
as $$ select coalesce(current_setting('keepline.scope', true) = 'system', false) $$;

drop policy scope on core.client;
create policy scope on core.client using (
  (merged_into is null or (select core.scope_is_system())) and (
    (select core.scope_sees_all())
    or responsible_id = (select core.scope_employee())
    or team_id = any ((select core.scope_teams())::uuid[])
    or id = any ((select core.scope_cards())::uuid[]))
) with check (true);

-- Where an old link leads, also to whoever may not see it: an id and no more.
create function core.card_goes_on_as(wanted uuid) returns uuid language sql stable security definer set search_path = core, pg_temp
as $$
  with recursive way as (
    select id, merged_into from client where id = wanted
    union all select c.id, c.merged_into from way join client c on c.id = way.merged_into
  ) select id from way where merged_into is null
$$;

-- Whose card it was while two were two: histories of both stand on one card and are not each other's past.
alter table core.assignment add column of_card uuid;

create table core.merge (
  id        uuid primary key,
  into_id   uuid not null references core.client,
  from_id   uuid not null references core.client,
  -- What the other card was called then.
  other_name text not null default '',
  merged_by uuid references core.employee,
  merged_at timestamptz not null default now(),
  -- [{ field, is, label, from, to }]: what the card took over from the other.
  taken     jsonb not null,
  -- Table → how many rows moved.
  counts    jsonb not null default '{}',
  -- Contact points that both had: rows of the other card.
  doubles   jsonb not null default '[]',
  -- Conversations that go on in one of the card's own: { "from", "into", "became", "earlier" }, from and into as they were.
  joined    jsonb not null default '[]',
  undone_at timestamptz,
  undone_by uuid references core.employee
);
create index merge_into on core.merge (into_id, merged_at desc);
create index merge_from on core.merge (from_id, merged_at desc);

create table core.merge_moved (
  merge_id   uuid not null references core.merge,
  table_name text not null,
  row_id     uuid not null,
  -- Of an interaction or a call: the conversation in which it lay, where that is another now.
  was        uuid
);
create index merge_moved_rows on core.merge_moved (merge_id, table_name, row_id);

grant select, insert, update on core.merge to keepline_core;
grant select, insert on core.merge_moved to keepline_core;
grant update (client_id) on core.alert, core.card_access to keepline_core;

alter table core.merge enable row level security;
alter table core.merge_moved enable row level security;
create policy scope on core.merge using (
  (select core.scope_sees_all()) or (select true from core.client c where c.id = into_id)) with check (true);
create policy scope on core.merge_moved using ((select core.scope_sees_all())) with check (true);

-- Whoever looked a card up a moment ago may still write onto it. The row is locked as its foreign key does anyway: a merge that is under way
-- is waited for, and what is written lies on the card as which this one goes on.
create function core.write_where_card_goes_on() returns trigger language plpgsql security definer set search_path = core, pg_temp
as $$
declare
  next_card uuid;
begin
  loop
    select c.merged_into into next_card from client c where c.id = new.client_id for key share;
    exit when next_card is null;
    new.client_id := next_card;
  end loop;
  return new;
end $$;
do $$
declare
  t text;
begin
  for t in select conrelid::regclass::text from pg_constraint join pg_attribute a on a.attrelid = conrelid and a.attnum = conkey[1]
    where contype = 'f' and confrelid = 'core.client'::regclass and a.attname = 'client_id' order by 1
  loop
    execute format('create trigger card_goes_on before insert on %s for each row when (new.client_id is not null) execute function core.write_where_card_goes_on()', t);
    execute format('create trigger card_goes_on_placed before update of client_id on %s for each row when (old.client_id is null and new.client_id is not null) execute function core.write_where_card_goes_on()', t);
  end loop;
end $$;

grant execute on all functions in schema core to keepline_core;
`,
};
