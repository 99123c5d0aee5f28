/** What helps writing: words kept ready. */
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
`,
};
