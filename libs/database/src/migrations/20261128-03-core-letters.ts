/** What the page of the scanner asks for; and words of files are looked through for what leads clients away, as letters are. */
export const coreLetters = {
  name: '20261128-03-core-letters',
  sql: `
create index attachment_held on core.attachment (interaction_id desc, n) where scan_state in ('infected', 'unscannable');
create index attachment_scanned on core.attachment (scanned_at) where scanned_at is not null;

-- Of a file, once its words are known: its place in the original; null: what was written itself.
alter table core.bypass_queue add column file_n int;
drop index core.bypass_queue_once;
create unique index bypass_queue_once on core.bypass_queue (interaction_id, coalesce(change_id, interaction_id), coalesce(file_n, -1));
`,
};
