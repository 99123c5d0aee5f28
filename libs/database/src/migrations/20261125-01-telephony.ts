// Calls and their sound. What is kept for good is core's; here is what the role needs to go on after a crash.
const calls = `
-- One row for each call: the whole of it as JSON, so that another process goes on where this one stopped.
create table telephony.call (
  id         uuid primary key,
  -- Every channel that it had at the engine.
  engine_ids text[] not null default '{}',
  state      text not null,
  revision   int not null default 0,
  record     jsonb not null,
  started_at timestamptz not null,
  -- Set with the telling of its end.
  ended_at   timestamptz,
  recording  text check (recording in ('follows', 'none'))
);
create index call_live on telephony.call (id) where ended_at is null;
create index call_ended on telephony.call (ended_at) where ended_at is not null;
create index call_engine_ids on telephony.call using gin (engine_ids);

-- The engine's files are the spool: a row stands for those of one recording until they are evidence and may go.
create table telephony.recording (
  id         uuid primary key,
  call_id    uuid not null references telephony.call on delete cascade,
  -- The name that the files begin with.
  source     text not null unique,
  kind       text not null check (kind in ('call', 'voicemail')),
  facts      jsonb not null,
  state      text not null default 'waiting' check (state in ('waiting', 'kept', 'missing')),
  code       text,
  attempts   int not null default 0,
  due_at     timestamptz not null default now(),
  created_at timestamptz not null default now(),
  closed_at  timestamptz
);
create index recording_waiting on telephony.recording (due_at) where state = 'waiting';
create index recording_call on telephony.recording (call_id);

-- How far the engine's own list of calls has been read.
create table telephony.tally (
  one       boolean primary key default true check (one),
  file      text not null,
  read_to   bigint not null,
  tallied_to timestamptz
);

grant select, insert, update, delete on telephony.call, telephony.recording, telephony.tally to keepline_telephony;
`;

export const telephony = { name: '20261125-01-telephony', sql: calls };
