/** Sessions that can be listed and ended, the second factor, passkeys, and signing in by the company's own provider. */
export const coreSignIn = {
  name: '20261125-11-core-sign-in',
  sql: `
-- A name for lists: the token and its digest are for signing in alone. Restricted: good for setting a second factor up, and nothing else.
alter table core.session add column id uuid not null default gen_random_uuid();
alter table core.session add column means text not null default 'password'
  check (means in ('password', 'password+code', 'password+passkey', 'passkey', 'provider', 'provider+code', 'provider+passkey'));
alter table core.session add column restricted boolean not null default false;
create unique index session_id on core.session (id);

-- Who has to have a second factor.
create table core.sign_in_policy (
  single        boolean primary key default true check (single),
  policy        jsonb not null,
  changed_by    uuid references core.employee,
  changed_at    timestamptz not null default now()
);

-- The company's own provider of identities (OpenID Connect).
create table core.sign_in_provider (
  single        boolean primary key default true check (single),
  settings      jsonb not null,
  sealed_secret bytea,
  changed_by    uuid references core.employee,
  changed_at    timestamptz not null default now()
);

create table core.totp (
  employee_id   uuid primary key references core.employee,
  sealed_secret bytea not null,
  -- Null: shown, and no code has come back yet.
  confirmed_at  timestamptz,
  -- The latest step (30 s) whose code was taken: neither it nor an earlier one is taken again.
  last_step     bigint not null default 0
);

create table core.recovery_code (
  employee_id uuid not null references core.employee,
  -- HMAC under the master key.
  fingerprint bytea not null,
  used_at     timestamptz,
  primary key (employee_id, fingerprint)
);

create table core.passkey (
  id            uuid primary key,
  employee_id   uuid not null references core.employee,
  credential_id bytea not null unique,
  public_key    bytea not null,
  counter       bigint not null,
  transports    text[] not null,
  name          text not null,
  created_at    timestamptz not null default now(),
  last_used_at  timestamptz
);
create index passkey_employee on core.passkey (employee_id);

-- Half of a sign-in: what was shown, whom it is good for, and in which browser. Used once, and only for minutes.
create table core.sign_in_step (
  token_hash   bytea primary key,
  binding_hash bytea not null,
  purpose      text not null check (purpose in ('second-factor', 'passkey', 'provider')),
  -- Null: nobody knows yet who it is.
  employee_id  uuid references core.employee,
  first_means  text check (first_means in ('password', 'provider')),
  failures     int not null default 0,
  -- What the authenticator or the provider has to sign or send back; sealed.
  sealed_facts bytea,
  expires_at   timestamptz not null
);
create index sign_in_step_over on core.sign_in_step (expires_at);

-- What a passkey that is being added has to sign.
create table core.passkey_offer (
  employee_id uuid primary key references core.employee,
  challenge   text not null,
  expires_at  timestamptz not null
);

-- What was done to somebody's account by another: told until they have seen it.
create table core.account_notice (
  id          uuid primary key,
  employee_id uuid not null references core.employee,
  code        text not null,
  by_id       uuid references core.employee,
  at          timestamptz not null default now(),
  seen_at     timestamptz
);
create index account_notice_unseen on core.account_notice (employee_id) where seen_at is null;

grant select, insert, update on core.sign_in_policy, core.sign_in_provider, core.account_notice to keepline_core;
grant select, insert, update, delete on core.totp, core.recovery_code, core.passkey, core.sign_in_step, core.passkey_offer to keepline_core;
`,
};
