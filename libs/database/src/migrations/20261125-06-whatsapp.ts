/** Numbers, what was seen of each, what is still to be fetched, what is still to be sent. Words and orders lie here sealed only. */
const numbers = `
create table whatsapp.number (
  channel_id       uuid primary key,
  settings         jsonb not null,
  enabled          boolean not null,
  -- Each sealed under the master key.
  access_token     text,
  app_secret       text,
  old_app_secret   text,
  verify_token     text,
  -- How it stood when the world was told last.
  standing         jsonb,
  linking_revision int not null default 0,
  last_event_at    timestamptz,
  -- From when the warm-up counts: the first time that it was ready.
  ready_since      timestamptz,
  -- Up to when the kept deliveries of the Cloud API have been counted.
  tallied_to       timestamptz,
  canary_mark      text,
  canary_sent_at   timestamptz,
  canary_returned_at timestamptz,
  created_at       timestamptz not null default now(),
  updated_at       timestamptz not null default now()
);
`;

const received = `
-- What is known, so that nothing is told as new twice.
create table whatsapp.seen_message (
  channel_id      uuid not null,
  message_id      text not null,
  -- client: they wrote; holder: somebody typed it on the phone; ours: one of our own sendings made it.
  author          text not null check (author in ('client', 'holder', 'ours')),
  chat_id         text not null,
  sent_at         timestamptz not null,
  evidence_sha256 text not null,
  evidence_size   bigint not null,
  -- The sealed body of the event, for telling it again; it goes when core has surely compared what it has.
  told            bytea,
  seen_at         timestamptz not null default now(),
  primary key (channel_id, message_id)
);
create index seen_message_by_time on whatsapp.seen_message (channel_id, sent_at);
create index seen_message_told on whatsapp.seen_message (seen_at) where told is not null;

create table whatsapp.seen_change (
  channel_id uuid not null,
  message_id text not null,
  is_what    text not null,
  by_whom    text not null,
  author     text not null,
  at         timestamptz not null,
  told       bytea,
  seen_at    timestamptz not null default now(),
  primary key (channel_id, message_id, is_what, by_whom, author, at)
);

-- Back-fill begins before the newest moment of each chat.
create table whatsapp.chat_cursor (
  channel_id uuid not null,
  chat_id    text not null,
  newest_at  timestamptz not null,
  primary key (channel_id, chat_id)
);

create table whatsapp.media_job (
  channel_id uuid not null,
  message_id text not null,
  media_ref  text not null,
  kind       text not null,
  -- What the sender said of it; nothing of it is believed.
  type       text not null,
  name       text,
  size       bigint,
  duration_ms int,
  state      text not null default 'waiting' check (state in ('waiting', 'kept', 'failed')),
  attempts   int not null default 0,
  due_at     timestamptz not null default now(),
  code       text,
  -- The body of the event that told its end.
  told       jsonb,
  created_at timestamptz not null default now(),
  primary key (channel_id, message_id)
);
create index media_job_due on whatsapp.media_job (channel_id, due_at) where state = 'waiting';
`;

const sent = `
create table whatsapp.delivery (
  id              uuid primary key,
  seq             bigint generated always as identity,
  channel_id      uuid not null,
  chat_id         text not null,
  -- The sealed order.
  sealed          bytea not null,
  -- A keyed digest of what it says: by this an echo of it is recognised before its id is known.
  likeness        bytea,
  new_chat        boolean not null,
  ordered_at      timestamptz not null,
  state           text not null default 'queued' check (state in
    ('queued', 'sending', 'sent', 'delivered', 'read', 'played', 'failed', 'unknown')),
  revision        int not null default 0,
  attempts        int not null default 0,
  next_attempt_at timestamptz not null default now(),
  -- When it was handed to the driver last: a row in flight without an answer may have left since.
  handed_at       timestamptz,
  message_id      text,
  code            text,
  reply           text,
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now()
);
create index delivery_queue on whatsapp.delivery (channel_id, ordered_at, seq) where state in ('queued', 'sending');
create index delivery_queue_of_chat on whatsapp.delivery (channel_id, chat_id, ordered_at, seq) where state in ('queued', 'sending');
create index delivery_likeness on whatsapp.delivery (channel_id, likeness, handed_at) where likeness is not null;
create index delivery_unknown on whatsapp.delivery (next_attempt_at) where state = 'unknown';
create index delivery_by_message on whatsapp.delivery (channel_id, message_id) where message_id is not null;
create index delivery_handed on whatsapp.delivery (channel_id, handed_at);

-- How far a message has come that no delivery is known for yet: told before \`send\` had come back.
create table whatsapp.early_progress (
  channel_id  uuid not null,
  message_id  text not null,
  state       text not null,
  at          timestamptz not null,
  code        text,
  reply       text,
  seen_at     timestamptz not null default now(),
  primary key (channel_id, message_id, state)
);
`;

const webhooks = `
-- Deliveries of the Cloud API as they came: durable before Meta hears "200", read afterwards.
create table whatsapp.webhook (
  seq             bigint generated always as identity primary key,
  evidence_sha256 text not null,
  evidence_size   bigint not null,
  -- The numbers whose secret signed it: it may speak of no other.
  signed_for      uuid[] not null,
  state           text not null default 'waiting' check (state in ('waiting', 'read', 'unknown-number', 'broken')),
  -- Numbers that it speaks of and that are not ours (yet).
  unknown_numbers text[] not null default '{}',
  attempts        int not null default 0,
  due_at          timestamptz not null default now(),
  code            text,
  received_at     timestamptz not null,
  read_at         timestamptz
);
create index webhook_waiting on whatsapp.webhook (seq) where state = 'waiting';
create index webhook_unknown on whatsapp.webhook (seq) where state = 'unknown-number';
create index webhook_received on whatsapp.webhook (received_at);
`;

export const whatsapp = {
  name: '20261125-06-whatsapp',
  sql: `${numbers}${received}${sent}${webhooks}
grant select, insert, update, delete on whatsapp.number, whatsapp.seen_message, whatsapp.seen_change, whatsapp.chat_cursor,
  whatsapp.media_job, whatsapp.delivery, whatsapp.early_progress, whatsapp.webhook to keepline_whatsapp;
`,
};
