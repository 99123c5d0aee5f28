import type { NewMailbox } from '../../apps/core/src/channels/channel.view.js';
import type { Dovecot } from '../peers/real/dovecot.js';

/** How the corporate mailbox office@company.test on a private Dovecot is connected; without `smtp` it only receives. */
export const officeMailbox = (
  { port, password }: Pick<Dovecot, 'port' | 'password'>,
  extra: Partial<NewMailbox['mailbox']> = {},
): NewMailbox => ({
  name: 'Office',
  teamId: null,
  mailbox: {
    address: 'office@company.test',
    displayName: 'The Company',
    aliases: [],
    imap: { host: '127.0.0.1', port, security: 'none', user: 'office', folders: ['INBOX'], sentFolder: null },
    smtp: null,
    backfillFrom: '2000-01-01T00:00:00Z',
    plusAddressing: true,
    ...extra,
  },
  imapPassword: password,
  smtpPassword: null,
});
