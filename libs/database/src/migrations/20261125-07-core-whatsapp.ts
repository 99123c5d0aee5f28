/** WhatsApp on the card: numbers, messages and what happens to them afterwards, who is who. */
export const coreWhatsapp = {
  name: '20261125-07-core-whatsapp',
  sql: `
-- A change of a message and its media have one entry of their own each in the journal, as a recording has.
alter table core.journal drop constraint journal_kind_check;
alter table core.journal add constraint journal_kind_check
  check (kind in ('interaction', 'audit', 'checkpoint', 'recording', 'message-change', 'message-media'));
create unique index journal_message_change on core.journal (subject_id) where kind = 'message-change';
create unique index journal_message_media on core.journal (subject_id) where kind = 'message-media';

-- Numbers ------------------------------------------------------------------------------------------------------------------

alter table core.channel
  -- What the whatsapp role said last: linked, battery, phoneOnline, lastEventAt, queued, canary, quality, linkingRevision.
  add column whatsapp jsonb,
  -- Names of the secrets that the whatsapp role keeps for it; core has none of them.
  add column kept_secrets text[] not null default '{}',
  -- Who read what a linked device risks, and when.
  add column risk_accepted_by uuid references core.employee,
  add column risk_accepted_at timestamptz;

-- Who is who ---------------------------------------------------------------------------------------------------------------

-- Ids that are one person's all name the same one: the digits of their telephone number where it is known, else the id seen first.
create table core.whatsapp_identity (
  id         text primary key,
  same_as    text not null,
  -- E.164.
  phone      text,
  name       text,
  learned_at timestamptz not null default now()
);
create index whatsapp_identity_same on core.whatsapp_identity (same_as);

-- Messages -----------------------------------------------------------------------------------------------------------------

-- What of a message changes, or is looked for; its facts stand in the header of its interaction.
create table core.message (
  interaction_id     uuid primary key references core.interaction,
  channel_id         uuid not null references core.channel,
  -- null: one of ours that WhatsApp has not taken yet.
  provider_id        text,
  chat_id            text not null,
  -- Of a placeholder what it turned out to be.
  kind               text not null,
  sent_by            text not null check (sent_by in ('client', 'employee', 'holder')),
  quotes_provider_id text,
  -- What it said first, sealed as a text is, once it was edited; the wordings between stand among its changes.
  sealed_first       bytea,
  edited_at          timestamptz,
  revoked_at         timestamptz,
  revoked_by         text check (revoked_by in ('client', 'us')),
  -- What a placeholder turned out to say beside its words: place, names of contacts, poll.
  decrypted          jsonb,
  -- Visiting cards that it carries (RFC 6350), sealed, as a JSON list of texts.
  sealed_cards       bytea,
  unique (channel_id, provider_id)
);

create table core.message_change (
  id              uuid primary key,
  channel_id      uuid not null references core.channel,
  provider_id     text not null,
  -- null: its message has not come yet.
  interaction_id  uuid references core.interaction,
  "is"            text not null check ("is" in ('edited', 'revoked', 'reaction', 'decrypted')),
  by              text not null check (by in ('client', 'us')),
  -- Whose reaction, in a group.
  author          text,
  employee_id     uuid references core.employee,
  at              timestamptz not null,
  -- The new words, the reaction, all that a placeholder says as JSON.
  sealed_text     bytea,
  -- Ours: what carries it out. It counts from then on that WhatsApp has it.
  delivery_id     uuid,
  state           text not null default 'done' check (state in ('waiting', 'done', 'failed')),
  evidence_sha256 text not null,
  evidence_size   bigint not null,
  captured_at     timestamptz not null default now()
);
create unique index message_change_once on core.message_change (channel_id, provider_id, "is", by, coalesce(author, ''), at);
create index message_change_message on core.message_change (interaction_id, at, id) where interaction_id is not null;
create index message_change_early on core.message_change (channel_id, provider_id) where interaction_id is null;
create index message_change_delivery on core.message_change (delivery_id) where delivery_id is not null;

create table core.message_media (
  id              uuid primary key,
  -- null: its message has not come yet.
  interaction_id  uuid unique references core.interaction,
  channel_id      uuid not null references core.channel,
  -- null: one of ours, which has its bytes from the beginning.
  provider_id     text,
  state           text not null check (state in ('waiting', 'kept', 'failed')),
  code            text,
  evidence_sha256 text,
  evidence_size   bigint,
  type            text not null,
  name            text,
  duration_ms     int,
  waveform        int[],
  width           int,
  height          int,
  settled_at      timestamptz,
  unique (channel_id, provider_id),
  check (interaction_id is not null or provider_id is not null),
  check ((state = 'kept') = (evidence_sha256 is not null and evidence_size is not null))
);

-- The messages of a group that are kept on no card are nobody's work: the tray goes past them.
drop index core.interaction_unplaced;
create index interaction_unplaced on core.interaction (captured_at desc, id desc) where client_id is null and not flags @> '{group-kept}';
create index interaction_groups on core.interaction (captured_at desc, id desc) where client_id is null and flags @> '{group-kept}';
create or replace function core.unplaced_of(counterparts text[]) returns table (interaction_id uuid, counterpart text) language sql stable
  security definer set search_path = core, pg_temp
as $$
  select i.id, counterpart(i.direction, i.header) from interaction i
  where i.client_id is null and counterpart(i.direction, i.header) = any (counterparts) and not i.flags @> '{group-kept}'
    and scope_sees_unplaced()
$$;

-- Two conversations that turned out to be with one person: this one goes on as that one.
-- With whom of WhatsApp: of somebody in a group who has no card the counterpart is the group and, after a blank, they. A column and not an
-- expression: under row-level security only a plain comparison may use an index.
alter table core.conversation
  add column merged_into uuid references core.conversation,
  add column person text generated always as (case when medium = 'whatsapp' then split_part(counterpart, ' ', -1) end) stored;
create index conversation_person on core.conversation (person) where person is not null;
create index conversation_merged on core.conversation (merged_into) where merged_into is not null;

-- The Cloud API answers freely for 24 hours after the client's last message.
create table core.whatsapp_window (
  channel_id      uuid not null references core.channel,
  chat_id         text not null,
  last_inbound_at timestamptz not null,
  primary key (channel_id, chat_id)
);

-- Completeness: what the provider has, held against what is here -----------------------------------------------------------

create table core.whatsapp_tally (
  channel_id uuid not null references core.channel,
  from_at    timestamptz not null,
  to_at      timestamptz not null,
  expected   int not null,
  missing    int not null,
  at         timestamptz not null,
  primary key (channel_id, from_at, to_at)
);
-- Asked for once more; still missing at the next tally, it is an alert.
create table core.whatsapp_missing (
  channel_id  uuid not null references core.channel,
  provider_id text not null,
  since       timestamptz not null,
  primary key (channel_id, provider_id)
);

-- Going out ----------------------------------------------------------------------------------------------------------------

alter table core.delivery
  add column medium text not null default 'email' check (medium in ('email', 'whatsapp')),
  -- What it carries: the message itself, or something that happens to one.
  add column act text not null default 'message' check (act in ('message', 'reaction', 'edit', 'revoke')),
  add column provider_id text,
  drop constraint delivery_state_check,
  add constraint delivery_state_check check (state in (
    'queued', 'sending', 'sent', 'delivered', 'read', 'played', 'failed', 'unknown', 'bounced', 'held', 'refused')),
  drop constraint delivery_interaction_id_purpose_recipient_key;
create unique index delivery_once on core.delivery (interaction_id, purpose, recipient) where act = 'message';
create index delivery_interaction on core.delivery (interaction_id);

-- Rights -------------------------------------------------------------------------------------------------------------------

grant select, insert, update on core.message, core.message_media, core.whatsapp_identity, core.whatsapp_window, core.whatsapp_tally
  to keepline_core;
grant select, insert on core.message_change to keepline_core;
grant update (interaction_id, state, delivery_id) on core.message_change to keepline_core;
grant select, insert, delete on core.whatsapp_missing to keepline_core;

-- The second wall: everything stands behind its interaction; what has none yet is the machinery's alone ---------------------

alter table core.message enable row level security;
alter table core.message_change enable row level security;
alter table core.message_media enable row level security;
alter table core.whatsapp_identity enable row level security;
alter table core.whatsapp_window enable row level security;
alter table core.whatsapp_missing enable row level security;

create policy scope on core.message using (
  (select core.scope_sees_all()) or (select true from core.interaction i where i.id = interaction_id)) with check (true);
create policy scope on core.message_change using (
  (select core.scope_sees_all()) or (select true from core.interaction i where i.id = interaction_id)) with check (true);
create policy scope on core.message_media using (
  (select core.scope_sees_all()) or (select true from core.interaction i where i.id = interaction_id)) with check (true);
-- Ids hold numbers: only whoever sees everything reads them, everybody else by the doors below.
create policy scope on core.whatsapp_identity using ((select core.scope_sees_all())) with check (true);
create policy scope on core.whatsapp_window using ((select core.scope_sees_all())) with check (true);
create policy scope on core.whatsapp_missing using ((select core.scope_sees_all())) with check (true);

-- All ids of whoever has one of these, for somebody who has one already.
create function core.whatsapp_aliases(ids text[]) returns table (id text, alias text, phone text) language sql stable
  security definer set search_path = core, pg_temp
as $$
  select given.id, other.id, other.phone from unnest(ids) as given (id)
  join whatsapp_identity mine on mine.id = given.id join whatsapp_identity other on other.same_as = mine.same_as
$$;

-- When the client wrote last in these chats.
create function core.whatsapp_windows(channels uuid[], chats text[]) returns table (channel_id uuid, chat_id text, last_inbound_at timestamptz)
  language sql stable security definer set search_path = core, pg_temp
as $$
  select w.channel_id, w.chat_id, w.last_inbound_at from unnest(channels, chats) as given (channel_id, chat_id)
  join whatsapp_window w using (channel_id, chat_id)
$$;

-- The conversation in which this one goes on, for whoever sees that one: itself, unless it was merged and is nobody's any more.
create function core.goes_on_as(wanted uuid) returns uuid language sql stable security definer set search_path = core, pg_temp
as $$
  select coalesce(merged_into, id) from conversation where id = wanted
$$;

grant execute on all functions in schema core to keepline_core;
`,
};
