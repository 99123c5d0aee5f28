/** What a card that is opened tells of its entries: whether the scope shows the card is asked once, and not for each entry that is counted. */
export const coreCardOpens = {
  name: '20261130-01-core-card-opens',
  sql: `
-- The newest entry, and how many there are, up to so many. No row where the scope does not show the card.
create function core.card_activity(card uuid, most int) returns table (last_at timestamptz, counted int) language plpgsql stable
  security definer set search_path = core, pg_temp
as $$
begin
  if not scope_shows(card) then return; end if;
  return query select (select i.occurred_at from interaction i where i.client_id = card order by i.occurred_at desc, i.id desc limit 1),
    (select count(*)::int from (select from interaction i where i.client_id = card limit most) first_ones);
end $$;

-- When each address was last written from and written to, among so many of the newest entries; notes are no contact.
create function core.card_contact_use(card uuid, most int) returns table (medium text, direction text, who text, at timestamptz)
  language plpgsql stable security definer set search_path = core, pg_temp
as $$
begin
  if not scope_shows(card) then return; end if;
  return query select newest.medium, newest.direction, ltrim(newest.counterpart, '+'), max(newest.occurred_at)
    from (select i.medium, i.direction, i.counterpart, i.occurred_at from interaction i where i.client_id = card and i.kind <> 'note'
      order by i.occurred_at desc, i.id desc limit most) newest
    where newest.direction <> 'internal' and newest.medium is not null and newest.counterpart is not null group by 1, 2, 3;
end $$;
grant execute on all functions in schema core to keepline_core;
`,
};
