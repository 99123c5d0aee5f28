/** The outbox and inbox that every role has in its own schema. */
export const messagingTables = (schema: string) => `
create table ${schema}.outbox (
  id          uuid primary key,
  seq         bigint generated always as identity,
  topic       text not null,
  body        json not null,
  created_at  timestamptz not null default now(),
  due_at      timestamptz not null default now(),
  attempts    int not null default 0,
  parked_code text,
  last_error  json
);
create index outbox_due on ${schema}.outbox (seq) where parked_code is null;

create table ${schema}.inbox (
  consumer   text not null,
  message_id uuid not null,
  handled_at timestamptz not null default now(),
  primary key (consumer, message_id)
);
create index inbox_age on ${schema}.inbox using brin (handled_at);

grant select, insert, update, delete on ${schema}.outbox, ${schema}.inbox to keepline_${schema};
grant usage on all sequences in schema ${schema} to keepline_${schema};
`;
