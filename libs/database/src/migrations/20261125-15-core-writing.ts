/** What helps writing: words kept ready, answers that go later, drafts. */
export const coreWriting = {
  name: '20261125-15-core-writing',
  sql: `
-- Words kept ready -----------------------------------------------------------------------------------------------------------

create table core.response (
  id         uuid primary key,
  -- Whose: somebody's own, a team's, or neither: the whole company's.
  owner_id   uuid references core.employee,
  team_id    uuid references core.team,
  -- Typed after a slash; lower case.
  shortcut   text not null,
  title      text not null,
  -- null: for whoever is written to.
  language   text check (language in ('ru', 'uk', 'en')),
  subject    text not null default '',
  words      text not null,
  -- Where a chat needs others; null: the same.
  chat_words text,
  -- [{ sha256, size, name, type }], in order.
  files      jsonb not null default '[]',
  created_by uuid not null references core.employee,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  check (num_nonnulls(owner_id, team_id) <= 1)
);
-- One that was thrown away leaves its shortcut to another.
create unique index response_shortcut on core.response (owner_id, team_id, shortcut, language) nulls not distinct;
create index response_team on core.response (team_id) where team_id is not null;

-- How often each colleague took it: theirs come first for them.
create table core.response_use (
  response_id uuid not null references core.response on delete cascade,
  employee_id uuid not null references core.employee,
  times       int not null,
  last_at     timestamptz not null,
  primary key (employee_id, response_id)
);
create index response_use_response on core.response_use (response_id);

grant select, insert, update, delete on core.response, core.response_use to keepline_core;

-- What was written and has not gone yet -----------------------------------------------------------------------------------------

--   waiting ─► going ─► gone          waiting, stopped ─► taken-back
--      ▲         │
--      │         ▼
--      └────── stopped: it could not go, or the client wrote first
create table core.later_message (
  -- Also of the interaction that it becomes.
  id              uuid primary key,
  client_id       uuid not null references core.client,
  conversation_id uuid references core.conversation,
  employee_id     uuid not null references core.employee,
  state           text not null default 'waiting' check (state in ('waiting', 'going', 'stopped', 'gone', 'taken-back')),
  code            text check ((code is not null) = (state = 'stopped')),
  due_at          timestamptz not null,
  -- It waits only to be taken back.
  undo            boolean not null,
  hold_if_written boolean not null,
  -- null once it has gone or was taken back.
  sealed_message  bytea check ((sealed_message is null) = (state in ('gone', 'taken-back'))),
  created_at      timestamptz not null default now(),
  changed_at      timestamptz not null default now()
);
create index later_message_due on core.later_message (due_at) where state = 'waiting';
create index later_message_going on core.later_message (changed_at) where state = 'going';
create index later_message_over on core.later_message (changed_at) where state in ('gone', 'taken-back');
create index later_message_client on core.later_message (client_id, due_at) where state in ('waiting', 'going', 'stopped');

alter table core.later_message enable row level security;
create policy scope on core.later_message using (
  (select core.scope_sees_all()) or employee_id = (select core.scope_employee())
  or (select true from core.client c where c.id = client_id)) with check (true);

create table core.sending_policy (
  single     boolean primary key default true check (single),
  policy     jsonb not null,
  changed_by uuid references core.employee,
  changed_at timestamptz not null default now()
);
-- What is being written ------------------------------------------------------------------------------------------------------

create table core.draft (
  id              uuid not null default gen_random_uuid() unique,
  employee_id     uuid not null references core.employee,
  -- A conversation's id, or a card's; as the page names it.
  place           text not null,
  client_id       uuid not null references core.client,
  conversation_id uuid references core.conversation,
  sealed_draft    bytea not null,
  version         int not null default 1,
  changed_at      timestamptz not null default now(),
  primary key (employee_id, place)
);
create index draft_client on core.draft (client_id);
alter table core.draft enable row level security;
create policy scope on core.draft using (
  (select core.scope_sees_all()) or employee_id = (select core.scope_employee())
  or (select true from core.client c where c.id = client_id)) with check (true);

grant select, insert, update, delete on core.draft to keepline_core;
grant select, insert, update on core.sending_policy to keepline_core;
grant select, insert, update, delete on core.later_message to keepline_core;
`,
};
