/** Tokens of programs. */
export const coreApi = {
  name: '20261125-17-core-api',
  sql: `
-- A program's way in: a session of the kind bearer, with the part of its employee's rights that it was given. Only the session has the digest.
create table core.access_token (
  session_id    uuid primary key references core.session (id) on delete cascade,
  name          text not null,
  -- Names of accesses; what the employee may no longer do, the token may not either.
  rights        text[] not null,
  read_only     boolean not null,
  sees_contacts boolean not null,
  -- Addresses and networks (CIDR) from which it may be used; none: from anywhere.
  addresses     text[] not null,
  -- The last four characters, by which its owner tells it from others.
  ending        text not null,
  -- The company's, not the employee's own.
  integration   boolean not null,
  made_by       uuid not null references core.employee,
  -- Null: it does not end by itself. The session ends sooner when its employee is suspended.
  ends_at       timestamptz,
  revoked_at    timestamptz
);
grant select, insert, update, delete on core.access_token to keepline_core;
`,
};
