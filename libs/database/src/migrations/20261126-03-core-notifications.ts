/** What is told to each employee, by which ways, and the browsers to which it is pushed. */
export const coreNotifications = {
  name: '20261126-03-core-notifications',
  sql: `
create table core.notice (
  id              uuid primary key,
  employee_id     uuid not null references core.employee,
  kind            text not null check (kind in ('word', 'assigned', 'mention', 'task', 'missed-call', 'alert', 'sla')),
  -- Of one that stands for several: the newest.
  at              timestamptz not null default now(),
  times           int not null default 1,
  -- Unread ones under one key are one.
  fold            text,
  client_id       uuid references core.client,
  conversation_id uuid,
  interaction_id  uuid,
  task_id         uuid,
  call_id         uuid,
  alert_id        uuid,
  by_id           uuid references core.employee,
  -- Codes and moments; no names and no words of anybody.
  details         jsonb not null default '{}',
  -- By which ways it was told: as its employee had chosen when it happened.
  on_page         boolean not null,
  sounds          boolean not null,
  read_at         timestamptz
);
create unique index notice_folds on core.notice (employee_id, fold) where read_at is null and fold is not null;
create index notice_list on core.notice (employee_id, at desc, id desc) where on_page;
create index notice_unread on core.notice (employee_id, at desc, id desc) where read_at is null and on_page;
create index notice_conversation on core.notice (employee_id, conversation_id) where read_at is null and conversation_id is not null;
create index notice_client on core.notice (client_id) where client_id is not null;
create index notice_old on core.notice (at);

create trigger card_goes_on before insert on core.notice for each row
  when (new.client_id is not null) execute function core.write_where_card_goes_on();
create trigger card_goes_on_placed before update of client_id on core.notice for each row
  when (old.client_id is null and new.client_id is not null) execute function core.write_where_card_goes_on();

-- One's own and nobody else's, and of a card only as long as one sees it.
alter table core.notice enable row level security;
create policy scope on core.notice using (
  (select core.scope_is_system()) or (
    employee_id = (select nullif(current_setting('keepline.employee', true), '')::uuid)
    and (client_id is null or (select core.scope_sees_all()) or (select true from core.client c where c.id = client_id)))
) with check (true);

create table core.notice_choice (
  employee_id uuid primary key references core.employee,
  -- { kind: ["page", "sound", "push"] }; of a kind that is not there: as for everybody who has not chosen.
  kinds       jsonb not null default '{}',
  -- { "from": "20:00", "to": "08:00", "zone": "Europe/Kyiv" }: no sound and no push in between.
  quiet       jsonb
);

-- A browser that is told while its page is closed.
create table core.push_subscription (
  id            uuid primary key,
  employee_id   uuid not null references core.employee,
  -- Whoever ends this session ends it too; a session that ran out by itself does not.
  session_id    uuid not null references core.session (id) on delete cascade,
  -- SHA-256 of the address, so that one browser is there once.
  endpoint_hash bytea not null unique,
  -- The address and the keys of RFC 8291 under the master key: whoever has the address may push to it.
  sealed        bytea not null,
  -- Whose service carries it.
  host          text not null,
  user_agent    text not null,
  language      text not null check (language in ('ru', 'uk', 'en')),
  created_at    timestamptz not null default now(),
  reached_at    timestamptz
);
create index push_subscription_employee on core.push_subscription (employee_id, created_at);
create index push_subscription_session on core.push_subscription (session_id);

create function core.end_push_with_session() returns trigger language plpgsql security definer set search_path = core, pg_temp
as $$
begin
  delete from push_subscription where session_id = new.id;
  return null;
end $$;
create trigger session_ends_push after update of expires_at on core.session for each row
  when (new.expires_at <= now() and old.expires_at > now()) execute function core.end_push_with_session();

-- What is still to be pushed. It is of no use to anybody after an hour.
create table core.push_job (
  notice_id       uuid not null references core.notice on delete cascade,
  subscription_id uuid not null references core.push_subscription on delete cascade,
  due_at          timestamptz not null,
  attempts        int not null default 0,
  primary key (notice_id, subscription_id)
);
create index push_job_due on core.push_job (due_at);
create index push_job_subscription on core.push_job (subscription_id);

-- VAPID, RFC 8292: by this the push services know who pushes.
create table core.push_key (
  single         boolean primary key default true check (single),
  public_key     text not null,
  sealed_private bytea not null,
  created_at     timestamptz not null default now()
);

grant select, insert, update, delete on core.notice, core.notice_choice, core.push_subscription, core.push_job to keepline_core;
grant select, insert on core.push_key to keepline_core;

-- Whether somebody sees a card, whoever asks: the same question as the policy of the card answers for whoever reads.
create function core.employee_sees_card(who uuid, card uuid) returns boolean language sql stable
  security definer set search_path = core, pg_temp
as $$
  select exists (
    select from employee e join client c on c.id = card_goes_on_as(card)
    where e.id = who and e.status = 'active' and (
      e.role = 'owner'
      or (e.role in ('manager', 'employee') and (
        c.responsible_id = e.id
        or (e.role = 'manager' and c.team_id = any (teams_of(e.id)))
        or exists (select from card_access a where a.client_id = c.id and a.employee_id = e.id and a.ended_at is null
          and (a.until is null or a.until > now()))))))
$$;

create function core.is_quiet(quiet jsonb) returns boolean language sql stable
as $$
  select quiet is not null and (
    select case when f <= t then n >= f and n < t else n >= f or n < t end
    from (select (quiet ->> 'from')::time as f, (quiet ->> 'to')::time as t, (now() at time zone (quiet ->> 'zone'))::time as n) x)
$$;

-- Tells all of them in one statement. Through the wall, for whoever causes a notice may neither read nor change what another one was told.
create function core.tell_notices(told jsonb, usual jsonb) returns table (notice_id uuid, told_employee uuid, pushed boolean) language sql volatile
  security definer set search_path = core, pg_temp
as $$
  with wanted as (
    select n.*, coalesce(n."employeeId", v.handler_id) as who
    from jsonb_to_recordset(told) as n (id uuid, "employeeId" uuid, kind text, at timestamptz, times int, fold text, "clientId" uuid, "conversationId" uuid,
      "interactionId" uuid, "taskId" uuid, "callId" uuid, "alertId" uuid, "by" uuid, details jsonb)
    left join conversation v on n."employeeId" is null and v.id = n."conversationId"
  ), chosen as (
    select w.*, coalesce(c.kinds -> w.kind, usual -> w.kind) as ways, is_quiet(c.quiet) as quiet
    from wanted w join employee e on e.id = w.who and e.status = 'active' left join notice_choice c on c.employee_id = e.id
    where w."clientId" is null or employee_sees_card(e.id, w."clientId")
  ), written as (
    insert into notice (id, employee_id, kind, at, times, fold, client_id, conversation_id, interaction_id, task_id, call_id, alert_id, by_id,
      details, on_page, sounds)
    select id, who, kind, at, times, fold, "clientId", "conversationId", "interactionId", "taskId", "callId", "alertId", "by", details,
      ways ? 'page', ways ?& array['page', 'sound'] and not quiet
    from chosen where ways ?| array['page', 'push']
    on conflict (employee_id, fold) where read_at is null and fold is not null do update set
      at = greatest(notice.at, excluded.at), times = notice.times + excluded.times, interaction_id = excluded.interaction_id,
      call_id = excluded.call_id, alert_id = excluded.alert_id, by_id = excluded.by_id, details = excluded.details,
      on_page = notice.on_page or excluded.on_page, sounds = excluded.sounds
    returning id, employee_id, kind
  ), jobs as (
    -- What comes in a moment goes with it, and whoever sees it on the page meanwhile is not told twice.
    insert into push_job (notice_id, subscription_id, due_at)
    select distinct n.id, s.id, now() + interval '3 seconds'
    from written n join chosen c on c.who = n.employee_id and c.kind = n.kind and c.ways ? 'push' and not c.quiet
      join push_subscription s on s.employee_id = n.employee_id
    on conflict (notice_id, subscription_id) do nothing
    returning notice_id
  )
  select n.id, n.employee_id, exists (select from jobs j where j.notice_id = n.id) from written n
$$;

grant execute on all functions in schema core to keepline_core;
`,
};
