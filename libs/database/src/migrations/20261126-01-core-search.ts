/** The search: one narrow table of words beside the fat one of contents, and the ways to look through it with the rights in the question. */
export const coreSearch = {
  name: '20261126-01-core-search',
  sql: `
-- What each interaction is found by ----------------------------------------------------------------------------------------

-- Words as Node stems them, and beside them what the interaction is: m:email (medium), k:note (kind), d:inbound, a:1 (has files), e:<employee>,
-- t:202611 and t:20261126 (when). Words of files' names stand once more behind f:, those of addresses only behind @. The words of a letter
-- lie outside the row, so that thousands of hits are few pages.
create table core.search_entry (
  interaction_id uuid primary key references core.interaction,
  -- As of the interaction. In no index: a card that moves changes the row and not its words.
  client_id      uuid,
  occurred_at    timestamptz not null,
  lexemes        tsvector not null default ''
) with (toast_tuple_target = 128, fillfactor = 90);
alter table core.search_entry alter column lexemes set storage external;
create index search_entry_lexemes on core.search_entry using gin (lexemes) with (fastupdate = off);
drop index core.interaction_content_lexemes;

-- How far what was captured before has got into it, from the newest to the oldest.
create table core.search_indexing (
  one         boolean primary key default true check (one),
  -- Of the rules by which words are made.
  version     int not null default 0,
  -- The last content that was done; null: none yet.
  reached     uuid,
  done        bigint not null default 0,
  total       bigint not null default 0,
  finished_at timestamptz
);
insert into core.search_indexing default values;

create function core.search_about(i core.interaction, files boolean) returns tsvector language sql stable
  set search_path = core, pg_temp
as $$
  select array_to_tsvector(array_remove(array[
    'm:' || i.medium, 'k:' || case i.kind when 'voicemail' then 'call' else i.kind end, 'd:' || i.direction, 'e:' || i.employee_id,
    case when files then 'a:1' end,
    't:' || to_char(i.occurred_at at time zone 'UTC', 'YYYYMM'), 't:' || to_char(i.occurred_at at time zone 'UTC', 'YYYYMMDD')], null))
$$;

-- What is shown as a picture inside a text is no file.
create function core.holds_files(interaction uuid, attachments jsonb) returns boolean language sql stable
  set search_path = core, pg_temp
as $$
  select jsonb_path_exists(attachments, '$[*] ? (@.inline != true)')
    or exists (select from message m where m.interaction_id = interaction and m.kind in ('image', 'video', 'document'))
$$;

-- Whose card it is, is the business of the trigger below alone: whoever writes words may have seen the interaction a moment too early.
create function core.index_new_content() returns trigger language plpgsql security definer set search_path = core, pg_temp as $$
begin
  insert into search_entry (interaction_id, client_id, occurred_at, lexemes)
    select i.id, i.client_id, i.occurred_at, n.lexemes || search_about(i, holds_files(i.id, n.attachments))
    from now_there n join interaction i on i.id = n.interaction_id order by i.id
    on conflict (interaction_id) do update set lexemes = excluded.lexemes;
  return null;
end $$;
create trigger content_is_indexed after insert on core.interaction_content
  referencing new table as now_there for each statement execute function core.index_new_content();

create function core.index_changed_content() returns trigger language plpgsql security definer set search_path = core, pg_temp as $$
begin
  insert into search_entry (interaction_id, client_id, occurred_at, lexemes)
    select i.id, i.client_id, i.occurred_at, n.lexemes || search_about(i, holds_files(i.id, n.attachments))
    from now_there n join was_there w on w.interaction_id = n.interaction_id join interaction i on i.id = n.interaction_id
    where (n.lexemes, n.attachments) is distinct from (w.lexemes, w.attachments) order by i.id
    on conflict (interaction_id) do update set lexemes = excluded.lexemes;
  return null;
end $$;
create trigger content_is_indexed_anew after update on core.interaction_content
  referencing old table as was_there new table as now_there for each statement execute function core.index_changed_content();

create function core.index_new_card() returns trigger language plpgsql security definer set search_path = core, pg_temp as $$
begin
  insert into search_entry (interaction_id, client_id, occurred_at) values (new.id, new.client_id, new.occurred_at)
    on conflict (interaction_id) do update set client_id = excluded.client_id;
  return null;
end $$;
create trigger card_is_indexed after update of client_id on core.interaction
  for each row when (old.client_id is distinct from new.client_id) execute function core.index_new_card();

-- What was there before: only where nothing newer has been written meanwhile.
create function core.index_old_contents(ids uuid[], versions text[], words tsvector[]) returns void language sql volatile
  security definer set search_path = core, pg_temp
as $$
  insert into search_entry (interaction_id, client_id, occurred_at, lexemes)
    select i.id, i.client_id, i.occurred_at, given.words || search_about(i, holds_files(i.id, t.attachments))
    from unnest(ids, versions, words) as given (id, version, words)
    join interaction_content t on t.interaction_id = given.id and t.xmin::text = given.version join interaction i on i.id = given.id
    where scope_is_system() order by i.id
    on conflict (interaction_id) do update set lexemes = excluded.lexemes
$$;

grant select on core.search_entry to keepline_core;
grant select, update on core.search_indexing to keepline_core;
alter table core.search_entry enable row level security;
create policy scope on core.search_entry using (
  (select core.scope_sees_all()) or (select true from core.interaction i where i.id = interaction_id)) with check (true);

-- Looking through it -------------------------------------------------------------------------------------------------------

-- The cards among which is searched: those that may be seen, and of them those that were asked for. null: every card.
create function core.cards_searched(of_client uuid, of_responsible uuid, of_team uuid, of_tag uuid) returns uuid[] language plpgsql stable
  security definer set search_path = core, pg_temp set plan_cache_mode = force_custom_plan
as $$
declare
  sees_all boolean := scope_sees_all();
  me uuid := scope_employee();
  teams uuid[] := scope_teams();
  granted uuid[] := scope_cards();
begin
  if sees_all and of_client is null and of_responsible is null and of_team is null and of_tag is null then return null; end if;
  return array(
    select c.id from client c
    where (sees_all or c.responsible_id = me or c.team_id = any (teams) or c.id = any (granted))
      and (of_client is null or c.id = of_client) and (of_responsible is null or c.responsible_id = of_responsible)
      and (of_team is null or c.team_id = of_team)
      and (of_tag is null or c.id in (select x.client_id from client_tag x where x.tag_id = of_tag)));
end $$;

-- The index knows of each entry its day and its month: a walk from the newest back looks at some days, then some months, then years, then
-- all the rest, and each of these steps reads little more than what it finds. Whoever sees few cards would have everybody's hits read for the few
-- that are theirs: the newest four hundred of their own interactions are looked at first, one by one. The table is never read from one end to the other: its words lie outside the rows, which the planner does not count.
create function core.search_entries(
  words tsquery, cards uuid[], since timestamptz, before_at timestamptz, before_id uuid, most int
) returns table (interaction_id uuid, occurred_at timestamptz) language plpgsql stable
  security definer set search_path = core, pg_temp
  set plan_cache_mode = force_custom_plan set enable_seqscan = off set jit = off
as $$
#variable_conflict use_column
declare
  at timestamptz := coalesce(before_at, 'infinity');
  after uuid := coalesce(before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff');
  newest timestamptz;
  oldest timestamptz;
  hi timestamptz;
  lo timestamptz;
  found int := 0;
  looked int := 0;
  hit record;
  got int;
  buckets text;
  asked tsquery;
begin
  if cards is null and not scope_sees_all() then return; end if;
  select i.occurred_at into newest from interaction i where i.client_id is not null order by i.occurred_at desc, i.id desc limit 1;
  select i.occurred_at into oldest from interaction i where i.client_id is not null order by i.occurred_at, i.id limit 1;
  if newest is null then return; end if;
  hi := least(at, newest);
  oldest := greatest(oldest, since);
  if cardinality(cards) <= 500 then
    for step in 1 .. 4 loop
      if hi < oldest then return; end if;
      lo := greatest(oldest, case step
        when 1 then hi - interval '7 days' when 2 then hi - interval '60 days' when 3 then hi - interval '1 year' else oldest end);
      for hit in
        with own as materialized (
          select i.id, i.occurred_at from interaction i
          where i.client_id = any (cards) and (i.occurred_at, i.id) < (at, after) and i.occurred_at <= hi and i.occurred_at >= lo
          order by i.occurred_at desc, i.id desc limit 400 - looked
        )
        select own.id, own.occurred_at, coalesce(words_of.lexemes @@ words, false) as fits
        from own left join lateral (select e.lexemes from search_entry e where e.interaction_id = own.id offset 0) as words_of on true
        order by own.occurred_at desc, own.id desc
      loop
        looked := looked + 1;
        at := hit.occurred_at;
        after := hit.id;
        if hit.fits then
          interaction_id := hit.id;
          occurred_at := hit.occurred_at;
          return next;
          found := found + 1;
          if found = most then return; end if;
        end if;
      end loop;
      exit when looked >= 400;
      if lo <= oldest then return; end if;
      hi := lo;
    end loop;
    hi := at;
  end if;
  for step in 1 .. 5 loop
    if hi < oldest then return; end if;
    lo := case step
      when 1 then date_trunc('day', hi, 'UTC') - interval '2 days'
      when 2 then date_trunc('day', hi, 'UTC') - interval '20 days'
      when 3 then date_trunc('month', hi, 'UTC') - interval '3 months'
      when 4 then date_trunc('month', hi, 'UTC') - interval '12 months' end;
    if lo is null or lo <= oldest then lo := oldest; end if;
    buckets := case
      when step <= 2 then (select string_agg('''t:' || to_char(d, 'YYYYMMDD') || '''', '|')
        from generate_series(date_trunc('day', lo at time zone 'UTC'), hi at time zone 'UTC', interval '1 day') d)
      when step <= 4 then (select string_agg('''t:' || to_char(d, 'YYYYMM') || '''', '|')
        from generate_series(date_trunc('month', lo at time zone 'UTC'), hi at time zone 'UTC', interval '1 month') d) end;
    asked := case when buckets is null then words else words && buckets::tsquery end;
    if cards is null then
      return query
        with hits as materialized (select e.interaction_id, e.occurred_at, e.client_id from search_entry e where e.lexemes @@ asked)
        select h.interaction_id, h.occurred_at from hits h
        where h.client_id is not null and (h.occurred_at, h.interaction_id) < (at, after) and h.occurred_at <= hi and h.occurred_at >= lo
        order by h.occurred_at desc, h.interaction_id desc limit most - found;
    else
      return query
        with hits as materialized (select e.interaction_id, e.occurred_at, e.client_id from search_entry e where e.lexemes @@ asked)
        select h.interaction_id, h.occurred_at from hits h
        where h.client_id in (select unnest(cards)) and (h.occurred_at, h.interaction_id) < (at, after)
          and h.occurred_at <= hi and h.occurred_at >= lo
        order by h.occurred_at desc, h.interaction_id desc limit most - found;
    end if;
    get diagnostics got = row_count;
    found := found + got;
    if found >= most or lo <= oldest then return; end if;
    hi := lo - interval '1 microsecond';
  end loop;
end $$;

-- The newest calls in which all the words were said, for whoever may hear them.
drop function core.search_transcripts(tsquery, timestamptz, uuid, int);
create function core.search_transcripts(
  words tsquery, cards uuid[], of_direction text, since timestamptz, before_at timestamptz, before_id uuid, most int
) returns table (interaction_id uuid, occurred_at timestamptz) language sql stable
  security definer set search_path = core, pg_temp
as $$
  with hits as materialized (select t.recording_id from transcript t where t.lexemes @@ words)
  select distinct i.id, i.occurred_at from hits join recording r on r.id = hits.recording_id join call k on k.id = r.call_id
    join interaction i on i.id = k.interaction_id join client c on c.id = i.client_id
  where (i.occurred_at, i.id) < (coalesce(before_at, 'infinity'), coalesce(before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
    and i.occurred_at >= coalesce(since, '-infinity') and (of_direction is null or i.direction = of_direction)
    and (cards is null or c.id = any (cards))
    and (scope_sees_all()
      or c.team_id = any (scope_teams()) or k.team_id = any (scope_teams())
      or ((c.responsible_id = scope_employee() or c.id = any ((select scope_cards())::uuid[]))
        and (current_setting('keepline.scope', true) = 'team' or (employees_play_own() and scope_employee() = any (k.spoke)))))
  order by i.occurred_at desc, i.id desc limit most
$$;
drop function core.search_interactions(tsquery, timestamptz, uuid, int);

-- Cards: by a part of an address, of what stands in their fields, of a tag; and by a name that was mistyped -------------------------------

create function core.field_words(fields jsonb) returns text language sql immutable parallel safe
  set search_path = core, pg_temp
as $$ select lower(string_agg(value, chr(10) order by key)) from jsonb_each_text(fields) $$;
create index client_field_words on core.client using gin (core.field_words(fields) public.gin_trgm_ops) where fields <> '{}';
create index contact_point_part on core.contact_point using gin (lower(value) public.gin_trgm_ops);

create function core.like_part(part text) returns text language sql immutable parallel safe
as $$ select '%' || replace(replace(replace(lower(part), '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%' $$;

-- part: of a field or a tag. contact: of an address, only where the viewer may see it; null: no address is looked at. sound: a name as it
-- was typed, perhaps with a mistake; null: only what is exact.
create function core.search_cards(part text, contact text, sound text, most int)
  returns table (client_id uuid, found_in text) language plpgsql stable
  security definer set search_path = core, public, pg_temp
  set pg_trgm.word_similarity_threshold = 0.5 set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
  sees_all boolean := scope_sees_all();
  me uuid := scope_employee();
  teams uuid[] := scope_teams();
  granted uuid[] := scope_cards();
begin
  if contact is not null then
    return query select distinct c.id, 'contact' from contact_point p join client c on c.id = p.client_id
      where lower(p.value) like like_part(contact) and c.merged_into is null
        and (sees_all or c.responsible_id = me or c.team_id = any (teams) or c.id = any (granted)) limit most;
  end if;
  if part is not null then
    return query select c.id, 'field' from client c
      where c.fields <> '{}' and field_words(c.fields) like like_part(part) and c.merged_into is null
        and (sees_all or c.responsible_id = me or c.team_id = any (teams) or c.id = any (granted)) limit most;
    return query select distinct c.id, 'tag' from card_tag t join client_tag x on x.tag_id = t.id join client c on c.id = x.client_id
      where t.archived_at is null and lower(t.name) like like_part(part) and c.merged_into is null
        and (sees_all or c.responsible_id = me or c.team_id = any (teams) or c.id = any (granted)) limit most;
  end if;
  if sound is not null and latin(sound) <> '' then
    return query select c.id, 'alike' from client c
      where latin(sound) <% latin(c.name) and c.merged_into is null
        and (sees_all or c.responsible_id = me or c.team_id = any (teams) or c.id = any (granted))
      order by word_similarity(latin(sound), latin(c.name)) desc, c.id limit most;
  end if;
end $$;

-- Words that stand in many interactions and look like this one: what the planner's own statistics know, so that no list of words is kept.
-- They say nothing of whose they are: whoever suggests one asks first whether the viewer finds anything by it.
create function core.common_words_like(wanted text, most int) returns setof text language sql stable
  security definer set search_path = core, public, pg_temp
as $$
  select known.word from (
    select unnest(most_common_elems::text::text[]) as word from pg_stats
    where schemaname = 'core' and tablename = 'search_entry' and attname = 'lexemes') as known
  where known.word !~ '[@:0-9]' and known.word <> wanted and similarity(latin(known.word), latin(wanted)) >= 0.35
  order by similarity(latin(known.word), latin(wanted)) desc, known.word limit most
$$;
alter table core.search_entry alter column lexemes set statistics 300;

grant execute on all functions in schema core to keepline_core;
`,
};
