/** The search looks no further back than what is wanted probably lies, and knows the common words with how they sound. */
export const coreSearchSpeed = {
  name: '20261129-02-core-search-speed',
  sql: `
-- What of all entries probably holds these words, as the planner's statistics know it; 0 to 1. Volatile, because what is not may explain nothing.
create function core.share_with(words tsquery) returns float8 language plpgsql volatile
  security definer set search_path = core, pg_temp
as $$
declare
  plan json;
begin
  execute format('explain (format json) select from search_entry where lexemes @@ %L::tsquery', words) into plan;
  return least(1, (plan -> 0 -> 'Plan' ->> 'Plan Rows')::float8
    / greatest(1, (select c.reltuples from pg_class c where c.oid = 'core.search_entry'::regclass)));
end $$;

-- The index knows of each entry its day and its month. A walk from the newest back first looks as far as the page probably reaches, by how
-- common the words are and how many of the cards are the viewer's, and then four times as far again and again: each step reads little more than what it
-- finds. Whoever sees few cards has their own interactions looked at one by one instead, where that is fewer than everybody's hits. The table is
-- never read from one end to the other: its words lie outside the rows, which the planner does not count.
create or replace function core.search_entries(
  words tsquery, cards uuid[], since timestamptz, before_at timestamptz, before_id uuid, most int
) returns table (interaction_id uuid, occurred_at timestamptz) language plpgsql stable
  security definer set search_path = core, pg_temp
  set plan_cache_mode = force_custom_plan set enable_seqscan = off set jit = off
as $$
#variable_conflict use_column
declare
  -- To look at one interaction of one's own costs about as much as to read so many hits of everybody's.
  look_costs constant float8 := 2;
  most_looked constant int := 2000;
  at timestamptz := coalesce(before_at, 'infinity');
  after uuid := coalesce(before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff');
  newest timestamptz;
  oldest timestamptz;
  hi timestamptz;
  lo timestamptz;
  span interval;
  entries float8;
  hits float8;
  own_share float8 := 1;
  needed float8;
  looks int;
  found int := 0;
  looked int := 0;
  hit record;
  got int;
  buckets text;
  asked tsquery;
begin
  if cards is null and not scope_sees_all() then return; end if;
  if cardinality(cards) = 0 then return; end if;
  select i.occurred_at into newest from interaction i where i.client_id is not null order by i.occurred_at desc, i.id desc limit 1;
  select i.occurred_at into oldest from interaction i where i.client_id is not null order by i.occurred_at, i.id limit 1;
  if newest is null then return; end if;
  hi := least(at, newest);
  select greatest(1000, c.reltuples) into entries from pg_class c where c.oid = 'core.search_entry'::regclass;
  hits := greatest(1e-3, entries * share_with(words));
  if cards is not null then
    select least(1, cardinality(cards) / greatest(1, c.reltuples)) into own_share from pg_class c where c.oid = 'core.client'::regclass;
  end if;
  -- In which half as many again as are wanted lie, if they lie evenly.
  span := least(interval '100 years', greatest(interval '2 days',
    (newest - oldest) * least(1e4, 1.5 * most / (hits * own_share))));
  oldest := greatest(oldest, since);
  looks := least(most_looked, ceil(1.5 * most * entries / hits));
  needed := least(1.5 * most * entries / hits, entries * own_share);
  if cardinality(cards) <= 500 and needed <= most_looked and needed * look_costs <= least(hits, 1.5 * most / own_share) + 400 then
    for step in 1 .. 4 loop
      if hi < oldest then return; end if;
      lo := greatest(oldest, case step
        when 1 then hi - interval '7 days' when 2 then hi - interval '60 days' when 3 then hi - interval '1 year' else oldest end);
      for hit in
        with own as materialized (
          select i.id, i.occurred_at from interaction i
          where i.client_id = any (cards) and (i.occurred_at, i.id) < (at, after) and i.occurred_at <= hi and i.occurred_at >= lo
          order by i.occurred_at desc, i.id desc limit looks - looked
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
      exit when looked >= looks;
      if lo <= oldest then return; end if;
      hi := lo;
    end loop;
    hi := at;
  end if;
  loop
    if hi < oldest then return; end if;
    lo := case when span <= interval '21 days' then date_trunc('day', hi - span, 'UTC')
      when span <= interval '1 year' then date_trunc('month', hi - span, 'UTC') else oldest end;
    lo := greatest(lo, oldest);
    buckets := case
      when span <= interval '21 days' then (select string_agg('''t:' || to_char(d, 'YYYYMMDD') || '''', '|')
        from generate_series(date_trunc('day', lo at time zone 'UTC'), hi at time zone 'UTC', interval '1 day') d)
      when span <= interval '1 year' then (select string_agg('''t:' || to_char(d, 'YYYYMM') || '''', '|')
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
    span := span * 4;
  end loop;
end $$;

-- Words that stand in many interactions, each with what it sounds like (trigrams): what the planner's own statistics know, so that no list of
-- words is kept. They say nothing of whose they are: whoever suggests one asks first whether the viewer finds anything by it.
drop function core.common_words_like(text, int);
create function core.common_words() returns table (word text, sounds text[]) language sql stable
  security definer set search_path = core, public, pg_temp
as $$
  select known.word, show_trgm(latin(known.word)) from (
    select unnest(most_common_elems::text::text[]) as word from pg_stats
    where schemaname = 'core' and tablename = 'search_entry' and attname = 'lexemes') as known
  where known.word !~ '[@:0-9]'
$$;

-- When they were counted last; null: never.
create function core.words_counted_at() returns timestamptz language sql stable
  security definer set search_path = core, pg_temp
as $$
  select greatest(pg_stat_get_last_analyze_time(c.oid), pg_stat_get_last_autoanalyze_time(c.oid)) from pg_class c
    where c.oid = 'core.search_entry'::regclass
$$;

create function core.sounds_of(word text) returns text[] language sql immutable
  set search_path = core, public, pg_temp
as $$ select show_trgm(latin(word)) $$;

grant execute on all functions in schema core to keepline_core;
`,
};
