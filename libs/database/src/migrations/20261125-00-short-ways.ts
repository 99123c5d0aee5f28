/** Fewer round trips and fewer pages for what happens all the time: an entry of the journal, a page of the timeline. */
export const shortWays = {
  name: '20261125-00-short-ways',
  sql: `
-- A letter's text lies beside its row, and not in a table of its own with an index to walk, as long as a page has room for both: a timeline
-- reads fifty of them. What is sealed cannot be compressed, so nobody should try.
alter table core.interaction_content set (toast_tuple_target = 8160),
  alter column sealed_text set storage external,
  alter column sealed_html set storage external;

-- Takes a chain and puts entries at its end. Each comes as its canonical JSON (RFC 8785) in two parts, between which its number belongs:
-- what is hashed is also what the columns are read from.
create function core.append_to_journal(start int, heads text[], tails text[]) returns void language plpgsql volatile
  set search_path = core, pg_temp
as $$
declare
  at_seq bigint;
  prev text;
  entry text;
  hash text;
  seqs bigint[] := '{}';
  entries text[] := '{}';
  prevs text[] := '{}';
  hashes text[] := '{}';
begin
  select taken.seq, taken.hash into strict at_seq, prev from take_journal_lane(start) as taken;
  for i in 1 .. cardinality(heads) loop
    at_seq := at_seq + 8;
    entry := heads[i] || at_seq || tails[i];
    hash := encode(sha256(convert_to(prev || entry, 'UTF8')), 'hex');
    seqs := seqs || at_seq;
    entries := entries || entry;
    prevs := prevs || prev;
    hashes := hashes || hash;
    prev := hash;
  end loop;
  insert into journal (seq, kind, action, actor_id, subject_id, client_id, at, body, prev_hash, hash)
    select one.seq, json ->> 'kind', json ->> 'action', (json ->> 'actorId')::uuid, (json ->> 'subjectId')::uuid, (json ->> 'clientId')::uuid,
      (json ->> 'at')::timestamptz, json -> 'body', one.prev, one.hash
    from unnest(seqs, entries::jsonb[], prevs, hashes) as one (seq, json, prev, hash);
end $$;
grant execute on function core.append_to_journal to keepline_core;
`,
};
