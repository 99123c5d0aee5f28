/** The queue of letters in the order in which it is asked: which channels have something due, and what is due in one of them. */
export const mailDueByChannel = {
  name: '20261202-02-mail-due-by-channel',
  sql: `
drop index mail.delivery_due;
create index delivery_due on mail.delivery (channel_id, next_attempt_at) where state = 'queued';
`,
};
