import type { Schemas } from '../api/client.js';

export type OauthProvider = Schemas['MailOauthClient']['provider'];
export type Security = 'tls' | 'starttls' | 'none';

export interface Server {
  host: string;
  port: number;
  security: Security;
}

export interface Preset {
  name: 'gmail' | 'microsoft' | 'yandex' | 'mailru' | 'ukrnet' | 'own' | 'receiver';
  imap: Server | null;
  smtp: Server | null;
  /** The server delivers `name+anything@` to `name@`. */
  plusAddressing: boolean;
  /** Whose accounts are entered by signing in there, and not by a password; null: by a password. */
  oauth: OauthProvider | null;
  /** What is sent through its servers lies in the Sent folder by itself. */
  keepsSent: boolean;
  /** It signs what it sends (DKIM). */
  signs: boolean;
  /** Domains of addresses that are certainly there. */
  domains: readonly string[];
}

/** Servers of the usual providers, after their own help pages. */
export const presets: readonly Preset[] = [
  {
    name: 'gmail',
    oauth: 'google',
    keepsSent: true,
    signs: true,
    imap: { host: 'imap.gmail.com', port: 993, security: 'tls' },
    smtp: { host: 'smtp.gmail.com', port: 465, security: 'tls' },
    plusAddressing: true,
    domains: ['gmail.com', 'googlemail.com'],
  },
  {
    name: 'microsoft',
    oauth: 'microsoft',
    keepsSent: true,
    signs: true,
    imap: { host: 'outlook.office365.com', port: 993, security: 'tls' },
    smtp: { host: 'smtp.office365.com', port: 587, security: 'starttls' },
    plusAddressing: true,
    domains: ['outlook.com', 'hotmail.com', 'live.com', 'msn.com'],
  },
  {
    name: 'yandex',
    oauth: null,
    keepsSent: false,
    signs: true,
    imap: { host: 'imap.yandex.ru', port: 993, security: 'tls' },
    smtp: { host: 'smtp.yandex.ru', port: 465, security: 'tls' },
    plusAddressing: true,
    domains: ['yandex.ru', 'ya.ru', 'yandex.com', 'yandex.by', 'yandex.kz', 'yandex.ua'],
  },
  {
    name: 'mailru',
    oauth: null,
    keepsSent: false,
    signs: true,
    imap: { host: 'imap.mail.ru', port: 993, security: 'tls' },
    smtp: { host: 'smtp.mail.ru', port: 465, security: 'tls' },
    plusAddressing: true,
    domains: ['mail.ru', 'bk.ru', 'inbox.ru', 'list.ru', 'internet.ru'],
  },
  {
    name: 'ukrnet',
    oauth: null,
    keepsSent: false,
    signs: true,
    imap: { host: 'imap.ukr.net', port: 993, security: 'tls' },
    smtp: { host: 'smtp.ukr.net', port: 465, security: 'tls' },
    plusAddressing: false,
    domains: ['ukr.net'],
  },
  {
    name: 'own',
    oauth: null,
    keepsSent: false,
    signs: false,
    imap: { host: '', port: 993, security: 'tls' },
    smtp: { host: '', port: 465, security: 'tls' },
    plusAddressing: false,
    domains: [],
  },
  {
    name: 'receiver',
    oauth: null,
    keepsSent: false,
    signs: false,
    imap: null,
    smtp: { host: '', port: 587, security: 'starttls' },
    plusAddressing: true,
    domains: [],
  },
];

/** For whatever else there is. */
export const ownPreset: Preset = presets.find(({ name }) => name === 'own') as Preset;

export function presetOf(address: string): Preset | null {
  const domain = address.split('@')[1]?.trim().toLowerCase() ?? '';
  return presets.find((preset) => preset.domains.includes(domain)) ?? null;
}

/** The usual port of each way to connect. */
export const usualPorts: Record<'imap' | 'smtp', Record<Security, number>> = {
  imap: { tls: 993, starttls: 143, none: 143 },
  smtp: { tls: 465, starttls: 587, none: 25 },
};
