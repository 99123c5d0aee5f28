/** How corporate mailboxes are entered by OAuth 2.0, and what the company's domains say of its mail. */
export const coreAccounts = {
  name: '20261127-05-core-accounts',
  sql: `
-- The company's registration with each provider of mail.
create table core.mail_oauth_client (
  provider      text primary key check (provider in ('google', 'microsoft', 'other')),
  issuer        text not null,
  client_id     text not null,
  sealed_secret text not null,
  -- What is asked for, beside who it is; separated by blanks.
  scope         text not null,
  changed_by    uuid not null references core.employee,
  changed_at    timestamptz not null default now()
);

-- Somebody lets us into a mailbox: begun at the page, ended by the browser's coming back, used by saving the mailbox. Good for minutes.
create table core.mail_consent (
  id            uuid primary key,
  state_hash    bytea not null unique,
  -- Of the session in which it began: another one cannot end it.
  session_hash  bytea not null,
  employee_id   uuid not null references core.employee,
  provider      text not null,
  channel_id    uuid references core.channel,
  -- What the coming back is held against; afterwards the tokens.
  sealed_facts  bytea not null,
  -- Whose account it is, as the provider says; null: it has not come back yet, or says nothing.
  account       text,
  given_at      timestamptz,
  expires_at    timestamptz not null
);
create index mail_consent_over on core.mail_consent (expires_at);

-- Domains of the company's addresses that were looked at, and what letters of each are signed with.
create table core.mail_domain (
  domain     text primary key check (domain = lower(domain)),
  -- What was found at the last look.
  found      jsonb,
  looked_at  timestamptz
);

create table core.dkim_key (
  domain      text not null references core.mail_domain,
  selector    text not null,
  sealed_key  text not null,
  public_key  text not null,
  -- made: its record is to be published; active: letters are signed with it; retired: letters on their way may still bear it.
  state       text not null default 'made' check (state in ('made', 'active', 'retired')),
  created_at  timestamptz not null default now(),
  changed_at  timestamptz not null default now(),
  primary key (domain, selector)
);
create unique index dkim_key_active on core.dkim_key (domain) where state = 'active';

grant select, insert, update, delete on core.mail_oauth_client, core.mail_consent, core.mail_domain, core.dkim_key to keepline_core;
`,
};
