/** Providers, devices, and addresses that are kept out. Who may use what is core's; here is what the engine must be told after each start. */
export const telephonyLines = {
  name: '20261125-05-telephony-lines',
  sql: `
create table telephony.trunk (
  id         uuid primary key,
  settings   jsonb not null,
  -- Sealed under the master key.
  password   text,
  enabled    boolean not null,
  numbers    jsonb not null default '[]',
  updated_at timestamptz not null default now()
);

create table telephony.extension (
  employee_id uuid primary key,
  extension   text not null,
  name        text not null,
  -- With the sealed HA1 of each: no password is kept anywhere.
  devices     jsonb not null default '[]',
  updated_at  timestamptz not null default now()
);

create table telephony.blocked_address (
  address    inet primary key,
  failures   int not null,
  -- How often it was blocked: each time is longer than the one before.
  times      int not null default 1,
  blocked_at timestamptz not null default now(),
  until      timestamptz not null
);

grant select, insert, update, delete on telephony.trunk, telephony.extension, telephony.blocked_address to keepline_telephony;
`,
};
