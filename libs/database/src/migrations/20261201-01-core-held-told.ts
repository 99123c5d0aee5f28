/** Whoever wrote something that waits for a head is told so, and what was decided. */
export const coreHeldTold = {
  name: '20261201-01-core-held-told',
  sql: `
alter table core.notice drop constraint notice_kind_check;
alter table core.notice add constraint notice_kind_check
  check (kind in ('word', 'assigned', 'mention', 'task', 'missed-call', 'alert', 'sla', 'held'));

-- What somebody wrote themselves they know: also where the letter stands on no card, or on one that they do not see.
create function core.own_subject(entry uuid) returns text language sql stable security definer set search_path = core, pg_temp as $$
  select i.subject from interaction i where i.id = entry and i.employee_id = nullif(current_setting('keepline.employee', true), '')::uuid
$$;
grant execute on function core.own_subject to keepline_core;
`,
};
