/** Who handles a conversation and until when it sleeps; cards shown to somebody for a while; the inbox without a full scan. */
export const coreInbox = {
  name: '20261125-14-core-inbox',
  sql: `
-- Cards shown to somebody who would not see them otherwise -----------------------------------------------------------------

create table core.card_access (
  id              uuid primary key default gen_random_uuid(),
  client_id       uuid not null references core.client,
  employee_id     uuid not null references core.employee,
  source          text not null check (source in ('assignee', 'mention', 'absence')),
  -- What it is for; of an assignee the conversation that they handle.
  conversation_id uuid references core.conversation,
  granted_by      uuid references core.employee,
  since           timestamptz not null default now(),
  -- As it was meant from the beginning; null: until it is ended.
  until           timestamptz,
  ended_at        timestamptz
);
create unique index card_access_once on core.card_access (employee_id, client_id, source, conversation_id) nulls not distinct
  where ended_at is null;
create index card_access_client on core.card_access (client_id) where ended_at is null;
create index card_access_conversation on core.card_access (conversation_id) where ended_at is null and conversation_id is not null;

-- The third way to a card, beside being responsible and heading its team. Evaluated once for a statement, as the other scope functions.
create function core.scope_cards() returns uuid[] language sql stable parallel safe
  security definer set search_path = core, pg_temp
as $$
  select array_agg(distinct client_id) from card_access
  where employee_id = scope_employee() and ended_at is null and (until is null or until > now())
$$;

drop policy scope on core.client;
create policy scope on core.client using (
  (select core.scope_sees_all())
  or responsible_id = (select core.scope_employee())
  or team_id = any ((select core.scope_teams())::uuid[])
  or id = any ((select core.scope_cards())::uuid[])
) with check (true);

alter table core.card_access enable row level security;
create policy scope on core.card_access using (
  (select core.scope_sees_all()) or employee_id = (select core.scope_employee())
  or (select true from core.client c where c.id = client_id)) with check (true);
grant select, insert on core.card_access to keepline_core;
grant update (until, ended_at) on core.card_access to keepline_core;

-- Handling -------------------------------------------------------------------------------------------------------------------

--   open ─► snoozed, done      snoozed ─► open: by somebody, by the clock, by the client      done ─► open: by somebody, by a new word
alter table core.conversation
  add column assignee_id uuid references core.employee,
  add column state text not null default 'open' check (state in ('open', 'snoozed', 'done')),
  add column snoozed_until timestamptz,
  add column snoozed_by uuid references core.employee,
  add column woken_at timestamptz,
  add column handled_at timestamptz,
  -- Done although the client waited: since when, in case it is reopened.
  add column waited_since timestamptz,
  -- Copies of the card's, kept by triggers and by nobody else: with them a list of conversations comes in order out of one index.
  add column responsible_id uuid,
  add column team_id uuid,
  add column handler_id uuid generated always as (coalesce(assignee_id, responsible_id)) stored,
  -- What was woken is new again.
  add column listed_at timestamptz generated always as (greatest(last_at, woken_at)) stored,
  add check ((state = 'snoozed') = (snoozed_until is not null));

update core.conversation v set responsible_id = c.responsible_id, team_id = c.team_id from core.client c where c.id = v.client_id;

-- The card is locked against a new assignment until the end: otherwise the copy could be of the one before.
create function core.copy_card_to_conversation() returns trigger language plpgsql security definer set search_path = core, pg_temp
as $$
begin
  new.responsible_id := null;
  new.team_id := null;
  if new.client_id is not null then
    select c.responsible_id, c.team_id into new.responsible_id, new.team_id from client c where c.id = new.client_id for share;
  end if;
  return new;
end $$;
create trigger conversation_copies_card before insert or update of client_id, responsible_id, team_id on core.conversation
  for each row execute function core.copy_card_to_conversation();

create function core.pass_card_to_conversations() returns trigger language plpgsql security definer set search_path = core, pg_temp
as $$
begin
  update conversation set responsible_id = new.responsible_id, team_id = new.team_id where client_id = new.id;
  return null;
end $$;
create trigger client_passes_assignment after update of responsible_id, team_id on core.client for each row
  when (old.responsible_id is distinct from new.responsible_id or old.team_id is distinct from new.team_id)
  execute function core.pass_card_to_conversations();

-- Whichever way a word comes in: the client's opens a conversation again, and ours opens one that was done. What a machine sent, for which
-- nobody waits, wakes nobody.
create function core.open_by_new_word() returns trigger language plpgsql set search_path = core, pg_temp
as $$
begin
  if new.last_interaction_id is distinct from old.last_interaction_id and (
    (new.last_direction = 'inbound' and new.waiting_since is not null) or (new.last_direction = 'outbound' and old.state = 'done'))
  then
    new.state := 'open';
    new.snoozed_until := null;
    new.snoozed_by := null;
    new.handled_at := null;
    new.waited_since := null;
  end if;
  return new;
end $$;
create trigger conversation_opens before update of last_interaction_id on core.conversation for each row
  when (old.state <> 'open') execute function core.open_by_new_word();

-- Whoever handles a conversation sees its card, for as long as they do, whoever wrote that they do.
create function core.grant_card_to_assignee() returns trigger language plpgsql security definer set search_path = core, pg_temp
as $$
begin
  update card_access set ended_at = now() where conversation_id = new.id and source = 'assignee' and ended_at is null
    and (employee_id is distinct from new.assignee_id or client_id is distinct from new.client_id);
  if new.assignee_id is not null and new.client_id is not null then
    insert into card_access (client_id, employee_id, source, conversation_id, granted_by)
      values (new.client_id, new.assignee_id, 'assignee', new.id, nullif(current_setting('keepline.employee', true), '')::uuid)
      on conflict do nothing;
  end if;
  return null;
end $$;
create trigger conversation_grants_when_begun after insert on core.conversation for each row
  when (new.assignee_id is not null) execute function core.grant_card_to_assignee();
create trigger conversation_grants after update of assignee_id, client_id on core.conversation for each row
  when (old.assignee_id is distinct from new.assignee_id or (old.client_id is distinct from new.client_id and old.assignee_id is not null))
  execute function core.grant_card_to_assignee();

-- The copies say what the card says, without asking it for each row.
drop policy scope on core.conversation;
create policy scope on core.conversation using (
  (select core.scope_sees_all())
  or responsible_id = (select core.scope_employee())
  or team_id = any ((select core.scope_teams())::uuid[])
  or client_id = any ((select core.scope_cards())::uuid[])
  or (client_id is null and (select core.scope_sees_unplaced()))
) with check (true);

-- Each view of the inbox in its order, for whoever sees all, for one person, for one team.
drop index core.conversation_inbox;
drop index core.conversation_waiting;
create index conversation_inbox on core.conversation (listed_at desc, id desc) where client_id is not null;
create index conversation_unanswered on core.conversation (listed_at desc, id desc)
  where client_id is not null and state = 'open' and waiting_since is not null;
create index conversation_our_word on core.conversation (listed_at desc, id desc)
  where client_id is not null and state = 'open' and waiting_since is null and last_direction = 'outbound';
create index conversation_nobodys on core.conversation (listed_at desc, id desc)
  where client_id is not null and state = 'open' and handler_id is null;
create index conversation_put_aside on core.conversation (state, listed_at desc, id desc) where client_id is not null and state <> 'open';
create index conversation_handler on core.conversation (handler_id, state, listed_at desc, id desc) where handler_id is not null;
create index conversation_responsible on core.conversation (responsible_id, state, listed_at desc, id desc) where responsible_id is not null;
create index conversation_team on core.conversation (team_id, state, listed_at desc, id desc) where team_id is not null;
create index conversation_wakes on core.conversation (snoozed_until) where state = 'snoozed';

create table core.handling_policy (
  single     boolean primary key default true check (single),
  policy     jsonb not null,
  changed_by uuid references core.employee,
  changed_at timestamptz not null default now()
);

-- Up to when somebody has looked at a conversation.
create table core.conversation_seen (
  employee_id     uuid not null references core.employee,
  conversation_id uuid not null references core.conversation,
  seen_at         timestamptz not null,
  primary key (employee_id, conversation_id)
);

create table core.inbox_filter (
  id          uuid primary key,
  employee_id uuid not null references core.employee,
  -- For whom else it stands in the list; null: for nobody.
  team_id     uuid references core.team,
  name        text not null,
  criteria    jsonb not null,
  created_at  timestamptz not null default now()
);
create index inbox_filter_employee on core.inbox_filter (employee_id, created_at);
create index inbox_filter_team on core.inbox_filter (team_id, created_at) where team_id is not null;

grant select, insert, update on core.handling_policy, core.conversation_seen to keepline_core;
grant select, insert, update, delete on core.inbox_filter to keepline_core;
alter table core.conversation_seen enable row level security;
create policy scope on core.conversation_seen using (
  (select core.scope_sees_all()) or (select true from core.conversation v where v.id = conversation_id)) with check (true);

-- The doors through the wall know of the third way ---------------------------------------------------------------------------

create or replace function core.find_clients(part text, most int) returns setof uuid language sql stable
  security definer set search_path = core, pg_temp
as $$
  select c.id from client c
  where lower(c.name) like '%' || replace(replace(replace(lower(part), '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%'
    and (scope_sees_all() or c.responsible_id = scope_employee() or c.team_id = any (scope_teams())
      or c.id = any ((select scope_cards())::uuid[]))
  order by lower(c.name), c.id limit most
$$;

create or replace function core.search_interactions(words tsquery, before_at timestamptz, before_id uuid, most int)
  returns table (interaction_id uuid, occurred_at timestamptz) language plpgsql volatile
  security definer set search_path = core, pg_temp
as $$
#variable_conflict use_column
declare
  sees_all boolean := scope_sees_all();
  me uuid := scope_employee();
  teams uuid[] := scope_teams();
  cards uuid[] := scope_cards();
  at timestamptz := coalesce(before_at, 'infinity');
  after uuid := coalesce(before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff');
  steps int := 500;
  found int := 0;
  walked int;
  hit record;
  plan json;
begin
  if not sees_all and me is null and teams is null then return; end if;
  execute format('explain (format json) select from interaction_content where lexemes @@ %L::tsquery', words) into plan;
  if (plan -> 0 -> 'Plan' ->> 'Plan Rows')::float8 > 2000 then
    while steps <= 16000 or not sees_all loop
      walked := 0;
      for hit in
        with step as materialized (
          select i.id, i.occurred_at from interaction i join client c on c.id = i.client_id
          where (i.occurred_at, i.id) < (at, after)
            and (sees_all or c.responsible_id = me or c.team_id = any (teams) or c.id = any (cards))
          order by i.occurred_at desc, i.id desc limit steps
        )
        select step.id, step.occurred_at, coalesce(content.lexemes @@ words, false) as fits
        from step left join lateral (select t.lexemes from interaction_content t where t.interaction_id = step.id offset 0) as content on true
        order by step.occurred_at desc, step.id desc
      loop
        walked := walked + 1;
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
      if walked < steps then return; end if;
      steps := steps * 3;
    end loop;
  end if;
  return query
    with hits as materialized (select t.interaction_id from interaction_content t where t.lexemes @@ words)
    select i.id, i.occurred_at from hits join interaction i on i.id = hits.interaction_id join client c on c.id = i.client_id
    where (i.occurred_at, i.id) < (at, after)
      and (sees_all or c.responsible_id = me or c.team_id = any (teams) or c.id = any (cards))
    order by i.occurred_at desc, i.id desc limit most - found;
end $$;

create or replace function core.clients_named(names text[]) returns table (client_id uuid, name text) language sql stable
  security definer set search_path = core, pg_temp
as $$
  select c.id, lower(c.name) from client c
  where lower(c.name) = any (names) and (scope_sees_all() or c.responsible_id = scope_employee() or c.team_id = any (scope_teams())
    or c.id = any ((select scope_cards())::uuid[]))
$$;

create or replace function core.clients_of_calls(calls uuid[]) returns table (call_id uuid, client_id uuid, name text) language sql stable
  security definer set search_path = core, pg_temp
as $$
  select k.id, c.id, c.name from call k join client c on c.id = k.client_id
  where k.id = any (calls) and (
    scope_sees_all() or c.responsible_id = scope_employee() or c.team_id = any (scope_teams())
    or c.id = any ((select scope_cards())::uuid[])
    or ((k.direction = 'inbound' or k.employee_id is distinct from scope_employee()) and (
      (k.phase <> 'ended' and scope_employee() = any (k.consulted || k.ringing))
      or (scope_employee() = any (k.spoke) and (k.ended_at is null or k.ended_at > now() - interval '1 hour')))))
$$;

create or replace function core.search_transcripts(words tsquery, before_at timestamptz, before_id uuid, most int)
  returns table (interaction_id uuid, occurred_at timestamptz) language sql stable
  security definer set search_path = core, pg_temp
as $$
  with hits as materialized (select t.recording_id from transcript t where t.lexemes @@ words)
  select distinct i.id, i.occurred_at from hits join recording r on r.id = hits.recording_id join call k on k.id = r.call_id
    join interaction i on i.id = k.interaction_id join client c on c.id = i.client_id
  where (i.occurred_at, i.id) < (coalesce(before_at, 'infinity'), coalesce(before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
    and (scope_sees_all()
      or c.team_id = any (scope_teams()) or k.team_id = any (scope_teams())
      or ((c.responsible_id = scope_employee() or c.id = any ((select scope_cards())::uuid[]))
        and (current_setting('keepline.scope', true) = 'team' or (employees_play_own() and scope_employee() = any (k.spoke)))))
  order by i.occurred_at desc, i.id desc limit most
$$;

grant execute on all functions in schema core to keepline_core;
`,
};
