/** Other programs are told what happens here. */
export const coreWebhooks = {
  name: '20261125-22-core-webhooks',
  sql: `
create table core.webhook (
  id                uuid primary key,
  name              text not null,
  url               text not null,
  events            text[] not null,
  enabled           boolean not null default true,
  -- Why it was switched off by itself.
  off_code          text,
  -- Under the master key; the one before is signed with too until then.
  sealed_secret     bytea not null,
  sealed_old_secret bytea,
  old_until         timestamptz,
  -- Since when nothing has come through; null: the last did.
  failing_since     timestamptz,
  created_by        uuid not null references core.employee,
  created_at        timestamptz not null default now()
);

create table core.webhook_delivery (
  id         uuid primary key default gen_random_uuid(),
  webhook_id uuid not null references core.webhook on delete cascade,
  event      text not null,
  -- Ids, names of states and no content: whoever is told asks the API, which decides what they may see.
  data       jsonb not null,
  state      text not null default 'waiting' check (state in ('waiting', 'delivered', 'failed')),
  attempts   int not null default 0,
  due_at     timestamptz not null default now(),
  created_at timestamptz not null default now()
);
create index webhook_delivery_due on core.webhook_delivery (due_at) where state = 'waiting';
create index webhook_delivery_log on core.webhook_delivery (webhook_id, created_at desc, id desc);
create index webhook_delivery_old on core.webhook_delivery (created_at);

create table core.webhook_attempt (
  delivery_id uuid not null references core.webhook_delivery on delete cascade,
  n           int not null,
  at          timestamptz not null default now(),
  -- Null: no answer came, and code says why.
  status      int,
  code        text,
  took_ms     int not null,
  -- The beginning of the answer, at most 1 kB.
  reply       text not null default '',
  primary key (delivery_id, n)
);
grant select, insert, update, delete on core.webhook, core.webhook_delivery, core.webhook_attempt to keepline_core;

-- Written by triggers in the transaction of its subject: what is rolled back is told to nobody, what is committed to everybody who asked,
-- and no part of the product can forget to tell.
create function core.somebody_listens(event text) returns boolean language sql stable
as $$ select exists (select from core.webhook w where w.enabled and event = any (w.events)) $$;
create function core.tell_webhooks(event text, data jsonb) returns void language sql
as $$
  insert into core.webhook_delivery (webhook_id, event, data)
  select w.id, event, data from core.webhook w where w.enabled and event = any (w.events)
$$;

create function core.tell_of_interactions() returns trigger language plpgsql set search_path = core, pg_temp as $$
begin
  if somebody_listens('interaction.captured') then
    perform tell_webhooks('interaction.captured', jsonb_build_object('interactionId', n.id, 'clientId', n.client_id,
      'conversationId', n.conversation_id, 'kind', n.kind, 'medium', n.medium, 'direction', n.direction)) from new_rows n;
  end if;
  return null;
end $$;
create trigger webhooks_interaction after insert on core.interaction referencing new table as new_rows
  for each statement execute function core.tell_of_interactions();

create function core.tell_of_deliveries() returns trigger language plpgsql set search_path = core, pg_temp as $$
begin
  if somebody_listens('delivery.changed') then
    perform tell_webhooks('delivery.changed', jsonb_build_object('deliveryId', n.id, 'interactionId', n.interaction_id,
      'purpose', n.purpose, 'state', n.state, 'code', n.code))
      from new_rows n join old_rows o using (id) where o.state is distinct from n.state;
  end if;
  return null;
end $$;
create trigger webhooks_delivery after update on core.delivery referencing old table as old_rows new table as new_rows
  for each statement execute function core.tell_of_deliveries();

create function core.tell_of_conversations() returns trigger language plpgsql set search_path = core, pg_temp as $$
begin
  if somebody_listens('conversation.changed') then
    perform tell_webhooks('conversation.changed', jsonb_build_object('conversationId', n.id, 'clientId', n.client_id,
      'state', n.state, 'assigneeId', n.assignee_id))
      from new_rows n join old_rows o using (id)
      where (o.state, o.assignee_id, o.client_id) is distinct from (n.state, n.assignee_id, n.client_id);
  end if;
  return null;
end $$;
create trigger webhooks_conversation after update on core.conversation referencing old table as old_rows new table as new_rows
  for each statement execute function core.tell_of_conversations();

create function core.tell_of_new_clients() returns trigger language plpgsql set search_path = core, pg_temp as $$
begin
  if somebody_listens('client.created') then
    perform tell_webhooks('client.created', jsonb_build_object('clientId', n.id, 'responsibleId', n.responsible_id,
      'teamId', n.team_id)) from new_rows n;
  end if;
  return null;
end $$;
create trigger webhooks_client_created after insert on core.client referencing new table as new_rows
  for each statement execute function core.tell_of_new_clients();

create function core.tell_of_clients() returns trigger language plpgsql set search_path = core, pg_temp as $$
begin
  if somebody_listens('client.changed') then
    perform tell_webhooks('client.changed', jsonb_build_object('clientId', n.id, 'version', n.version))
      from new_rows n join old_rows o using (id) where o.version is distinct from n.version;
  end if;
  if somebody_listens('client.assigned') then
    perform tell_webhooks('client.assigned', jsonb_build_object('clientId', n.id, 'responsibleId', n.responsible_id,
      'teamId', n.team_id))
      from new_rows n join old_rows o using (id)
      where (o.responsible_id, o.team_id) is distinct from (n.responsible_id, n.team_id);
  end if;
  if somebody_listens('client.merged') then
    perform tell_webhooks('client.merged', jsonb_build_object('clientId', n.id, 'into', n.merged_into))
      from new_rows n join old_rows o using (id) where o.merged_into is distinct from n.merged_into;
  end if;
  return null;
end $$;
create trigger webhooks_client after update on core.client referencing old table as old_rows new table as new_rows
  for each statement execute function core.tell_of_clients();

create function core.tell_of_calls() returns trigger language plpgsql set search_path = core, pg_temp as $$
begin
  if new.phase = 'ended' and (tg_op = 'INSERT' or old.phase <> 'ended') then
    perform tell_webhooks('call.ended', jsonb_build_object('callId', new.id, 'clientId', new.client_id,
      'interactionId', new.interaction_id, 'direction', new.direction, 'outcome', new.outcome));
  end if;
  return null;
end $$;
create trigger webhooks_call after insert or update of phase on core.call for each row execute function core.tell_of_calls();

create function core.tell_of_alerts() returns trigger language plpgsql set search_path = core, pg_temp as $$
begin
  perform tell_webhooks('alert.raised', jsonb_build_object('alertId', new.id, 'code', new.code, 'severity', new.severity,
    'clientId', new.client_id, 'callId', new.call_id));
  return null;
end $$;
create trigger webhooks_alert after insert on core.alert for each row execute function core.tell_of_alerts();
`,
};
