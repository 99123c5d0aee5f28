/** Teams with heads; invitations; departures; from when and where somebody may sign in; looking as somebody else. */
export const corePeople = {
  name: '20261125-10-core-people',
  sql: `
-- Teams --------------------------------------------------------------------------------------------------------------------

alter table core.team add column head_id uuid references core.employee;

-- Whose team it is: the head that was named, as long as they work here and may be one; otherwise every manager in it.
create function core.heads_of(of_team uuid) returns setof uuid language sql stable
as $$
  with named as (
    select h.id from core.team t join core.employee h on h.id = t.head_id
    where t.id = of_team and h.status = 'active' and h.role in ('owner', 'manager')
  )
  select id from named
  union all
  select e.id from core.employee e
  where e.team_id = of_team and e.role = 'manager' and e.status = 'active' and not exists (select from named)
$$;

-- Where somebody works, first, and the teams that they head.
create function core.teams_of(of_employee uuid) returns uuid[] language sql stable
as $$
  select array(
    select id from (
      select e.team_id as id, 0 as place from core.employee e where e.id = of_employee and e.team_id is not null
      union all
      select t.id, 1 from core.team t join core.employee e on e.id = t.head_id
      where e.id = of_employee and e.role = 'manager' and t.id is distinct from e.team_id
    ) as teams order by place, id)
$$;

-- Invitations --------------------------------------------------------------------------------------------------------------

create table core.invitation (
  id            uuid primary key,
  email         text not null check (email = lower(email)),
  name          text not null,
  role          text not null check (role in ('manager', 'employee', 'administrator')),
  team_id       uuid references core.team,
  sees_contacts boolean not null default false,
  -- SHA-256 of what the link carries.
  token_hash    bytea not null unique,
  invited_by    uuid not null references core.employee,
  created_at    timestamptz not null default now(),
  expires_at    timestamptz not null,
  accepted_at   timestamptz,
  employee_id   uuid references core.employee,
  withdrawn_at  timestamptz,
  check ((accepted_at is null) = (employee_id is null))
);
create unique index invitation_open on core.invitation (email) where accepted_at is null and withdrawn_at is null;
create index invitation_newest on core.invitation (created_at desc, id desc) where accepted_at is null and withdrawn_at is null;

grant select, insert, update on core.invitation to keepline_core;

-- Departures ---------------------------------------------------------------------------------------------------------------

create table core.departure (
  id                    uuid primary key,
  employee_id           uuid not null references core.employee,
  at                    timestamptz not null,
  by_id                 uuid not null references core.employee,
  successor_employee_id uuid references core.employee,
  successor_team_id     uuid references core.team,
  -- What was revoked, moved and left, as it was said then; its digest stands in the journal.
  sheet                 jsonb not null,
  check ((successor_employee_id is null) <> (successor_team_id is null))
);
create index departure_employee on core.departure (employee_id, at desc, id desc);

grant select, insert on core.departure to keepline_core;

-- From when and where ------------------------------------------------------------------------------------------------------

create table core.access_policy (
  id          uuid primary key,
  role        text unique check (role in ('owner', 'manager', 'employee', 'administrator')),
  employee_id uuid unique references core.employee,
  -- { timeZone, spans: [{ days, from, to }] }; null: at any hour.
  hours       jsonb,
  -- Addresses and networks in CIDR notation; empty: from anywhere.
  addresses   text[] not null default '{}',
  changed_by  uuid not null references core.employee,
  changed_at  timestamptz not null default now(),
  check ((role is null) <> (employee_id is null))
);

grant select, insert, update, delete on core.access_policy to keepline_core;

-- Looking as somebody else -------------------------------------------------------------------------------------------------

-- The owner looks through their eyes, and changes nothing.
alter table core.session add column viewing_as uuid references core.employee;

grant execute on all functions in schema core to keepline_core;
`,
};
