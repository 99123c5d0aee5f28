/** Mail programs as people use them. */
export const coreHabits = {
  name: '20261128-01-core-habits',
  sql: `
-- The kind of program that the password is in, as its letters say; null: none has come, or it does not say.
alter table core.mail_password add column program text;
`,
};
