/** Accounts that are entered by OAuth 2.0, letters that are laid into a Sent folder, keys that letters are signed with. */
export const mailAccounts = {
  name: '20261127-06-mail-accounts',
  sql: `
-- Tokens, sealed under the master key.
alter table mail.mailbox add column oauth text;

-- What tokens are renewed with: the company's registration with each provider.
create table mail.oauth_client (
  provider      text primary key,
  issuer        text not null,
  client_id     text not null,
  client_secret text not null, -- sealed
  updated_at    timestamptz not null default now()
);

-- The letter itself and no copy of it: once it is sent it is laid into the mailbox's folder of sent letters.
alter table mail.delivery add column sent_copy boolean not null default false;

create table mail.sent_letter (
  channel_id      uuid not null references mail.mailbox,
  message_id      text not null,
  evidence_sha256 text not null,
  evidence_size   bigint not null,
  sent_at         timestamptz not null default now(),
  state           text not null default 'waiting' check (state in ('waiting', 'laid', 'given-up')),
  attempts        int not null default 0,
  next_attempt_at timestamptz not null,
  code            text,
  -- However many people got it, it lies there once.
  primary key (channel_id, message_id)
);
create index sent_letter_due on mail.sent_letter (next_attempt_at) where state = 'waiting';
create index sent_letter_done on mail.sent_letter (sent_at) where state <> 'waiting';

-- With what letters of a domain are signed; none: they are not.
create table mail.dkim_key (
  domain      text primary key,
  selector    text not null,
  private_key text not null, -- sealed PEM
  updated_at  timestamptz not null default now()
);

grant select, insert, update, delete on mail.oauth_client, mail.sent_letter, mail.dkim_key to keepline_mail;
`,
};
