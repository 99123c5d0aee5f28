import type { Schemas } from '../api/client.js';
import type { OauthProvider, Preset, Server } from './presets.js';

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
  /** How the folder of sent letters is known; `named`: by `sentFolder`. */
  sent: 'found' | 'named' | 'none';
  sentFolder: string | null;
  /** Our own letters are laid into it. */
  appendSent: boolean;
  /** How we get in. */
  auth: 'password' | 'oauth';
  provider: OauthProvider;
  /** What a sign-in at the provider ended with; null: none since this form was opened. */
  consentId: string | null;
  /** Letters are signed with our own key. */
  dkim: boolean;
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
    sent: 'found',
    sentFolder: null,
    consentId: null,
    backfillFrom: '',
    enabled: true,
    ...before,
    appendSent: !preset.keepsSent,
    auth: preset.oauth === null ? 'password' : 'oauth',
    provider: preset.oauth ?? 'other',
    dkim: !preset.signs,
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
    sent: mailbox.imap?.sent ?? (mailbox.imap?.sentFolder == null ? 'found' : 'named'),
    sentFolder: mailbox.imap?.sentFolder ?? null,
    appendSent: mailbox.imap?.appendSent === true,
    auth: mailbox.auth?.kind ?? 'password',
    provider: mailbox.auth?.kind === 'oauth' ? mailbox.auth.provider : 'other',
    consentId: null,
    dkim: mailbox.dkim === true,
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
  consentId: string | null;
} {
  const server = ({ host, port, security }: ServerForm, user: string) => ({
    host: host.trim(),
    port,
    security,
    user: user.trim() || null,
  });
  const address = form.address.trim();
  const imapUser = form.imap.user || address;
  const together = (form.sameLogin || form.auth === 'oauth') && form.receive === 'imap';
  const smtpUser = together ? imapUser : form.smtp.user || address;
  const smtpPassword = together ? form.imap.password : form.smtp.password;
  return {
    mailbox: {
      address,
      displayName: form.displayName.trim(),
      aliases: form.aliases.split(/[\s,;]+/).filter((alias) => alias !== ''),
      imap:
        form.receive === 'imap'
          ? {
              ...server(form.imap, imapUser),
              folders: [...form.folders],
              sentFolder: form.sent === 'named' ? form.sentFolder : null,
              sent: form.sent,
              appendSent: form.appendSent && form.sent !== 'none',
            }
          : null,
      smtp: form.canSend ? server(form.smtp, smtpUser) : null,
      backfillFrom: form.backfillFrom === '' ? null : new Date(`${form.backfillFrom}T00:00:00Z`).toISOString(),
      plusAddressing: form.plusAddressing,
      auth: form.auth === 'oauth' ? { kind: 'oauth', provider: form.provider } : { kind: 'password' },
      dkim: form.dkim && form.canSend,
    },
    imapPassword: form.auth === 'password' && form.receive === 'imap' ? form.imap.password || null : null,
    smtpPassword: form.auth === 'password' && form.canSend ? smtpPassword || null : null,
    consentId: form.auth === 'oauth' ? form.consentId : null,
  };
}
