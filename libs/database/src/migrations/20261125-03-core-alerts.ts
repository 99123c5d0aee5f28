/** What somebody must look at. */
export const coreAlerts = {
  name: '20261125-03-core-alerts',
  sql: `
create table core.alert (
  id              uuid primary key,
  code            text not null,
  severity        text not null check (severity in ('info', 'warning', 'alarm')),
  at              timestamptz not null,
  -- No foreign key: an alert may come before the call that it tells of.
  call_id         uuid,
  employee_id     uuid references core.employee,
  client_id       uuid references core.client,
  -- Whose head looks at it: the card's team, or else the employee's, at the time of the alert.
  team_id         uuid references core.team,
  details         jsonb not null default '{}',
  -- What is raised twice under one key is one alert.
  once            text unique,
  acknowledged_by uuid references core.employee,
  acknowledged_at timestamptz
);
create index alert_newest on core.alert (at desc, id desc);
create index alert_open on core.alert (at desc, id desc) where acknowledged_at is null;

grant select, insert on core.alert to keepline_core;
grant update (acknowledged_by, acknowledged_at) on core.alert to keepline_core;

alter table core.alert enable row level security;
-- What is about no call and no client is about the machinery: whoever may read alerts may see that.
create policy scope on core.alert using (
  (select core.scope_sees_all())
  or team_id = any ((select core.scope_teams())::uuid[])
  or (client_id is null and (call_id is null or (select core.scope_sees_unplaced())))
  or (select true from core.client c where c.id = client_id)
) with check (true);
`,
};
