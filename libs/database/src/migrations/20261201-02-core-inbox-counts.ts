/** What a team or an employee has unanswered or unassigned, by itself: among all of theirs, or all of the company's, it is one in ten or in a hundred. */
export const coreInboxCounts = {
  name: '20261201-02-core-inbox-counts',
  sql: `
create index conversation_team_nobodys on core.conversation (team_id, listed_at desc, id desc)
  where team_id is not null and client_id is not null and state = 'open' and handler_id is null;
create index conversation_team_unanswered on core.conversation (team_id, listed_at desc, id desc)
  where team_id is not null and client_id is not null and state = 'open' and waiting_since is not null;
create index conversation_responsible_unanswered on core.conversation (responsible_id, listed_at desc, id desc)
  where responsible_id is not null and client_id is not null and state = 'open' and waiting_since is not null;
`,
};
