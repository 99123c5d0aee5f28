/**
 * The beginning of a long letter beside its whole text: a page of fifty needs no more of each, and what it does not need is not read, sent,
 * unsealed and decoded. Null where the text is short, and for what was read before: then the text itself is where a page begins.
 */
export const coreStarts = {
  name: '20261125-19-core-starts',
  sql: `
alter table core.interaction_content add column sealed_start bytea;
`,
};
