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

/** The same on stand-ins that let in by the whole address; without `smtpPort` it only receives. */
export const hostedMailbox = ({ imapPort, smtpPort }: { imapPort: number; smtpPort?: number }): NewMailbox => {
  const user = 'office@company.test';
  const server = { host: '127.0.0.1', security: 'none' } as const;
  const { mailbox, ...rest } = officeMailbox({ port: imapPort, password: 'provider password' });
  return {
    ...rest,
    mailbox: {
      ...mailbox,
      imap: { ...server, port: imapPort, user, folders: ['INBOX'], sentFolder: null },
      smtp: smtpPort === undefined ? null : { ...server, port: smtpPort, user: null },
    },
  };
};
