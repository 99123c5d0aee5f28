/** What the company says of itself, and how far it has come in setting itself up. */
export const coreSetUp = {
  name: '20261126-06-core-set-up',
  sql: `
alter table core.company
  add column time_zone        text not null default 'UTC',
  -- In which clients are written to; none: nobody has said.
  add column languages        text[] not null default '{}',
  -- As they stand under a letter.
  add column phone            text,
  add column website          text,
  -- When somebody last looked it over and saved it; null: it is as it was founded.
  add column confirmed_at     timestamptz,
  -- First steps that somebody passed over; they can be taken all the same.
  add column steps_skipped    text[] not null default '{}',
  -- When nobody wanted to be reminded of the rest any more.
  add column steps_ended_at   timestamptz;

-- Whoever works here already needs no guide.
update core.company set steps_ended_at = now() where exists (select from core.interaction);
`,
};
