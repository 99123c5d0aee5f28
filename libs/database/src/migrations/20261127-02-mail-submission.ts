/** What came in by the submission port. */
export const mailSubmission = {
  name: '20261127-02-mail-submission',
  sql: `
create table mail.submission (
  id          uuid primary key,
  employee_id uuid not null,
  password_id uuid not null,
  -- Of who, to whom and what: a mail program that did not hear our 250 sends the same letter again.
  fingerprint text not null unique,
  peer        text not null,
  -- What the letter's header was before it was written anew; what came behind it is in each of the letters, byte for byte. Under the master key.
  sealed_head bytea not null,
  -- The letters that it became.
  letters     jsonb not null,
  accepted_at timestamptz not null default now()
);
create index submission_of on mail.submission (employee_id, accepted_at desc);
grant select, insert on mail.submission to keepline_mail;
`,
};
