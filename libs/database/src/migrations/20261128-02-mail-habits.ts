/** What mail programs hand in where something else goes. */
export const mailHabits = {
  name: '20261128-02-mail-habits',
  sql: `
-- The letter as it was handed in, as evidence, where its words were changed; null: it can be made again out of the sealed header and a letter.
alter table mail.submission add column handed_in jsonb;
`,
};
