import type { Schemas } from '../api/client.js';
import type { Preset, Server } from './presets.js';

type Mailbox = NonNullable<Schemas['Channel']['mailbox']>;

export interface ServerForm extends Server {
  user: string;
  password: string;
}

/** The guide's own state: everything as it is typed. */
export interface MailboxForm {
  name: string;
  address: string;
  displayName: string;
  aliases: string;
  teamId: string;
  receive: 'imap' | 'smtp-only';
  imap: ServerForm;
  canSend: boolean;
  smtp: ServerForm;
  /** Most providers take one name and password for both. */
  sameLogin: boolean;
  folders: readonly string[];
  sentFolder: string | null;
  /** `YYYY-MM-DD`; empty: letters from now on only. */
  backfillFrom: string;
  plusAddressing: boolean;
  enabled: boolean;
}

const empty: Server = { host: '', port: 993, security: 'tls' };

export function formOf(preset: Preset, before: Partial<MailboxForm> = {}): MailboxForm {
  const login = { user: '', password: '' };
  return {
    name: '',
    address: '',
    displayName: '',
    aliases: '',
    teamId: '',
    sameLogin: true,
    folders: ['INBOX'],
    sentFolder: null,
    backfillFrom: '',
    enabled: true,
    ...before,
    receive: preset.imap === null ? 'smtp-only' : 'imap',
    imap: { ...login, ...(preset.imap ?? empty) },
    canSend: preset.smtp !== null,
    smtp: { ...login, ...(preset.smtp ?? { ...empty, port: 465 }) },
    plusAddressing: preset.plusAddressing,
  };
}

export function formFrom(channel: Schemas['Channel'], mailbox: Mailbox): MailboxForm {
  const login = (server: { user: string | null } | null) => ({ user: server?.user ?? '', password: '' });
  return {
    name: channel.name,
    address: mailbox.address,
    displayName: mailbox.displayName,
    aliases: mailbox.aliases.join(', '),
    teamId: channel.team?.id ?? '',
    receive: mailbox.imap === null ? 'smtp-only' : 'imap',
    imap: { ...(mailbox.imap ?? empty), ...login(mailbox.imap) },
    canSend: mailbox.smtp !== null,
    smtp: { ...(mailbox.smtp ?? { ...empty, port: 465 }), ...login(mailbox.smtp) },
    sameLogin: mailbox.imap !== null && mailbox.imap.user === mailbox.smtp?.user,
    folders: mailbox.imap?.folders ?? ['INBOX'],
    sentFolder: mailbox.imap?.sentFolder ?? null,
    backfillFrom: mailbox.backfillFrom?.slice(0, 10) ?? '',
    plusAddressing: mailbox.plusAddressing,
    enabled: channel.enabled,
  };
}

/** What the server is asked to save or try. An empty password means: the stored one. */
export function requestOf(form: MailboxForm): {
  mailbox: Mailbox;
  imapPassword: string | null;
  smtpPassword: string | null;
} {
  const server = ({ host, port, security }: ServerForm, user: string) => ({
    host: host.trim(),
    port,
    security,
    user: user.trim() || null,
  });
  const address = form.address.trim();
  const imapUser = form.imap.user || address;
  const together = form.sameLogin && form.receive === 'imap';
  const smtpUser = together ? imapUser : form.smtp.user || address;
  const smtpPassword = together ? form.imap.password : form.smtp.password;
  return {
    mailbox: {
      address,
      displayName: form.displayName.trim(),
      aliases: form.aliases.split(/[\s,;]+/).filter((alias) => alias !== ''),
      imap:
        form.receive === 'imap'
          ? { ...server(form.imap, imapUser), folders: [...form.folders], sentFolder: form.sentFolder }
          : null,
      smtp: form.canSend ? server(form.smtp, smtpUser) : null,
      backfillFrom: form.backfillFrom === '' ? null : new Date(`${form.backfillFrom}T00:00:00Z`).toISOString(),
      plusAddressing: form.plusAddressing,
    },
    imapPassword: form.receive === 'imap' ? form.imap.password || null : null,
    smtpPassword: form.canSend ? smtpPassword || null : null,
  };
}
