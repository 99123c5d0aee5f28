import type { OauthProvider } from '#libs/contracts';

interface ProviderFacts {
  /** null: the company says where. */
  issuer: string | null;
  /** What mail by IMAP and SMTP needs there. */
  scope: string;
  /** How it is asked for a consent that outlasts the visit. */
  asking: Readonly<Record<string, string>>;
}

/**
 * What each provider wants to hear.
 * Google: developers.google.com/workspace/gmail/imap/xoauth2-protocol. Microsoft: learn.microsoft.com, "Authenticate an IMAP, POP or SMTP
 * connection using OAuth"; `prompt=consent` would ask for an administrator each time.
 */
export const oauthProviders: Readonly<Record<OauthProvider, ProviderFacts>> = {
  google: {
    issuer: 'https://accounts.google.com',
    scope: 'https://mail.google.com/',
    asking: { access_type: 'offline', prompt: 'consent' },
  },
  microsoft: {
    issuer: 'https://login.microsoftonline.com/organizations/v2.0',
    scope: 'offline_access https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send',
    asking: { prompt: 'select_account' },
  },
  other: { issuer: null, scope: 'offline_access', asking: { prompt: 'consent' } },
};
