/** Days on which the company is closed; a client who was not answered in time becomes a task of the head; the company's picture in letters. */
export const coreWork = {
  name: '20261128-04-core-work',
  sql: `
-- Holidays -----------------------------------------------------------------------------------------------------------------------

create table core.holiday (
  id          uuid primary key,
  name        text not null,
  -- Closed all day, by the calendar of whichever channel it is.
  first_day   date not null,
  last_day    date not null check (last_day >= first_day and last_day - first_day < 62),
  -- Again in every year after the first.
  yearly      boolean not null,
  -- null: of every channel, also of those that come later. In their order, so that the same ones are the same.
  channel_ids uuid[] check (channel_ids <> '{}'),
  changed_by  uuid not null references core.employee,
  changed_at  timestamptz not null default now()
);
create unique index holiday_once on core.holiday (lower(name), first_day, last_day, yearly, channel_ids) nulls not distinct;
grant select, insert, update, delete on core.holiday to keepline_core;

create function core.company_today() returns date language sql stable set search_path = core, pg_temp
as $$ select (now() at time zone coalesce((select time_zone from company), 'UTC'))::date $$;

-- When it begins, of the times that touch the span. 29 February is kept on the 28th where there is none.
create function core.holiday_begins(h core.holiday, since date, until date) returns setof date language sql immutable parallel safe
as $$
  select once.begins from (
    select h.first_day as begins where not h.yearly
    union all
    select (h.first_day + make_interval(years => y - extract(year from h.first_day)::int))::date
    from generate_series(greatest(extract(year from h.first_day), extract(year from since) - 1)::int, extract(year from until)::int) y
    where h.yearly
  ) once
  where once.begins <= until and once.begins + (h.last_day - h.first_day) >= since
$$;

-- On which days a channel is closed besides its own, as its opening has them. No target and no opening is looked for further away.
create function core.holidays_of(channel uuid) returns jsonb language sql stable set search_path = core, pg_temp
as $$
  select coalesce(jsonb_agg(distinct to_char(day, 'YYYY-MM-DD')), '[]')
  from (select (now() at time zone 'UTC')::date as today) t
  cross join holiday h
  cross join lateral holiday_begins(h, t.today - 35, t.today + 100) once(begins)
  cross join lateral generate_series(greatest(once.begins, t.today - 35)::timestamp,
    least(once.begins + (h.last_day - h.first_day), t.today + 100)::timestamp, interval '1 day') day
  where h.channel_ids is null or channel = any (h.channel_ids)
$$;

-- The opening by which everything goes. Where nobody has decided one is open always, but for such days. In plpgsql, which keeps its plans: it is
-- asked for each letter that comes, and planning it anew cost more than asking.
create function core.with_holidays(opening jsonb, channel uuid) returns jsonb language plpgsql stable set search_path = core, pg_temp
as $$
declare closed jsonb;
begin
  if not exists (select from holiday) then return opening; end if;
  closed := holidays_of(channel);
  if closed = '[]' then return opening; end if;
  if opening is null then
    return jsonb_build_object('timeZone', coalesce((select time_zone from company), 'UTC'), 'hours', '[]'::jsonb, 'holidays', closed);
  end if;
  return jsonb_set(opening, '{holidays}', coalesce(opening -> 'holidays', '[]') || closed);
end $$;

-- What was not answered in time is a task ------------------------------------------------------------------------------------------

alter table core.task
  drop constraint task_kind_check,
  add constraint task_kind_check check (kind in ('call-back', 'promise', 'answer')),
  drop constraint task_is_of_its_kind,
  -- In which a client still waits.
  add column conversation_id uuid references core.conversation,
  add constraint task_is_of_its_kind check (
    case kind when 'call-back' then call_id is not null when 'promise' then client_id is not null and sealed_what is not null
      else client_id is not null and conversation_id is not null end);
create unique index task_answer on core.task (conversation_id) where kind = 'answer' and done_at is null;

-- In whatever way a client ceases to wait.
create function core.answer_is_given() returns trigger language plpgsql security definer set search_path = core, pg_temp as $$
begin
  update task set done_at = now() where conversation_id = old.conversation_id and kind = 'answer' and done_at is null;
  return null;
end $$;
create trigger answer_is_given after delete on core.waiting for each row when (old.breached_at is not null)
  execute function core.answer_is_given();

-- It goes with its conversation, also where that is put on another card by itself.
create function core.answer_goes_along() returns trigger language plpgsql security definer set search_path = core, pg_temp as $$
begin
  update task set client_id = new.client_id where conversation_id = new.id and kind = 'answer' and done_at is null and new.client_id is not null;
  return null;
end $$;
create trigger answer_goes_along after update of client_id on core.conversation for each row
  when (old.client_id is distinct from new.client_id) execute function core.answer_goes_along();

-- The company's picture in letters -------------------------------------------------------------------------------------------------

alter table core.company
  add column logo_size   int,
  -- Pixels; null: it has any size, or nobody measured it.
  add column logo_width  int,
  add column logo_height int;

grant execute on all functions in schema core to keepline_core;
`,
};
