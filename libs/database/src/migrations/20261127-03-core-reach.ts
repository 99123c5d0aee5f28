/** Clients are reached without their address: aliases, the mailbox where an employee works, letters sent on to it and what is answered from there. */
export const coreReach = {
  name: '20261127-03-core-reach',
  sql: `
-- Aliases ------------------------------------------------------------------------------------------------------------------

-- By which address one employee writes to one address of one client. It says nothing of either.
create table core.reach_alias (
  id          uuid primary key default gen_random_uuid(),
  token       text not null unique,
  employee_id uuid not null references core.employee,
  client_id   uuid not null references core.client,
  -- The client's own, as contact points have it: the alias is good as long as the card has it.
  address     text not null,
  -- At whose domain it is.
  channel_id  uuid not null references core.channel,
  created_at  timestamptz not null default now(),
  -- It is dead from then on, for ever.
  ended_at    timestamptz
);
create unique index reach_alias_live on core.reach_alias (employee_id, client_id, address) where ended_at is null;
create index reach_alias_client on core.reach_alias (client_id);
alter table core.reach_alias enable row level security;
create policy scope on core.reach_alias using (
  (select core.scope_sees_all()) or (select true from core.client c where c.id = client_id)) with check (true);
create trigger card_goes_on before insert on core.reach_alias for each row when (new.client_id is not null)
  execute function core.write_where_card_goes_on();
create trigger card_goes_on_placed before update of client_id on core.reach_alias for each row
  when (old.client_id is null and new.client_id is not null) execute function core.write_where_card_goes_on();
grant select, insert on core.reach_alias to keepline_core;
grant update (client_id, ended_at) on core.reach_alias to keepline_core;

-- Whoever is responsible for the card no more writes to its client no more, whichever way the assignment ended.
create function core.end_aliases() returns trigger language plpgsql security definer set search_path = core, pg_temp as $$
begin
  update reach_alias set ended_at = now() where client_id = new.id and employee_id = old.responsible_id and ended_at is null;
  return null;
end $$;
create trigger aliases_end after update of responsible_id on core.client for each row
  when (old.responsible_id is not null and old.responsible_id is distinct from new.responsible_id) execute function core.end_aliases();

-- Of whoever was shown the card for a while.
create function core.end_aliases_of_shown() returns trigger language plpgsql security definer set search_path = core, pg_temp as $$
begin
  update reach_alias set ended_at = now() where client_id = new.client_id and employee_id = new.employee_id and ended_at is null
    and not employee_sees_card(new.employee_id, new.client_id);
  return null;
end $$;
create trigger aliases_of_shown_end after update of ended_at on core.card_access for each row
  when (old.ended_at is null and new.ended_at is not null) execute function core.end_aliases_of_shown();

-- Whether somebody writes to a client of ours: whoever sees the card, and whoever stands in for its responsible employee just now.
create function core.employee_reaches(who uuid, card uuid) returns boolean language sql stable
  security definer set search_path = core, pg_temp
as $$
  select employee_sees_card(who, card) or exists (
    select from client c join absence a on a.employee_id = c.responsible_id join employee s on s.id = a.substitute_id
    where c.id = card_goes_on_as(card) and a.substitute_id = who and s.status = 'active' and s.role <> 'administrator'
      and a.ended_at is null and a.since <= now() and (a.until is null or a.until > now()))
$$;

-- The mailbox of an employee -----------------------------------------------------------------------------------------------

create table core.employee_mail (
  employee_id   uuid primary key references core.employee,
  -- Where they work; null: they have shown of none that it is theirs.
  address       text check (address = lower(address)),
  verified_at   timestamptz check ((verified_at is null) = (address is null)),
  -- They want letters there.
  forward       boolean not null default true,
  -- Of another one, until they have shown by a code that it is theirs.
  asked_address text check (asked_address = lower(asked_address)),
  code_digest   bytea check ((code_digest is null) = (asked_address is null)),
  code_tries    int not null default 0,
  code_sent_at  timestamptz,
  asked_by      uuid references core.employee
);
create unique index employee_mail_address on core.employee_mail (address) where address is not null;
grant select, insert, update, delete on core.employee_mail to keepline_core;

-- Letters sent on ----------------------------------------------------------------------------------------------------------

create table core.forwarding_policy (
  single     boolean primary key default true check (single),
  policy     jsonb not null,
  changed_by uuid references core.employee,
  changed_at timestamptz not null default now()
);
grant select, insert, update on core.forwarding_policy to keepline_core;

-- What came in and is to be sent on as soon as it was read.
create table core.forwarding_queue (
  interaction_id uuid primary key references core.interaction,
  due_at         timestamptz not null default now(),
  attempts       int not null default 0
);
create index forwarding_queue_due on core.forwarding_queue (due_at);
grant select, insert, update, delete on core.forwarding_queue to keepline_core;

alter table core.delivery drop constraint delivery_purpose_check;
alter table core.delivery add constraint delivery_purpose_check check (purpose in ('answer', 'copy', 'forward'));
-- Whose mailbox it goes to.
alter table core.delivery add column employee_id uuid references core.employee
  check ((employee_id is null) = (purpose <> 'forward'));

create table core.forwarded (
  delivery_id    uuid primary key references core.delivery,
  interaction_id uuid not null references core.interaction,
  employee_id    uuid not null references core.employee,
  alias_id       uuid not null references core.reach_alias,
  -- Of the letter that they got: what they answer names it.
  message_id     text not null unique,
  -- It is another letter than the client's: whoever sends it once more must not send that one.
  evidence_sha256 text not null,
  evidence_size  bigint not null,
  -- Nothing in it says how the client is reached.
  blind          boolean not null,
  at             timestamptz not null default now()
);
create index forwarded_interaction on core.forwarded (interaction_id);
create index forwarded_employee on core.forwarded (employee_id, at desc);
alter table core.forwarded enable row level security;
create policy scope on core.forwarded using (
  (select core.scope_sees_all()) or (select true from core.interaction i where i.id = interaction_id)) with check (true);
grant select, insert on core.forwarded to keepline_core;

-- What is written to an alias ----------------------------------------------------------------------------------------------

--   waiting ─► sent | failed      refused, dropped: it was never to go to a client
create table core.reach_letter (
  id              uuid primary key,
  alias_id        uuid not null references core.reach_alias,
  natural_key     text not null,
  header          jsonb not null,
  message_id      text,
  evidence_sha256 text not null,
  evidence_size   bigint not null,
  received_at     timestamptz not null default now(),
  state           text not null check (state in ('waiting', 'sent', 'failed', 'refused', 'dropped')),
  -- Why it did not go.
  code            text,
  due_at          timestamptz not null default now(),
  attempts        int not null default 0,
  -- What the client was sent, or where a refused letter is shown. Written before it is: the client's server may refuse it in the same moment.
  interaction_id  uuid,
  -- The client's server did not take it, or it never went; and when the employee was told.
  failed_at       timestamptz,
  told_at         timestamptz,
  unique (alias_id, natural_key)
);
create index reach_letter_waiting on core.reach_letter (due_at) where state = 'waiting';
create index reach_letter_interaction on core.reach_letter (interaction_id) where interaction_id is not null;
create index reach_letter_untold on core.reach_letter (failed_at) where failed_at is not null and told_at is null;
create index reach_letter_alias on core.reach_letter (alias_id, received_at desc);
alter table core.reach_letter enable row level security;
create policy scope on core.reach_letter using (
  (select core.scope_sees_all()) or (select true from core.reach_alias a where a.id = alias_id)) with check (true);
grant select, insert, update on core.reach_letter to keepline_core;

-- Whichever way it turns out that the client did not get it.
create function core.note_failed_reach() returns trigger language plpgsql security definer set search_path = core, pg_temp as $$
begin
  update reach_letter set failed_at = now(), code = coalesce(new.code, code) where interaction_id = new.interaction_id and failed_at is null;
  return null;
end $$;
create trigger delivery_failed_reach after update of state on core.delivery for each row
  when (new.purpose = 'answer' and new.medium = 'email' and new.state in ('failed', 'bounced', 'refused') and old.state is distinct from new.state)
  execute function core.note_failed_reach();

grant execute on all functions in schema core to keepline_core;
`,
};
