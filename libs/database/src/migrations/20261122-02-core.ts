import { messagingTables } from './messaging.js';

/** People, channels, cards, conversations, interactions, the journal; and the second wall under every card. */
export const core = {
  name: '20261122-02-core',
  sql: `
${messagingTables('core')}

-- People -----------------------------------------------------------------------------------------------------------------

create table core.company (
  single          boolean primary key default true check (single),
  name            text not null,
  default_country char(2) not null,
  created_at      timestamptz not null default now()
);

create table core.team (
  id         uuid primary key,
  name       text not null unique,
  created_at timestamptz not null default now()
);

create table core.employee (
  id            uuid primary key,
  email         text not null unique check (email = lower(email)),
  name          text not null,
  role          text not null check (role in ('owner', 'manager', 'employee', 'administrator')),
  team_id       uuid references core.team,
  sees_contacts boolean not null default false,
  locale        text check (locale in ('ru', 'uk', 'en')), -- null: as the browser, until somebody chooses
  password_hash text not null,
  status        text not null default 'active' check (status in ('active', 'suspended')),
  created_at    timestamptz not null default now()
);

create table core.session (
  token_hash   bytea primary key,
  employee_id  uuid not null references core.employee,
  kind         text not null default 'cookie' check (kind in ('cookie', 'bearer')),
  created_at   timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  expires_at   timestamptz not null,
  ip           text,
  user_agent   text
);
create index session_employee on core.session (employee_id);

create table core.login_failure (
  key           text primary key,
  failures      int not null,
  blocked_until timestamptz,
  last_at       timestamptz not null default now()
);

-- Channels ---------------------------------------------------------------------------------------------------------------

create table core.channel (
  id               uuid primary key,
  medium           text not null check (medium in ('email', 'whatsapp', 'phone')),
  name             text not null,
  address          text not null,
  aliases          text[] not null default '{}',
  team_id          uuid references core.team,
  settings         jsonb not null default '{}',
  enabled          boolean not null default true,
  state            text not null default 'off',
  state_code       text,
  state_detail     text,
  progress         jsonb,
  -- The edge role has never confirmed it: nobody is shown it, and the next one with its address takes it over.
  unsaved          boolean not null default false,
  -- What the edge role holds may differ from this row: it is told again until it answers.
  in_doubt         boolean not null default false,
  state_at         timestamptz not null default now(),
  last_inbound_at  timestamptz,
  last_outbound_at timestamptz,
  created_at       timestamptz not null default now()
);
create unique index channel_address on core.channel (medium, lower(address));

create table core.copy_rule (
  id         uuid primary key,
  channel_id uuid references core.channel,
  direction  text not null check (direction in ('inbound', 'outbound', 'both')),
  target     text not null check (target in ('address', 'responsible', 'head')),
  address    text,
  visible    boolean not null default false,
  enabled    boolean not null default true,
  created_by uuid references core.employee,
  created_at timestamptz not null default now(),
  check ((target = 'address') = (address is not null))
);

-- Cards ------------------------------------------------------------------------------------------------------------------

create table core.client (
  id             uuid primary key,
  kind           text not null check (kind in ('person', 'company')),
  name           text not null,
  stage          text not null default 'prospecting' check (stage in ('prospecting', 'sales', 'account')),
  responsible_id uuid references core.employee,
  team_id        uuid references core.team,
  created_by     uuid references core.employee,
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now()
);
create index client_responsible on core.client (responsible_id, lower(name), id);
create index client_team on core.client (team_id, lower(name), id);
create index client_name on core.client (lower(name), id);
-- Part of a name. The extension is trusted and comes with every PostgreSQL: whoever may create schemas may create it.
create extension if not exists pg_trgm with schema public;
create index client_name_part on core.client using gin (lower(name) public.gin_trgm_ops);

create table core.contact_point (
  id         uuid primary key,
  client_id  uuid not null references core.client,
  kind       text not null check (kind in ('email', 'phone', 'whatsapp')),
  value      text not null,
  -- A column and not an expression: under row-level security only a plain comparison may use an index.
  domain     text generated always as (case when kind = 'email' then split_part(value, '@', -1) end) stored,
  label      text,
  source     text not null default 'manual' check (source in ('manual', 'placed', 'imported')),
  created_by uuid references core.employee,
  created_at timestamptz not null default now(),
  unique (client_id, kind, value)
);
create index contact_point_value on core.contact_point (kind, value);
create index contact_point_domain on core.contact_point (domain) where domain is not null;

create table core.assignment (
  id          uuid primary key,
  client_id   uuid not null references core.client,
  employee_id uuid references core.employee,
  team_id     uuid references core.team,
  since       timestamptz not null default now(),
  until       timestamptz,
  reason      text not null,
  assigned_by uuid references core.employee
);
create unique index assignment_current on core.assignment (client_id) where until is null;
create index assignment_history on core.assignment (client_id, since desc);

-- Conversations and interactions -----------------------------------------------------------------------------------------

create table core.conversation (
  id                  uuid primary key,
  client_id           uuid references core.client,
  medium              text check (medium in ('email', 'whatsapp', 'phone')),
  channel_id          uuid references core.channel,
  subject             text not null default '',
  token               text not null unique,
  last_at             timestamptz not null,
  last_interaction_id uuid,
  last_direction      text,
  waiting_since       timestamptz,
  created_at          timestamptz not null default now()
);
create index conversation_inbox on core.conversation (last_at desc, id desc) where client_id is not null;
create index conversation_waiting on core.conversation (last_at desc, id desc) where waiting_since is not null;
create index conversation_client on core.conversation (client_id, last_at desc, id desc);
create index conversation_client_waits on core.conversation (client_id, waiting_since) where waiting_since is not null;

create table core.interaction (
  id              uuid primary key,
  client_id       uuid references core.client,
  conversation_id uuid references core.conversation,
  channel_id      uuid references core.channel,
  medium          text check (medium in ('email', 'whatsapp', 'phone')),
  direction       text not null check (direction in ('inbound', 'outbound', 'internal')),
  kind            text not null check (kind in ('email', 'message', 'call', 'voicemail', 'note')),
  occurred_at     timestamptz not null,
  captured_at     timestamptz not null default now(),
  employee_id     uuid references core.employee,
  subject         text not null default '',
  header          jsonb not null default '{}',
  natural_key     text not null unique,
  message_id      text,
  evidence_sha256 text not null,
  evidence_size   bigint not null,
  facts_sha256    text not null,
  flags           text[] not null default '{}',
  placed_at       timestamptz
);
create index interaction_timeline on core.interaction (client_id, occurred_at desc, id desc);
create index interaction_newest on core.interaction (occurred_at desc, id desc) where client_id is not null;
create index interaction_conversation on core.interaction (conversation_id, occurred_at desc, id desc);
create index interaction_message_id on core.interaction (message_id) where message_id is not null;
create index interaction_unplaced on core.interaction (captured_at desc, id desc) where client_id is null;
create index interaction_evidence on core.interaction (evidence_sha256);
-- Whose letter it is: the sender's, or of one of ours (out of a Sent folder) the first recipient's.
create function core.counterpart(direction text, header jsonb) returns text language sql immutable parallel safe
as $$ select lower(header #>> array[case direction when 'outbound' then 'to' else 'from' end, '0', 'address']) $$;
create index interaction_unplaced_counterpart on core.interaction (core.counterpart(direction, header)) where client_id is null;

-- What a full reading of the original gave. Can be thrown away and made anew from evidence; bodies are sealed under the master key.
create table core.interaction_content (
  interaction_id uuid primary key references core.interaction,
  sealed_text    bytea,
  sealed_html    bytea,
  snippet        bytea,
  attachments    jsonb not null default '[]',
  lexemes        tsvector not null default '',
  problem        text,
  read_at        timestamptz not null default now()
);
create index interaction_content_lexemes on core.interaction_content using gin (lexemes) with (fastupdate = off);

-- Originals that wait for their full reading; a row goes when its content is written.
create table core.reading_queue (
  interaction_id uuid primary key references core.interaction,
  seq            bigint generated always as identity,
  attempts       int not null default 0,
  due_at         timestamptz not null default now()
);
create index reading_queue_order on core.reading_queue (seq);

create table core.sighting (
  channel_id      uuid not null references core.channel,
  source_ref      text not null,
  interaction_id  uuid not null references core.interaction,
  evidence_sha256 text not null,
  seen_at         timestamptz not null default now(),
  primary key (channel_id, source_ref)
);
create index sighting_interaction on core.sighting (interaction_id);

create table core.delivery (
  id              uuid primary key,
  interaction_id  uuid not null references core.interaction,
  channel_id      uuid not null references core.channel,
  purpose         text not null check (purpose in ('answer', 'copy')),
  copy_rule_id    uuid references core.copy_rule,
  recipient       text not null,
  state           text not null default 'queued' check (state in ('queued', 'sending', 'sent', 'failed', 'unknown', 'bounced')),
  revision        int not null default 0,
  code            text,
  reply           text,
  next_attempt_at timestamptz,
  updated_at      timestamptz not null default now(),
  unique (interaction_id, purpose, recipient)
);

create table core.upload (
  id         uuid primary key,
  sha256     text not null,
  size       bigint not null,
  name       text not null,
  type       text not null,
  created_by uuid not null references core.employee,
  created_at timestamptz not null default now(),
  used_at    timestamptz
);

-- Letters that a captured one names in its thread and that are not here yet: answers and what they answer come in any order
-- (two folders of one mailbox are fetched side by side).
create table core.awaited_letter (
  message_id      text not null,
  conversation_id uuid not null references core.conversation,
  primary key (message_id, conversation_id)
);

-- The journal: eight interleaved hash chains; entry n belongs to chain n mod 8 and links to entry n - 8. -------------------

create table core.journal (
  seq        bigint primary key,
  lane       smallint not null generated always as ((seq % 8)::smallint) stored,
  kind       text not null check (kind in ('interaction', 'audit', 'checkpoint')),
  action     text not null,
  actor_id   uuid,
  subject_id uuid,
  client_id  uuid,
  at         timestamptz not null,
  body       jsonb not null,
  prev_hash  text not null,
  hash       text not null
);
create unique index journal_lane on core.journal (lane, seq desc);
create index journal_audit on core.journal (at desc, seq desc) where kind = 'audit';
create index journal_actor on core.journal (actor_id, at desc, seq desc) where kind = 'audit';
create index journal_client on core.journal (client_id, at desc, seq desc) where kind = 'audit';
-- An interaction has exactly one entry; this is also how its journal number is found.
create unique index journal_subject on core.journal (subject_id) where kind = 'interaction';

create function core.journal_seq_of(interaction uuid) returns bigint language sql stable parallel safe
as $$ select seq from core.journal where kind = 'interaction' and subject_id = interaction $$;

-- Takes a chain that nobody is writing to, until the end of the transaction, and tells where it ends. Volatile: each query in it sees
-- what was committed before that query began, so the head is read after the lock is held.
create function core.take_journal_lane(start int) returns table (lane int, seq bigint, hash text) language plpgsql volatile
  set search_path = core, pg_temp
as $$
#variable_conflict use_column
declare
  taken int;
begin
  for i in 0..7 loop
    if pg_try_advisory_xact_lock(1263159892, (start + i) % 8) then
      taken := (start + i) % 8;
      exit;
    end if;
  end loop;
  if taken is null then
    taken := start % 8;
    perform pg_advisory_xact_lock(1263159892, taken);
  end if;
  return query select taken, coalesce(head.seq, taken), coalesce(head.hash, repeat('0', 64))
    from (select) as one left join (select j.seq, j.hash from journal j where j.lane = taken order by j.seq desc limit 1) as head on true;
end $$;

create function core.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the journal is append-only' using errcode = '42501';
end $$;
create trigger journal_is_append_only before update or delete or truncate on core.journal
  for each statement execute function core.refuse_change();

-- Rights of the application: no more than it needs -------------------------------------------------------------------------

grant select, insert on core.journal to keepline_core;
grant select, insert on core.interaction to keepline_core;
grant update (client_id, conversation_id, placed_at, flags) on core.interaction to keepline_core;
grant select, insert on core.sighting, core.awaited_letter to keepline_core;
grant update (interaction_id) on core.sighting to keepline_core;
grant select, insert, update on core.company, core.team, core.employee, core.channel, core.copy_rule, core.client,
  core.contact_point, core.assignment, core.conversation, core.delivery, core.upload to keepline_core;
grant delete on core.copy_rule, core.contact_point to keepline_core;
grant select, insert, update, delete on core.interaction_content, core.reading_queue, core.session, core.login_failure to keepline_core;
grant usage on all sequences in schema core to keepline_core;

-- The second wall: what the scope of the transaction may see (set by UnitOfWork, default: nothing) -------------------------

-- Each of these stands in a policy as (select …): PostgreSQL evaluates it once for a statement, not for each row.
create function core.scope_sees_all() returns boolean language sql stable parallel safe
as $$ select coalesce(current_setting('keepline.scope', true) in ('system', 'all'), false) $$;

create function core.scope_sees_unplaced() returns boolean language sql stable parallel safe
as $$ select coalesce(current_setting('keepline.scope', true) in ('system', 'all', 'team'), false) $$;

create function core.scope_employee() returns uuid language sql stable parallel safe
as $$ select case when current_setting('keepline.scope', true) in ('own', 'team') then nullif(current_setting('keepline.employee', true), '')::uuid end $$;

create function core.scope_teams() returns uuid[] language sql stable parallel safe
as $$ select case when current_setting('keepline.scope', true) = 'team' then string_to_array(nullif(current_setting('keepline.teams', true), ''), ',')::uuid[] end $$;

alter table core.client enable row level security;
alter table core.contact_point enable row level security;
alter table core.assignment enable row level security;
alter table core.conversation enable row level security;
alter table core.interaction enable row level security;
alter table core.interaction_content enable row level security;
alter table core.sighting enable row level security;
alter table core.delivery enable row level security;

-- Below the card a row is visible when its card is: the inner select stands under the card's own policy. It is a scalar select and not
-- EXISTS, which the planner may turn into a hash of every visible card.
create policy scope on core.client using (
  (select core.scope_sees_all())
  or responsible_id = (select core.scope_employee())
  or team_id = any ((select core.scope_teams())::uuid[])
) with check (true);
create policy scope on core.contact_point using (
  (select core.scope_sees_all()) or (select true from core.client c where c.id = client_id));
create policy scope on core.assignment using (
  (select core.scope_sees_all()) or (select true from core.client c where c.id = client_id)) with check (true);
create policy scope on core.conversation using (
  (select core.scope_sees_all())
  or (client_id is null and (select core.scope_sees_unplaced()))
  or (select true from core.client c where c.id = client_id)
) with check (true);
create policy scope on core.interaction using (
  (select core.scope_sees_all())
  or (client_id is null and (select core.scope_sees_unplaced()))
  or (select true from core.client c where c.id = client_id)
) with check (true);
create policy scope on core.interaction_content using (
  (select core.scope_sees_all()) or (select true from core.interaction i where i.id = interaction_id));
create policy scope on core.sighting using (
  (select core.scope_sees_all()) or (select true from core.interaction i where i.id = interaction_id));
create policy scope on core.delivery using (
  (select core.scope_sees_all()) or (select true from core.interaction i where i.id = interaction_id));

-- Doors through the wall: each runs as the tables' owner, so each asks for the scope itself ---------------------------------

-- Under row-level security LIKE and @@ lose their index (they are not leakproof): these two look first and ask for the right to
-- each row afterwards.
create function core.find_clients(part text, most int) returns setof uuid language sql stable
  security definer set search_path = core, pg_temp
as $$
  select c.id from client c
  where lower(c.name) like '%' || replace(replace(replace(lower(part), '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%'
    and (scope_sees_all() or c.responsible_id = scope_employee() or c.team_id = any (scope_teams()))
  order by lower(c.name), c.id limit most
$$;

-- The newest interactions that hold all the words. Common words are found by walking from the newest back, in growing steps; rare ones
-- by the index of words. The planner's guess of how common the words are decides. Whoever sees everything walks 20,000 steps and asks the
-- index for the rest; for whoever sees few cards walking on to the end of them costs less than looking through everybody's hits.
create function core.search_interactions(words tsquery, before_at timestamptz, before_id uuid, most int)
  returns table (interaction_id uuid, occurred_at timestamptz) language plpgsql volatile
  security definer set search_path = core, pg_temp
as $$
#variable_conflict use_column
declare
  sees_all boolean := scope_sees_all();
  me uuid := scope_employee();
  teams uuid[] := scope_teams();
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
            and (sees_all or c.responsible_id = me or c.team_id = any (teams))
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
      and (sees_all or c.responsible_id = me or c.team_id = any (teams))
    order by i.occurred_at desc, i.id desc limit most - found;
end $$;

-- Which cards hold an address already, seen or not: a duplicate must not depend on who asks.
create function core.holders_of(wanted_kind text, wanted_value text) returns setof uuid language sql stable
  security definer set search_path = core, pg_temp
as $$ select client_id from contact_point where kind = wanted_kind and value = wanted_value order by created_at, id $$;

-- What else came from these addresses and has no card yet.
create function core.unplaced_of(counterparts text[]) returns table (interaction_id uuid, counterpart text) language sql stable
  security definer set search_path = core, pg_temp
as $$
  select i.id, counterpart(i.direction, i.header) from interaction i
  where i.client_id is null and counterpart(i.direction, i.header) = any (counterparts) and scope_sees_unplaced()
$$;

-- Cards of exactly these names, in lower case.
create function core.clients_named(names text[]) returns table (client_id uuid, name text) language sql stable
  security definer set search_path = core, pg_temp
as $$
  select c.id, lower(c.name) from client c
  where lower(c.name) = any (names) and (scope_sees_all() or c.responsible_id = scope_employee() or c.team_id = any (scope_teams()))
$$;

grant execute on all functions in schema core to keepline_core;
`,
};
