/** What became of each attachment: whether it was looked through for harm, and the words that stand in it. */
export const coreFiles = {
  name: '20261127-10-core-files',
  sql: `
create table core.attachment (
  interaction_id uuid not null references core.interaction,
  -- Position in the original, as in interaction_content.attachments; 0 also for the bytes of a chat message.
  n              int not null,
  -- none: there is no text in such a file; waiting: for its turn; too-big, failed: why stands in text_code.
  text_state     text not null check (text_state in ('none', 'waiting', 'done', 'too-big', 'failed')),
  text_code      text,
  -- The beginning of what is written in it, sealed as a text is.
  sealed_text    bytea,
  lexemes        tsvector not null default '',
  -- none: it has no bytes of its own; waiting: also where no scanner is set; unscannable: the scanner would not have it.
  scan_state     text not null check (scan_state in ('none', 'waiting', 'clean', 'infected', 'unscannable')),
  -- What the scanner calls it, or why it would not have it.
  threat         text,
  scanned_at     timestamptz,
  waiting_since  timestamptz not null default now(),
  attempts       int not null default 0,
  due_at         timestamptz not null default now(),
  primary key (interaction_id, n)
);
-- Ids grow with time: the newest are worked first, so that today's letters do not wait for those of the last ten years.
create index attachment_to_read on core.attachment (interaction_id desc, n) where text_state = 'waiting';
create index attachment_to_scan on core.attachment (interaction_id desc, n) where scan_state = 'waiting';
create index attachment_infected on core.attachment (interaction_id desc, n) where scan_state = 'infected';

-- How far what was captured before this table has got into it, from the newest to the oldest.
create table core.attachment_backfill (
  one         boolean primary key default true check (one),
  reached     uuid,
  finished_at timestamptz
);
insert into core.attachment_backfill default values;

-- Letters, visiting cards and invitations are made of addresses: nobody is to find those by their words.
create function core.text_in_file(type text, name text) returns boolean language sql immutable parallel safe
as $$
  select (lower(type) ~ '^(application/(pdf|rtf|vnd\\.openxmlformats-officedocument\\.|vnd\\.oasis\\.opendocument\\.(text|spreadsheet|presentation))|text/(plain|csv|html|rtf|tab-separated-values))'
      or lower(coalesce(name, '')) ~ '\\.(pdf|docx|xlsx|pptx|odt|ods|odp|rtf|txt|csv|tsv|md|html?)$')
    and lower(type) !~ '^(message/|multipart/|text/(x-)?(vcard|calendar|directory)|application/(ms-tnef|mbox|vnd\\.ms-outlook))'
    and lower(coalesce(name, '')) !~ '\\.(eml|msg|vcf|ics|mbox|pst)$'
$$;

create function core.expect_attachments(ids uuid[]) returns void language sql volatile security definer set search_path = core, pg_temp
as $$
  insert into attachment (interaction_id, n, text_state, scan_state)
    select file.id, file.n, case when file.listed and text_in_file(file.type, file.name) then 'waiting' else 'none' end,
      case when file.own then 'waiting' else 'none' end
    from (
      -- Of a chat message only its media has bytes of its own: visiting cards are words that we were told.
      select i.id, (one ->> 'n')::int as n, coalesce(one ->> 'type', '') as type, one ->> 'name' as name,
        i.kind <> 'message' and not coalesce((one ->> 'inline')::boolean, false) as listed, i.kind <> 'message' as own
      from interaction_content t join interaction i on i.id = t.interaction_id cross join lateral jsonb_array_elements(t.attachments) one
      where t.interaction_id = any (ids) and (i.kind <> 'message' or (one ->> 'n')::int > 0)
      union all
      select d.interaction_id, 0, d.type, d.name, true, true from message_media d where d.interaction_id = any (ids) and d.state = 'kept'
    ) file
    order by file.id, file.n
    on conflict (interaction_id, n) do nothing
$$;

create function core.expect_new_attachments() returns trigger language plpgsql security definer set search_path = core, pg_temp as $$
begin
  -- Read anew, a letter may have its parts in other places.
  if tg_op = 'UPDATE' and tg_table_name = 'interaction_content' then delete from attachment where interaction_id = new.interaction_id; end if;
  perform expect_attachments(array[new.interaction_id]);
  return null;
end $$;
create trigger attachments_expected after insert on core.interaction_content
  for each row when (new.attachments <> '[]') execute function core.expect_new_attachments();
create trigger attachments_expected_anew after update of attachments on core.interaction_content
  for each row when (new.attachments is distinct from old.attachments) execute function core.expect_new_attachments();
create trigger media_expected after insert or update of state, interaction_id on core.message_media
  for each row when (new.interaction_id is not null and new.state = 'kept') execute function core.expect_new_attachments();

-- A step of what was captured before: the next so many contents. false: there is nothing left.
create function core.expect_old_attachments(most int) returns boolean language plpgsql volatile
  security definer set search_path = core, pg_temp
as $$
declare
  at uuid;
  ids uuid[];
begin
  if not scope_is_system() then return false; end if;
  select coalesce(b.reached, 'ffffffff-ffff-ffff-ffff-ffffffffffff') into at from attachment_backfill b where b.finished_at is null for update;
  if not found then return false; end if;
  select array_agg(next.interaction_id order by next.interaction_id desc) into ids from (
    select t.interaction_id from interaction_content t where t.interaction_id < at order by t.interaction_id desc limit most) next;
  if ids is null then
    update attachment_backfill set finished_at = now();
    return false;
  end if;
  perform expect_attachments(ids);
  update attachment_backfill set reached = ids[cardinality(ids)];
  return true;
end $$;

-- The search -----------------------------------------------------------------------------------------------------------------

create aggregate core.all_words(tsvector) (sfunc = tsvector_concat, stype = tsvector, initcond = '');

-- A tsvector has room for a megabyte of words: a letter goes before its files.
create function core.join_words(words tsvector, more tsvector) returns tsvector language sql immutable parallel safe
as $$
  select case when more is null or octet_length(words::text) + octet_length(more::text) > 1000000 then words else words || more end
$$;
create function core.words_in_files(interaction uuid) returns tsvector language sql stable set search_path = core, pg_temp
as $$ select all_words(a.lexemes) from attachment a where a.interaction_id = interaction and a.text_state = 'done' having count(*) > 0 $$;

create or replace function core.index_changed_content() returns trigger language plpgsql security definer set search_path = core, pg_temp as $$
begin
  insert into search_entry (interaction_id, client_id, occurred_at, lexemes)
    select i.id, i.client_id, i.occurred_at,
      join_words(n.lexemes, words_in_files(i.id)) || search_about(i, holds_files(i.id, n.attachments))
    from now_there n join was_there w on w.interaction_id = n.interaction_id join interaction i on i.id = n.interaction_id
    where (n.lexemes, n.attachments) is distinct from (w.lexemes, w.attachments) order by i.id
    on conflict (interaction_id) do update set lexemes = excluded.lexemes;
  return null;
end $$;

create or replace function core.index_old_contents(ids uuid[], versions text[], words tsvector[]) returns void language sql volatile
  security definer set search_path = core, pg_temp
as $$
  insert into search_entry (interaction_id, client_id, occurred_at, lexemes)
    select i.id, i.client_id, i.occurred_at,
      join_words(given.words, words_in_files(i.id)) || search_about(i, holds_files(i.id, t.attachments))
    from unnest(ids, versions, words) as given (id, version, words)
    join interaction_content t on t.interaction_id = given.id and t.xmin::text = given.version join interaction i on i.id = given.id
    where scope_is_system() order by i.id
    on conflict (interaction_id) do update set lexemes = excluded.lexemes
$$;

-- What the entry had stays: its words may have been made by newer rules than those of the content.
create function core.index_words_in_file() returns trigger language plpgsql security definer set search_path = core, pg_temp as $$
begin
  insert into search_entry (interaction_id, client_id, occurred_at, lexemes)
    select i.id, i.client_id, i.occurred_at, new.lexemes || search_about(i, true) from interaction i where i.id = new.interaction_id
    on conflict (interaction_id) do update set lexemes = join_words(search_entry.lexemes, excluded.lexemes);
  return null;
end $$;
create trigger words_in_file_are_indexed after update of lexemes on core.attachment
  for each row when (new.lexemes is distinct from old.lexemes and new.lexemes <> '') execute function core.index_words_in_file();

-- Rights ---------------------------------------------------------------------------------------------------------------------

grant select, update (text_state, text_code, sealed_text, lexemes, scan_state, threat, scanned_at, attempts, due_at) on core.attachment
  to keepline_core;
grant select on core.attachment_backfill to keepline_core;
alter table core.attachment enable row level security;
create policy scope on core.attachment using (
  (select core.scope_sees_all()) or (select true from core.interaction i where i.id = interaction_id)) with check (true);
grant execute on all functions in schema core to keepline_core;
`,
};
