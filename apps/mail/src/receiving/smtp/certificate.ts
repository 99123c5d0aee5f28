import { mkdir, open, readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { generate } from 'selfsigned';
import type { Settings } from '#libs/config';
import { UserError } from '#libs/errors';

export interface Certificate {
  key: string;
  cert: string;
}

/**
 * The certificate for STARTTLS: the operator's, or one of our own that is made at first start and kept beside the data.
 * Nobody vouches for the latter; mail servers that send to us use it all the same (RFC 7435, opportunistic security).
 * @throws UserError `mail.certificate-unreadable`
 */
export async function findCertificate(settings: Pick<Settings, 'smtp' | 'dataDir'>): Promise<Certificate> {
  const { tls } = settings.smtp;
  if (tls) return readPair(tls.keyFile, tls.certFile);
  const own = { key: join(settings.dataDir, 'mail', 'smtp.key'), cert: join(settings.dataDir, 'mail', 'smtp.crt') };
  const kept = await readPair(own.key, own.cert).catch(() => null);
  return kept ?? makeOwn(own);
}

async function readPair(keyFile: string, certFile: string): Promise<Certificate> {
  try {
    return { key: await readFile(keyFile, 'utf8'), cert: await readFile(certFile, 'utf8') };
  } catch (error) {
    throw new UserError('mail.certificate-unreadable', { keyFile, certFile }, { cause: error });
  }
}

async function makeOwn(files: { key: string; cert: string }): Promise<Certificate> {
  const name = hostname();
  const notAfterDate = new Date();
  notAfterDate.setFullYear(notAfterDate.getFullYear() + 10);
  const made = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notAfterDate,
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: name }] }],
  });
  await mkdir(dirname(files.key), { recursive: true, mode: 0o700 });
  await write(files.key, made.private);
  await write(files.cert, made.cert);
  return { key: made.private, cert: made.cert };
}

async function write(path: string, text: string): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}
