/** The sound of calls: append-only as the journal is, heard by whom the call and its card allow, talked about, scored, transcribed. */
export const coreRecordings = {
  name: '20261125-04-core-recordings',
  sql: `
-- A recording has exactly one entry of its own in the journal, as an interaction has.
alter table core.journal drop constraint journal_kind_check;
alter table core.journal add constraint journal_kind_check check (kind in ('interaction', 'audit', 'checkpoint', 'recording'));
create unique index journal_recording on core.journal (subject_id) where kind = 'recording';

create table core.recording (
  id           uuid primary key,
  -- No foreign key: the sound may come before the record of its call.
  call_id      uuid not null,
  kind         text not null check (kind in ('call', 'voicemail')),
  started_at   timestamptz not null,
  duration_ms  int not null,
  type         text not null,
  lanes        smallint not null check (lanes in (1, 2)),
  sha256       text not null,
  size         bigint not null,
  peaks_sha256 text not null,
  peaks_size   bigint not null,
  -- The engine's own files, where the policy keeps them: [{ sha256, size }].
  originals    jsonb not null default '[]',
  -- Where it was paused by right, in milliseconds of the sound: [{ fromMs, toMs }].
  pauses       jsonb not null default '[]',
  cut          boolean not null,
  kept_at      timestamptz not null
);
create index recording_call on core.recording (call_id);
create index recording_kept on core.recording (kept_at);

-- Why a call that was to be recorded has no sound, or not all of it.
create table core.recording_missing (
  call_id uuid primary key,
  code    text not null,
  at      timestamptz not null
);
create index recording_missing_at on core.recording_missing (at);

-- Talking about them --------------------------------------------------------------------------------------------------------

create table core.recording_comment (
  id           uuid primary key,
  recording_id uuid not null references core.recording,
  author_id    uuid not null references core.employee,
  at_ms        int not null check (at_ms >= 0),
  -- Sealed: words about a client.
  sealed_text  bytea not null,
  mentions     uuid[] not null default '{}',
  created_at   timestamptz not null default now(),
  struck_at    timestamptz
);
create index recording_comment_place on core.recording_comment (recording_id, at_ms, id);
create index recording_comment_mentions on core.recording_comment using gin (mentions);

-- What a head listens for; of one team, or (null) of the company.
create table core.criterion (
  id         uuid primary key,
  team_id    uuid references core.team,
  name       text not null,
  hint       text not null default '',
  position   int not null default 0,
  retired_at timestamptz,
  created_by uuid not null references core.employee,
  created_at timestamptz not null default now()
);

-- The newest of a listener is the one that counts; those before it stay.
create table core.scorecard (
  id            uuid primary key,
  recording_id  uuid not null references core.recording,
  listener_id   uuid not null references core.employee,
  sealed_remark bytea,
  created_at    timestamptz not null default now()
);
create index scorecard_newest on core.scorecard (recording_id, listener_id, created_at desc, id desc);

create table core.score (
  scorecard_id uuid not null references core.scorecard,
  criterion_id uuid not null references core.criterion,
  value        smallint not null check (value between 0 and 5),
  primary key (scorecard_id, criterion_id)
);

create table core.playlist (
  id         uuid primary key,
  name       text not null,
  owner_id   uuid not null references core.employee,
  -- Shared with this team; null: the owner's own.
  team_id    uuid references core.team,
  created_at timestamptz not null default now(),
  ended_at   timestamptz
);
create index playlist_owner on core.playlist (owner_id) where ended_at is null;
create index playlist_team on core.playlist (team_id) where ended_at is null;

create table core.playlist_item (
  playlist_id  uuid not null references core.playlist,
  recording_id uuid not null references core.recording,
  added_by     uuid not null references core.employee,
  added_at     timestamptz not null default now(),
  primary key (playlist_id, recording_id)
);
create index playlist_item_order on core.playlist_item (playlist_id, added_at, recording_id);

-- What was said, as a machine heard it. Can be thrown away and made anew from the sound.
create table core.transcript (
  recording_id uuid primary key references core.recording,
  state        text not null default 'waiting' check (state in ('waiting', 'done', 'failed')),
  attempts     int not null default 0,
  due_at       timestamptz not null default now(),
  -- Why the last attempt failed.
  code         text,
  model        text,
  language     text,
  -- [{ lane, fromMs, toMs, text }] as JSON.
  sealed_words bytea,
  lexemes      tsvector not null default '',
  created_at   timestamptz not null default now(),
  done_at      timestamptz
);
create index transcript_due on core.transcript (due_at, recording_id) where state = 'waiting';
create index transcript_lexemes on core.transcript using gin (lexemes) with (fastupdate = off);

grant select, insert on core.recording, core.recording_missing, core.scorecard, core.score to keepline_core;
grant select, insert, update on core.recording_comment, core.criterion, core.playlist, core.transcript to keepline_core;
grant select, insert, delete on core.playlist_item to keepline_core;

-- The second wall: a recording stands behind its call, and what is said of it behind the recording --------------------------

alter table core.recording enable row level security;
alter table core.recording_missing enable row level security;
alter table core.recording_comment enable row level security;
alter table core.scorecard enable row level security;
alter table core.score enable row level security;
alter table core.playlist_item enable row level security;
alter table core.transcript enable row level security;

create policy scope on core.recording using (
  (select core.scope_sees_all()) or (select true from core.call k where k.id = call_id)) with check (true);
create policy scope on core.recording_missing using (
  (select core.scope_sees_all()) or (select true from core.call k where k.id = call_id)) with check (true);
create policy scope on core.recording_comment using (
  (select core.scope_sees_all()) or (select true from core.recording r where r.id = recording_id)) with check (true);
create policy scope on core.scorecard using (
  (select core.scope_sees_all()) or (select true from core.recording r where r.id = recording_id)) with check (true);
create policy scope on core.score using (
  (select core.scope_sees_all()) or (select true from core.scorecard s where s.id = scorecard_id)) with check (true);
create policy scope on core.playlist_item using (
  (select core.scope_sees_all()) or (select true from core.recording r where r.id = recording_id)) with check (true);
create policy scope on core.transcript using (
  (select core.scope_sees_all()) or (select true from core.recording r where r.id = recording_id)) with check (true);

-- Whether employees may hear their own calls; until somebody decides they may.
create function core.employees_play_own() returns boolean language sql stable
  set search_path = core, pg_temp
as $$ select coalesce((select (policy ->> 'employeesPlayOwn')::boolean from telephony_policy), true) $$;

-- The newest calls in which all the words were said, for whoever may hear them. As with letters the words are looked up past
-- row-level security, which would lose the index, and the right to each is asked afterwards.
create function core.search_transcripts(words tsquery, before_at timestamptz, before_id uuid, most int)
  returns table (interaction_id uuid, occurred_at timestamptz) language sql stable
  security definer set search_path = core, pg_temp
as $$
  with hits as materialized (select t.recording_id from transcript t where t.lexemes @@ words)
  select distinct i.id, i.occurred_at from hits join recording r on r.id = hits.recording_id join call k on k.id = r.call_id
    join interaction i on i.id = k.interaction_id join client c on c.id = i.client_id
  where (i.occurred_at, i.id) < (coalesce(before_at, 'infinity'), coalesce(before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
    and (scope_sees_all()
      or c.team_id = any (scope_teams()) or k.team_id = any (scope_teams())
      or (c.responsible_id = scope_employee()
        and (current_setting('keepline.scope', true) = 'team' or (employees_play_own() and scope_employee() = any (k.spoke)))))
  order by i.occurred_at desc, i.id desc limit most
$$;

grant execute on all functions in schema core to keepline_core;
`,
};
