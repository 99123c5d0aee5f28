import { messagingTables } from './messaging.js';

/** mail: protocol state only. whatsapp and telephony: nothing of their own yet but the way in and out. */
export const edgeRoles = {
  name: '20261122-01-edge-roles',
  sql: `
${messagingTables('mail')}
${messagingTables('whatsapp')}
${messagingTables('telephony')}

create table mail.mailbox (
  channel_id    uuid primary key,
  settings      jsonb not null,
  imap_password text,
  smtp_password text,
  enabled       boolean not null default true,
  updated_at    timestamptz not null default now()
);

-- What has been fetched, as ranges of UIDs that are durable on our side: never a maximum computed in advance.
create table mail.folder_cursor (
  channel_id   uuid not null references mail.mailbox,
  folder       text not null,
  uid_validity bigint not null,
  fetched      int8multirange not null default '{}',
  updated_at   timestamptz not null default now(),
  primary key (channel_id, folder, uid_validity)
);

-- Letters that their server would not give; each is tried again when its rest is over.
create table mail.resting_letter (
  channel_id   uuid not null references mail.mailbox,
  folder       text not null,
  uid_validity bigint not null,
  uid          bigint not null,
  code         text not null,
  attempts     int not null default 1,
  rests_until  timestamptz not null,
  primary key (channel_id, folder, uid_validity, uid)
);

create table mail.delivery (
  id              uuid primary key,
  channel_id      uuid not null,
  envelope_from   text not null,
  -- Who has still to get it; the server's answer to each of the others is in the two below.
  envelope_to     text[] not null,
  accepted_to     text[] not null default '{}',
  refused_to      jsonb not null default '[]',
  message_id      text not null,
  evidence_sha256 text not null,
  evidence_size   bigint not null,
  prepend_headers text[] not null default '{}',
  state           text not null default 'queued' check (state in ('queued', 'sending', 'sent', 'failed', 'unknown')),
  revision        int not null default 0,
  attempts        int not null default 0,
  next_attempt_at timestamptz not null default now(),
  -- Set and committed just before the dot that ends DATA: a row in flight without it was surely not delivered.
  final_dot_at    timestamptz,
  code            text,
  reply           text,
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now()
);
create index delivery_due on mail.delivery (next_attempt_at) where state = 'queued';
create index delivery_in_flight on mail.delivery (updated_at) where state = 'sending';

grant select, insert, update, delete on mail.mailbox, mail.folder_cursor, mail.resting_letter, mail.delivery to keepline_mail;
`,
};
