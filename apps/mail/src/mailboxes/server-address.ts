import { isIP } from 'node:net';
import type { MailboxSettings } from '#libs/contracts';

/** A server with the secret to enter it, ready to connect to. Password and token live in memory only. */
export interface ServerAccess {
  host: string;
  port: number;
  security: 'tls' | 'starttls' | 'none';
  user: string;
  password: string | null;
  /** An access token (XOAUTH2, OAUTHBEARER) instead of a password. */
  token?: string;
}

/** @param mailbox gives the user name where the settings leave it out: most servers take the address itself */
export function accessOf(
  server: NonNullable<MailboxSettings['smtp']>,
  mailbox: Pick<MailboxSettings, 'address'>,
  secret: { password: string | null; token?: string },
): ServerAccess {
  const { host, port, security } = server;
  return { host, port, security, user: server.user ?? mailbox.address, ...secret };
}

type Place = Pick<NonNullable<MailboxSettings['smtp']>, 'host' | 'port' | 'security' | 'user'> | null;

/**
 * Whether a kept password may go to this server: only to the very one that it was given for. Otherwise whoever may change
 * a mailbox's host could have its password sent to a host of their own.
 */
export const isSamePlace = (now: Place, before: Place): boolean =>
  now !== null &&
  before !== null &&
  now.host.toLowerCase() === before.host.toLowerCase() &&
  now.port === before.port &&
  now.security === before.security &&
  now.user === before.user;

/** This machine itself: the only place where a certificate that nobody vouches for is taken. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[|\]$/g, '');
  return name === 'localhost' || name === '::1' || (isIP(name) === 4 && name.startsWith('127.'));
}

/** TLS options for both clients: TLS 1.2 or newer, and a trusted certificate unless the server is this machine. */
export const tlsFor = (host: string): { minVersion: 'TLSv1.2'; rejectUnauthorized: boolean } => ({
  minVersion: 'TLSv1.2',
  rejectUnauthorized: !isLoopback(host),
});
