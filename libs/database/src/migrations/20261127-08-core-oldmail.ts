/** Letters out of somebody's old mailbox: where they come from, how far that has come, what became of each, and how it is taken back. */
export const coreOldmail = {
  name: '20261127-08-core-oldmail',
  sql: `
create table core.mail_import (
  id              uuid primary key,
  -- What the file was called, or the user at the server.
  name            text not null,
  source          text not null check (source in ('file', 'mailbox')),
  -- Of a file: how large it will be, and the pieces that have come, each in the evidence store: [{ sha256, size }].
  size            bigint,
  parts           jsonb not null default '[]',
  -- By how it begins; null: it is not whole yet.
  kind            text check (kind in ('mbox', 'zip', 'tar', 'tgz', 'eml')),
  -- Of a mailbox: { host, port, security, user }; the password only until the letters are here.
  server          jsonb,
  sealed_password text,
  folders         text[] not null default '{}',
  -- uploading ─► ready ─► checking ─► checked ─► running ⇄ paused, then done or cancelled ─► undoing ─► undone
  state           text not null check (state in
    ('uploading', 'ready', 'checking', 'checked', 'running', 'paused', 'done', 'cancelled', 'undoing', 'undone')),
  -- { channelId, employeeId, ownAddresses, unknown, automatic }; null: nobody has chosen yet
  plan            jsonb,
  -- Where the work under way goes on; null: at the beginning.
  place           jsonb,
  done_letters    int not null default 0,
  -- Of a file, as far as it is read.
  done_bytes      bigint not null default 0,
  -- Known once it was looked over.
  total_letters   int,
  -- How many letters came to which end: of the last look over it, and of the import.
  found           jsonb,
  did             jsonb,
  undid           jsonb,
  -- Why the work under way stopped before its end, or stands still.
  code            text,
  details         jsonb not null default '{}',
  claimed_until   timestamptz,
  created_by      uuid not null references core.employee,
  created_at      timestamptz not null default now(),
  started_by      uuid references core.employee,
  started_at      timestamptz,
  ended_at        timestamptz,
  undone_by       uuid references core.employee,
  undone_at       timestamptz
);
create index mail_import_newest on core.mail_import (created_at desc, id desc);
create index mail_import_work on core.mail_import (created_at) where state in ('checking', 'running', 'undoing');

-- Every letter of a source, in its order: what would become of it, and then what has.
create table core.mail_import_letter (
  import_id      uuid not null references core.mail_import on delete cascade,
  n              int not null,
  verdict        text not null,
  -- In an archive or a mailbox: the file or the folder.
  place          text not null default '',
  at             timestamptz,
  outbound       boolean not null default false,
  automatic      boolean not null default false,
  -- With whom, lower case; null: with nobody, or nobody can tell.
  counterpart    text,
  subject        text not null default '',
  -- By what it is known again: its natural key, or its Message-ID where only the header was looked at.
  mark           text,
  -- No foreign key: a card that an import of clients made may be taken back.
  card_id        uuid,
  interaction_id uuid,
  -- Whether an undoing has been here, and why it left the letter where it is.
  undone         boolean not null default false,
  left_code      text,
  primary key (import_id, n)
);
create index mail_import_letter_mark on core.mail_import_letter (import_id, mark) where mark is not null;
create index mail_import_letter_kept on core.mail_import_letter (interaction_id) where interaction_id is not null;

grant select, insert, update on core.mail_import to keepline_core;
grant select, insert, update, delete on core.mail_import_letter to keepline_core;
alter table core.mail_import enable row level security;
alter table core.mail_import_letter enable row level security;
-- Whom an employee wrote to is the business of whoever sees every client.
create policy scope on core.mail_import using ((select core.scope_sees_all()));
create policy scope on core.mail_import_letter using ((select core.scope_sees_all()));

-- The import that began it.
alter table core.conversation add column imported_by uuid;

-- History is answered, told and waited for by nobody -----------------------------------------------------------------------

create or replace function core.open_by_new_word() returns trigger language plpgsql set search_path = core, pg_temp
as $$
begin
  if new.last_interaction_id is distinct from old.last_interaction_id and (
    (new.last_direction = 'inbound' and new.waiting_since is not null) or (new.last_direction = 'outbound' and old.state = 'done'))
    and not exists (select from interaction i where i.id = new.last_interaction_id and i.flags @> '{imported}')
  then
    new.state := 'open';
    new.snoozed_until := null;
    new.snoozed_by := null;
    new.handled_at := null;
    new.waited_since := null;
  end if;
  return new;
end $$;

create or replace function core.note_arrivals() returns trigger language plpgsql set search_path = core, pg_temp as $$
begin
  insert into arrival (interaction_id)
  select n.id from new_rows n join channel_hours h on h.channel_id = n.channel_id and h.answers
  where n.direction = 'inbound' and n.kind in ('email', 'message') and not n.flags && '{automatic,bounce,group-kept,spam,blocked,loop,not-to-answer,imported}'
    and n.occurred_at > now() - interval '6 hours'
  on conflict do nothing;
  return null;
end $$;

create or replace function core.first_answer_takes() returns trigger language plpgsql security definer set search_path = core, pg_temp as $$
begin
  update conversation v set assignee_id = n.employee_id
  from new_rows n join waiting w on w.conversation_id = n.conversation_id and w.offered_to_all
  where v.id = n.conversation_id and v.assignee_id is null and n.direction = 'outbound' and n.kind in ('email', 'message')
    and n.employee_id is not null and not n.flags && '{automatic,imported}';
  return null;
end $$;

create or replace function core.tell_of_interactions() returns trigger language plpgsql set search_path = core, pg_temp as $$
begin
  if somebody_listens('interaction.captured') then
    perform tell_webhooks('interaction.captured', jsonb_build_object('interactionId', n.id, 'clientId', n.client_id,
      'conversationId', n.conversation_id, 'kind', n.kind, 'medium', n.medium, 'direction', n.direction))
      from new_rows n where not n.flags @> '{imported}';
  end if;
  return null;
end $$;

-- What was withdrawn is in no tray, and no placing of another letter brings it onto a card.
create or replace function core.unplaced_of(counterparts text[]) returns table (interaction_id uuid, counterpart text) language sql stable
  security definer set search_path = core, pg_temp
as $$
  select i.id, counterpart(i.direction, i.header) from interaction i
  where i.client_id is null and counterpart(i.direction, i.header) = any (counterparts) and scope_sees_unplaced()
    and not i.flags && '{group-kept,withdrawn}'
$$;

-- Taking back --------------------------------------------------------------------------------------------------------------

-- A letter is evidence and stays; it only goes off its card, unless somebody has done something with it since or it came by another way
-- too. Conversations that are empty then go.
create function core.withdraw_imported(import uuid, numbers int[]) returns table (n int, left_code text) language plpgsql
  security definer set search_path = core, pg_temp
as $$
#variable_conflict use_column
declare
  one record;
  touched uuid[] := '{}';
  thread uuid;
begin
  if not scope_sees_all() then return; end if;
  for one in
    select l.n, i.id, i.conversation_id, case
      when not i.flags @> '{imported}' then 'seen-elsewhere'
      when exists (select from sighting s where s.interaction_id = i.id and s.source_ref not like 'import;%') then 'seen-elsewhere'
      when i.placed_at is not null then 'placed-by-hand'
      when exists (select from pin p where p.interaction_id = i.id) then 'pinned'
      when exists (select from interaction o where o.conversation_id = i.conversation_id and not o.flags @> '{imported}') then 'continued'
    end as stays
    from mail_import_letter l join interaction i on i.id = l.interaction_id
    where l.import_id = import and l.n = any (numbers) and l.verdict in ('placed', 'unplaced') and not i.flags @> '{withdrawn}'
    order by i.id for no key update of i
  loop
    n := one.n;
    left_code := one.stays;
    if one.stays is null then
      update interaction i set client_id = null, conversation_id = null, flags = i.flags || '{withdrawn}' where i.id = one.id;
      if one.conversation_id is not null then touched := touched || one.conversation_id; end if;
    end if;
    return next;
  end loop;
  for thread in select v.id from conversation v where v.id = any (touched) and v.imported_by is not null order by v.id for update loop
    if exists (select from interaction i where i.conversation_id = thread) then
      -- Letters of another import go on in it.
      update conversation v set last_at = l.occurred_at, last_interaction_id = l.id, last_direction = l.direction
        from (select i.occurred_at, i.id, i.direction from interaction i where i.conversation_id = thread
          order by i.occurred_at desc, i.id desc limit 1) l where v.id = thread;
    else
      begin
        delete from awaited_letter a where a.conversation_id = thread;
        delete from conversation_seen s where s.conversation_id = thread;
        delete from conversation v where v.id = thread;
      exception when foreign_key_violation then
        -- Something else names it: an empty conversation that is done with does no harm.
        null;
      end;
    end if;
  end loop;
end $$;
grant execute on function core.withdraw_imported(uuid, int[]) to keepline_core;
`,
};
