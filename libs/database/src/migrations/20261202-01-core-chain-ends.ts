/**
 * The end of a chain of the journal, found in one look. Asked for one chain in the order of its entries PostgreSQL walked the whole journal from its
 * end until it met one: the chains grow unevenly, so this took longer the longer the journal was (200 entries at a million). Asked in
 * the order of chains, only the index of the chains can answer.
 */
export const coreChainEnds = {
  name: '20261202-01-core-chain-ends',
  sql: `
create or replace function core.take_journal_lane(start int) returns table (lane int, seq bigint, hash text) language plpgsql volatile
  set search_path = core, pg_temp
as $$
#variable_conflict use_column
declare
  taken int;
begin
  for i in 0..7 loop
    if pg_try_advisory_xact_lock(1263159892, (start + i) % 8) then
      taken := (start + i) % 8;
      exit;
    end if;
  end loop;
  if taken is null then
    taken := start % 8;
    perform pg_advisory_xact_lock(1263159892, taken);
  end if;
  return query select taken, coalesce(head.seq, taken), coalesce(head.hash, repeat('0', 64))
    from (select) as one left join (
      select j.lane, j.seq, j.hash from journal j where j.lane >= taken order by j.lane, j.seq desc limit 1
    ) as head on head.lane = taken;
end $$;
`,
};
