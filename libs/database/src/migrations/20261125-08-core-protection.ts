/** What a person decides about messages that went out, or are about to; private addresses of employees, and what is done about them. */
export const coreProtection = {
  name: '20261125-08-core-protection',
  sql: `
-- Ordered once more after nobody knew what became of it: this one stays as it is, and another one counts.
alter table core.delivery add column superseded_by uuid;
drop index core.delivery_once;
create unique index delivery_once on core.delivery (interaction_id, purpose, recipient) where act = 'message' and superseded_by is null;

create table core.protection_policy (
  single     boolean primary key default true check (single),
  policy     jsonb not null,
  changed_by uuid references core.employee,
  changed_at timestamptz not null default now()
);

-- Numbers, addresses and names of an employee that are not the company's.
create table core.employee_private_contact (
  id           uuid primary key,
  employee_id  uuid not null references core.employee,
  kind         text not null check (kind in ('phone', 'email', 'handle')),
  -- HMAC over kind and normalised value: found without being read.
  fingerprint  text not null,
  -- For whoever manages people, under the master key.
  sealed_value bytea not null,
  created_by   uuid references core.employee,
  created_at   timestamptz not null default now(),
  unique (employee_id, fingerprint)
);
create index employee_private_contact_found on core.employee_private_contact (fingerprint);

-- What was found in something of ours before it went out, and what was decided.
create table core.outgoing_check (
  id             uuid primary key,
  employee_id    uuid not null references core.employee,
  client_id      uuid not null references core.client,
  team_id        uuid references core.team,
  interaction_id uuid not null unique references core.interaction,
  medium         text not null check (medium in ('email', 'whatsapp')),
  -- Codes and places of what was found; never the words themselves.
  findings       jsonb not null,
  decision       text not null check (decision in ('confirmed', 'held', 'released', 'refused')),
  -- What goes out when it is released: orders of the bus, sealed.
  sealed_orders  bytea,
  decided_by     uuid references core.employee,
  decided_at     timestamptz,
  at             timestamptz not null default now(),
  check ((decision = 'held') = (sealed_orders is not null))
);
create index outgoing_check_held on core.outgoing_check (at desc, id desc) where decision = 'held';

-- Captured, and not yet looked through for private addresses; a row goes when it was. A new wording is looked through for itself: it may come
-- long after the message, and before that was looked at.
create table core.bypass_queue (
  seq            bigint generated always as identity primary key,
  interaction_id uuid not null references core.interaction,
  change_id      uuid references core.message_change
);
create unique index bypass_queue_once on core.bypass_queue (interaction_id, coalesce(change_id, interaction_id));

-- Who was told the right address, once.
create table core.told_address (
  client_id      uuid primary key references core.client,
  channel_id     uuid not null references core.channel,
  interaction_id uuid references core.interaction,
  code           text,
  at             timestamptz not null default now()
);

grant select, insert, update on core.protection_policy, core.outgoing_check, core.told_address to keepline_core;
grant select, insert, delete on core.employee_private_contact to keepline_core;
grant select, insert, update, delete on core.bypass_queue to keepline_core;
grant usage on all sequences in schema core to keepline_core;

alter table core.outgoing_check enable row level security;
create policy scope on core.outgoing_check using (
  (select core.scope_sees_all()) or (select true from core.client c where c.id = client_id)) with check (true);
alter table core.told_address enable row level security;
create policy scope on core.told_address using (
  (select core.scope_sees_all()) or (select true from core.client c where c.id = client_id)) with check (true);
`,
};
