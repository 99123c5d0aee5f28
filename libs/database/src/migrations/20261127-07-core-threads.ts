/** What makes letters one conversation, how people correct it by hand, and what machines write: bounces, spam, circles. */
export const coreThreads = {
  name: '20261127-07-core-threads',
  sql: `
-- Which conversation ---------------------------------------------------------------------------------------------------------

alter table core.conversation
  -- Without what programs put around a subject (RFC 5256, 2.1), as libs/letters writes it; null: of no letter, or from before this was kept.
  add column base_subject text,
  -- Whose letters stay in it although they stand on another card: somebody moved it here by hand, with what they had written.
  add column guests text[] not null default '{}';

-- Answers come within thirty days: what lies further back need not be found by its subject.
update core.conversation set base_subject = lower(regexp_replace(regexp_replace(subject, '\\s+', ' ', 'g'),
    '^\\s*((re|fwd?|aw|sv|wg|antw|отв|ответ|відп|відповідь|пересл)\\s*(\\[\\d+\\])?\\s*:\\s*)+', '', 'i'))
  where medium = 'email' and last_at > now() - interval '40 days';

-- Outlook's Thread-Index: what all letters of a thread share, and where they lie.
create table core.outlook_thread (
  thread          text not null,
  conversation_id uuid not null references core.conversation,
  primary key (thread, conversation_id)
);
create index outlook_thread_conversation on core.outlook_thread (conversation_id);
grant select, insert on core.outlook_thread to keepline_core;

-- Corrected by hand ----------------------------------------------------------------------------------------------------------

--   merge: one conversation of a card goes on in another     split: from an entry on a conversation is another one
--   move: a conversation, or single entries of it, stand on another card
create table core.thread_change (
  id             uuid primary key,
  act            text not null check (act in ('merge', 'split', 'move')),
  -- Where the entries were, and where they are; the same for a conversation that moved whole.
  from_id        uuid not null references core.conversation,
  into_id        uuid not null references core.conversation,
  -- Cards then, by id alone: when a card becomes one with another its conversations know it.
  from_card      uuid not null,
  into_card      uuid not null,
  entries        int not null,
  -- Both as they were: { "from": row, "into": row or null }.
  before         jsonb not null,
  changed_by     uuid references core.employee,
  changed_at     timestamptz not null default now(),
  undone_at      timestamptz,
  undone_by      uuid references core.employee
);
create index thread_change_from on core.thread_change (from_id, changed_at desc);
create index thread_change_into on core.thread_change (into_id, changed_at desc);

create table core.thread_moved (
  change_id      uuid not null references core.thread_change,
  interaction_id uuid not null references core.interaction,
  primary key (change_id, interaction_id)
);

alter table core.thread_change enable row level security;
alter table core.thread_moved enable row level security;
create policy scope on core.thread_change using (
  (select core.scope_sees_all()) or (select true from core.conversation v where v.id = into_id)) with check (true);
create policy scope on core.thread_moved using ((select core.scope_sees_all())) with check (true);
grant select, insert on core.thread_change, core.thread_moved to keepline_core;
grant update (entries, undone_at, undone_by) on core.thread_change to keepline_core;

-- What machines write --------------------------------------------------------------------------------------------------------

-- A mail server said that nothing arrives there, until somebody writes from there again.
alter table core.contact_point
  add column undeliverable_since timestamptz,
  add column undeliverable_code text,
  add column undeliverable_reply text;
create index contact_point_undeliverable on core.contact_point (value) where undeliverable_since is not null;

-- How many letters came from one sender through one channel in an hour: what goes in a circle is not sent on. The sender by digest.
create table core.letter_tally (
  channel_id uuid not null references core.channel,
  sender     text not null,
  hour       timestamptz not null,
  letters    int not null,
  automatic  int not null,
  -- Somebody was told.
  cut        boolean not null default false,
  primary key (channel_id, sender, hour)
);
create index letter_tally_hour on core.letter_tally (hour);
grant select, insert, update, delete on core.letter_tally to keepline_core;

-- From here nothing is shown in the tray; it is captured and kept all the same.
create table core.blocked_sender (
  id         uuid primary key,
  kind       text not null check (kind in ('address', 'domain')),
  value      text not null,
  created_by uuid references core.employee,
  created_at timestamptz not null default now(),
  unique (kind, value)
);
grant select, insert, delete on core.blocked_sender to keepline_core;

-- Whether an address stands on any card, also on one that the viewer may not see: that and no more.
create function core.email_is_clients(address text) returns boolean language sql stable security definer set search_path = core, pg_temp
as $$ select exists (select from contact_point p where p.kind = 'email' and p.value = address) and scope_sees_unplaced() $$;

-- Receipts belong to the letter that was read, spam has a view of its own: the tray goes past both.
drop index core.interaction_unplaced;
create index interaction_unplaced on core.interaction (captured_at desc, id desc)
  where client_id is null and not flags && '{group-kept,spam,blocked,receipt,withdrawn}';
create index interaction_spam on core.interaction (captured_at desc, id desc) 
  where client_id is null and flags && '{spam,blocked}' and not flags @> '{withdrawn}';

create or replace function core.note_arrivals() returns trigger language plpgsql set search_path = core, pg_temp as $$
begin
  insert into arrival (interaction_id)
  select n.id from new_rows n join channel_hours h on h.channel_id = n.channel_id and h.answers
  where n.direction = 'inbound' and n.kind in ('email', 'message')
    and not n.flags && '{automatic,bounce,group-kept,spam,blocked,loop,not-to-answer}' and n.occurred_at > now() - interval '6 hours'
  on conflict do nothing;
  return null;
end $$;
grant execute on all functions in schema core to keepline_core;
`,
};
