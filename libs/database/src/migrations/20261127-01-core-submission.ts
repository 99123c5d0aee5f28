/** Letters out of employees' own mail programs: by which password they come in, what is done with them, and which wait. */
export const coreSubmission = {
  name: '20261127-01-core-submission',
  sql: `
-- By which a mail program signs in; made by us, one for each device.
create table core.mail_password (
  id             uuid primary key,
  employee_id    uuid not null references core.employee,
  -- The device, as its owner calls it.
  name           text not null,
  -- SHA-256 of 120 random bits: nobody guesses them, so a slow hash would only slow us.
  digest         bytea not null unique,
  created_at     timestamptz not null default now(),
  -- To the minute.
  last_used_at   timestamptz,
  last_used_from text,
  revoked_at     timestamptz
);
create index mail_password_of on core.mail_password (employee_id) where revoked_at is null;

create table core.submission_policy (
  single     boolean primary key default true check (single),
  policy     jsonb not null,
  changed_by uuid references core.employee,
  changed_at timestamptz not null default now()
);

-- A letter of a mail program beside its interaction.
create table core.submitted_letter (
  interaction_id uuid primary key references core.interaction,
  -- One submission may have become several letters, one for each client.
  submission_id  uuid not null,
  -- The natural key of what the mail program wrote: by this its own copy in a Sent folder is known as the same letter.
  original_key   text not null,
  -- It answers something that never came to us, and the client was not told yet where to write.
  elsewhere      boolean not null default false,
  -- What goes out once its words were looked through: orders of the bus, sealed; null: nothing waits.
  sealed_orders  bytea
);
create index submitted_letter_original on core.submitted_letter (original_key);
create index submitted_letter_elsewhere on core.submitted_letter (interaction_id) where elsewhere;
create index submitted_letter_waiting on core.submitted_letter (interaction_id) where sealed_orders is not null;

-- A letter to somebody who is no client waits for a head too.
alter table core.outgoing_check alter column client_id drop not null;
drop policy scope on core.outgoing_check;
create policy scope on core.outgoing_check using (
  (select core.scope_sees_all())
  or (client_id is null and (select core.scope_sees_unplaced()))
  or (select true from core.client c where c.id = client_id)) with check (true);

grant select, insert, update on core.mail_password, core.submission_policy, core.submitted_letter to keepline_core;

alter table core.submitted_letter enable row level security;
create policy scope on core.submitted_letter using (
  (select core.scope_sees_all()) or (select true from core.interaction i where i.id = interaction_id)) with check (true);
`,
};
