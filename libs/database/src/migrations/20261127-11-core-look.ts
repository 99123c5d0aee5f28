/** What stands under letters, the company's picture, and when a channel did not work. */
export const coreLook = {
  name: '20261127-11-core-look',
  sql: `
-- What stands under letters ----------------------------------------------------------------------------------------------------

-- As they stand under a letter; decided by whoever manages people, for a number of their own would lead clients away.
alter table core.employee
  add column title text,
  add column phone text;

create table core.signature (
  id          uuid primary key,
  -- Whose: somebody's own, a team's, a mailbox's, or none of them: the whole company's.
  employee_id uuid references core.employee,
  team_id     uuid references core.team,
  channel_id  uuid references core.channel,
  -- With variables in braces; what is marked up is kept as it was cleaned.
  words       text not null,
  html        text,
  changed_by  uuid not null references core.employee,
  changed_at  timestamptz not null default now(),
  check (num_nonnulls(employee_id, team_id, channel_id) <= 1)
);
create unique index signature_of on core.signature (employee_id, team_id, channel_id) nulls not distinct;

create table core.signature_policy (
  single     boolean primary key default true check (single),
  policy     jsonb not null,
  changed_by uuid references core.employee,
  changed_at timestamptz not null default now()
);

grant select, insert, update, delete on core.signature to keepline_core;
grant select, insert, update on core.signature_policy to keepline_core;

-- The company's picture ----------------------------------------------------------------------------------------------------------

alter table core.company
  -- The file as evidence, and as what it is served.
  add column logo_sha256 text,
  add column logo_type   text;

-- When a channel did not work ----------------------------------------------------------------------------------------------------

create table core.channel_outage (
  channel_id uuid not null references core.channel on delete cascade,
  began_at   timestamptz not null,
  -- null: it still does not.
  ended_at   timestamptz,
  -- Why, the last that was said.
  code       text not null,
  primary key (channel_id, began_at)
);
create unique index channel_outage_now on core.channel_outage (channel_id) where ended_at is null;
grant select, insert, update, delete on core.channel_outage to keepline_core;

-- What has not gone yet, of each channel.
create index delivery_open on core.delivery (channel_id) where state in ('queued', 'sending');

-- In the database and not in each consumer: mailboxes, numbers and lines are told of by three roles in three ways.
create function core.channel_fell_or_rose() returns trigger language plpgsql as $$
declare
  was boolean := tg_op = 'UPDATE' and old.enabled and not old.unsaved and old.state_code is not null;
  now_is boolean := new.enabled and not new.unsaved and new.state_code is not null;
begin
  if was and not now_is then
    update core.channel_outage set ended_at = greatest(now(), began_at) where channel_id = new.id and ended_at is null;
  elsif now_is and not was then
    delete from core.channel_outage where channel_id = new.id and ended_at < now() - interval '90 days';
    insert into core.channel_outage (channel_id, began_at, code) values (new.id, now(), new.state_code) on conflict do nothing;
  elsif now_is and new.state_code is distinct from old.state_code then
    update core.channel_outage set code = new.state_code where channel_id = new.id and ended_at is null;
  end if;
  return null;
end $$;
create trigger channel_fell_or_rose after insert or update of enabled, unsaved, state_code on core.channel
  for each row execute function core.channel_fell_or_rose();

-- Whatever does not work already is out since it was last heard of.
insert into core.channel_outage (channel_id, began_at, code)
select id, state_at, state_code from core.channel where enabled and not unsaved and state_code is not null;
`,
};
