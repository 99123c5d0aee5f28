/** A long timeline: filters that are answered from its index alone, where its entries are, and which of them carry files. */
export const coreTimeline = {
  name: '20261126-05-core-timeline',
  sql: `
alter table core.interaction
  -- With whom, by address: see core.counterpart. A column, because under row-level security a function that is not leakproof has no index.
  add column counterpart text generated always as (core.counterpart(direction, header)) stored,
  -- What can be opened on its own: picture, video, sound, document. Kept by triggers, told again by whatever reads the original anew.
  add column file_kinds text[] not null default '{}';

-- The one index of a card's entries has beside its order what they are filtered by: whoever asks for the calls of a card of letters walks
-- the index and looks at no other row.
drop index core.interaction_timeline;
create index interaction_timeline on core.interaction (client_id, occurred_at desc, id desc)
  include (medium, kind, employee_id, counterpart);
create index interaction_files on core.interaction (client_id, occurred_at desc, id desc) where file_kinds <> '{}';

-- Files ----------------------------------------------------------------------------------------------------------------------

create function core.file_kind(type text) returns text language sql immutable parallel safe
as $$
  select case split_part(lower(type), '/', 1) when 'image' then 'picture' when 'video' then 'video' when 'audio' then 'sound' else 'document' end
$$;

-- Pictures that a letter shows inside itself are mostly somebody's signature, and a sticker is a word: neither is a file.
create function core.file_kinds_of(interaction uuid) returns text[] language sql stable
as $$
  select coalesce(array_agg(distinct file.kind order by file.kind), '{}') from (
    select core.file_kind(one ->> 'type') as kind from core.interaction_content t cross join lateral jsonb_array_elements(t.attachments) one
      where t.interaction_id = interaction and not coalesce((one ->> 'inline')::boolean, false)
    union all
    select core.file_kind(d.type) from core.message_media d left join core.message m on m.interaction_id = d.interaction_id
      where d.interaction_id = interaction and d.state = 'kept' and m.kind is distinct from 'sticker') file
$$;

create function core.mark_files() returns trigger language plpgsql security definer set search_path = core, pg_temp
as $$
begin
  update interaction set file_kinds = kinds from (select file_kinds_of(new.interaction_id) as kinds) found
    where id = new.interaction_id and file_kinds <> kinds;
  return null;
end $$;
create trigger files_of_content after insert on core.interaction_content
  for each row when (new.attachments <> '[]') execute function core.mark_files();
create trigger files_of_content_anew after update of attachments on core.interaction_content
  for each row when (new.attachments is distinct from old.attachments) execute function core.mark_files();
create trigger files_of_media after insert or update of state, interaction_id on core.message_media
  for each row when (new.interaction_id is not null and new.state = 'kept') execute function core.mark_files();

update core.interaction i set file_kinds = core.file_kinds_of(i.id)
  where i.id in (select interaction_id from core.interaction_content where attachments <> '[]'
    union select interaction_id from core.message_media where state = 'kept');

-- Counting -------------------------------------------------------------------------------------------------------------------

-- Whether the scope of the transaction shows a card, as its policy says: asked once, where the rows below it would ask again and again.
create function core.scope_shows(card uuid) returns boolean language sql stable security definer set search_path = core, pg_temp
as $$
  select exists (select from client c where c.id = card and (c.merged_into is null or scope_is_system())
    and (scope_sees_all() or c.responsible_id = scope_employee() or c.team_id = any (scope_teams())
      or c.id = any ((select scope_cards())::uuid[])))
$$;

-- Where the entries of a card are: how many in each month (of UTC), by what they are and whose.
create function core.timeline_counts(card uuid)
  returns table (month date, what text, employee_id uuid, counterpart text, entries int) language plpgsql stable
  security definer set search_path = core, pg_temp
as $$
begin
  if not scope_shows(card) then return; end if;
  return query select date_trunc('month', i.occurred_at at time zone 'UTC')::date, coalesce(i.medium, i.kind), i.employee_id, i.counterpart,
      count(*)::int
    from interaction i where i.client_id = card group by 1, 2, 3, 4;
end $$;

create function core.entries_newer(card uuid, than timestamptz, than_id uuid) returns int language sql stable
  security definer set search_path = core, pg_temp
as $$
  select count(*)::int from interaction i where i.client_id = card and (i.occurred_at, i.id) > (than, than_id) and (select scope_shows(card))
$$;
grant execute on all functions in schema core to keepline_core;
`,
};
