/** Hours of channels and the answer after them; who is given a conversation, until when it is to be answered, and who hears if it is not. */
export const coreRouting = {
  name: '20261126-02-core-routing',
  sql: `
-- Hours ----------------------------------------------------------------------------------------------------------------------

-- Of mailboxes and WhatsApp numbers; a telephone number has the same in its settings.
create table core.channel_hours (
  channel_id  uuid primary key references core.channel,
  opening     jsonb not null,
  after_hours jsonb not null,
  answers     boolean generated always as ((after_hours ->> 'enabled')::boolean) stored,
  changed_by  uuid references core.employee,
  changed_at  timestamptz not null default now()
);

-- What somebody has just written through a channel that answers after hours; gone as soon as it was looked at.
create table core.arrival (
  interaction_id uuid primary key references core.interaction,
  at             timestamptz not null default now()
);
create index arrival_at on core.arrival (at);

-- Whichever way it came in. What a machine sent, and what is from before the linking or out of an old mailbox, is answered by nobody.
create function core.note_arrivals() returns trigger language plpgsql set search_path = core, pg_temp as $$
begin
  insert into arrival (interaction_id)
  select n.id from new_rows n join channel_hours h on h.channel_id = n.channel_id and h.answers
  where n.direction = 'inbound' and n.kind in ('email', 'message') and not n.flags && '{automatic,bounce,group-kept}'
    and n.occurred_at > now() - interval '6 hours'
  on conflict do nothing;
  return null;
end $$;
create trigger arrivals_interaction after insert on core.interaction referencing new table as new_rows
  for each statement execute function core.note_arrivals();

-- Once for each client, channel and day of the channel's calendar.
create table core.after_hours_answer (
  client_id       uuid not null references core.client,
  channel_id      uuid not null references core.channel,
  day             date not null,
  -- Of the request, so that a crash in between sends nothing twice.
  id              uuid not null unique default gen_random_uuid(),
  conversation_id uuid not null references core.conversation,
  due_at          timestamptz not null default now(),
  attempts        int not null default 0,
  interaction_id  uuid,
  sent_at         timestamptz,
  -- Why there is none.
  failed_code     text,
  primary key (client_id, channel_id, day)
);
create index after_hours_answer_due on core.after_hours_answer (due_at) where sent_at is null and failed_code is null;
alter table core.after_hours_answer enable row level security;
create policy scope on core.after_hours_answer using (
  (select core.scope_sees_all()) or (select true from core.client c where c.id = client_id)) with check (true);
create trigger card_goes_on before insert on core.after_hours_answer for each row when (new.client_id is not null)
  execute function core.write_where_card_goes_on();
create trigger card_goes_on_placed before update of client_id on core.after_hours_answer for each row
  when (old.client_id is null and new.client_id is not null) execute function core.write_where_card_goes_on();

grant select, insert, update on core.channel_hours, core.after_hours_answer to keepline_core;
grant select, insert, update, delete on core.arrival to keepline_core;

-- Absence --------------------------------------------------------------------------------------------------------------------

create table core.absence (
  id            uuid primary key,
  employee_id   uuid not null references core.employee,
  -- Who is given what would be theirs; null: the queue of their team.
  substitute_id uuid references core.employee check (substitute_id <> employee_id),
  since         timestamptz not null,
  -- null: until it is ended.
  until         timestamptz check (until > since),
  created_by    uuid not null references core.employee,
  created_at    timestamptz not null default now(),
  ended_at      timestamptz
);
create index absence_employee on core.absence (employee_id, since) where ended_at is null;
grant select, insert on core.absence to keepline_core;
grant update (ended_at) on core.absence to keepline_core;

-- Distribution ---------------------------------------------------------------------------------------------------------------

-- How a team's conversations find somebody. Locked while one is given away, so that two at one moment are not given by one count.
create table core.team_routing (
  team_id             uuid primary key references core.team,
  settings            jsonb not null,
  -- null: as the company's policy says.
  only_handler_writes boolean,
  changed_by          uuid references core.employee,
  changed_at          timestamptz not null default now()
);

-- A row for each conversation in which a client waits: what is to happen next, and when. Whoever starts anew finds all of it here.
create table core.waiting (
  conversation_id uuid primary key references core.conversation,
  since           timestamptz not null,
  due_at          timestamptz not null default now(),
  -- By whose settings; null: nobody's yet.
  team_id         uuid references core.team,
  -- Who has it to answer, and until when before it goes on to the next.
  offered_to      uuid references core.employee,
  offered_until   timestamptz,
  tried           uuid[] not null default '{}',
  -- The team's queue had nobody to give it to; said once.
  stuck           text check (stuck in ('full', 'nobody')),
  offered_to_all  boolean not null default false,
  -- The target: to a first answer, or to a next one.
  first           boolean,
  answer_by       timestamptz,
  warn_at         timestamptz,
  warned_at       timestamptz,
  breached_at     timestamptz
);
create index waiting_due on core.waiting (due_at) where due_at < 'infinity';
create index waiting_answer_by on core.waiting (answer_by, conversation_id) where answer_by is not null;

create table core.routing_decision (
  id              uuid primary key,
  conversation_id uuid not null references core.conversation,
  at              timestamptz not null default now(),
  -- Stable words, told by the page in its language.
  code            text not null,
  because         text not null,
  employee_id     uuid references core.employee,
  from_id         uuid references core.employee,
  team_id         uuid references core.team,
  details         jsonb not null default '{}'
);
create index routing_decision_conversation on core.routing_decision (conversation_id, at desc, id desc);
create index routing_decision_given on core.routing_decision (team_id, employee_id, at) where employee_id is not null;

-- Everybody of a team is shown a conversation that is offered to all of it, until one of them has it.
alter table core.card_access drop constraint card_access_source_check;
alter table core.card_access add constraint card_access_source_check check (source in ('assignee', 'mention', 'absence', 'queue'));

-- In whatever way a client begins or ceases to wait: a word comes in, is placed, merged, answered, done, reopened. One that waited for
-- days before it came here (an old mailbox is read in) is found by hand.
create function core.keep_waiting() returns trigger language plpgsql security definer set search_path = core, pg_temp as $$
begin
  if new.waiting_since is not null and new.client_id is not null and new.merged_into is null and new.medium in ('email', 'whatsapp') then
    if tg_op = 'INSERT' or old.waiting_since is distinct from new.waiting_since or old.client_id is distinct from new.client_id then
      insert into waiting (conversation_id, since) select new.id, new.waiting_since where new.waiting_since > now() - interval '3 days'
        on conflict (conversation_id) do update set since = excluded.since, due_at = now();
    else
      update waiting set due_at = now() where conversation_id = new.id;
    end if;
  elsif tg_op = 'UPDATE' then
    delete from waiting where conversation_id = new.id;
  end if;
  if tg_op = 'UPDATE' and (new.assignee_id is not null or new.waiting_since is null) then
    update card_access set ended_at = now() where conversation_id = new.id and source = 'queue' and ended_at is null;
  end if;
  return null;
end $$;
create trigger conversation_waits_when_begun after insert on core.conversation for each row
  when (new.waiting_since is not null) execute function core.keep_waiting();
create trigger conversation_waits after update of waiting_since, client_id, merged_into, assignee_id, responsible_id, team_id, state
  on core.conversation for each row
  when ((new.waiting_since is not null or old.waiting_since is not null) and
    (old.waiting_since, old.client_id, old.merged_into, old.assignee_id, old.responsible_id, old.team_id, old.state)
      is distinct from (new.waiting_since, new.client_id, new.merged_into, new.assignee_id, new.responsible_id, new.team_id, new.state))
  execute function core.keep_waiting();

-- Offered to all: whoever answers first has it.
create function core.first_answer_takes() returns trigger language plpgsql security definer set search_path = core, pg_temp as $$
begin
  update conversation v set assignee_id = n.employee_id
  from new_rows n join waiting w on w.conversation_id = n.conversation_id and w.offered_to_all
  where v.id = n.conversation_id and v.assignee_id is null and n.direction = 'outbound' and n.kind in ('email', 'message')
    and n.employee_id is not null and not n.flags @> '{automatic}';
  return null;
end $$;
create trigger first_answer_takes after insert on core.interaction referencing new table as new_rows
  for each statement execute function core.first_answer_takes();

-- What somebody has in hand: given to them, or of their clients who wait.
create index conversation_in_hand on core.conversation (handler_id)
  where state = 'open' and handler_id is not null and (assignee_id is not null or waiting_since is not null);

alter table core.waiting enable row level security;
alter table core.routing_decision enable row level security;
create policy scope on core.waiting using (
  (select core.scope_sees_all()) or (select true from core.conversation v where v.id = conversation_id)) with check (true);
create policy scope on core.routing_decision using (
  (select core.scope_sees_all()) or (select true from core.conversation v where v.id = conversation_id)) with check (true);
grant select, insert, update on core.team_routing, core.waiting to keepline_core;
grant select, insert on core.routing_decision to keepline_core;
grant execute on all functions in schema core to keepline_core;
`,
};
