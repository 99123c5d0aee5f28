import { mkdir, open, readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { UserError } from '#libs/errors';

/** PEM texts. */
export interface Certificate {
  key: string;
  cert: string;
}

export interface CertificateFiles {
  readonly keyFile: string;
  readonly certFile: string;
}

/**
 * The operator's certificate.
 * @param code of the error for files that cannot be read
 * @throws UserError with that code
 */
export async function readCertificate({ keyFile, certFile }: CertificateFiles, code: string): Promise<Certificate> {
  try {
    return { key: await readFile(keyFile, 'utf8'), cert: await readFile(certFile, 'utf8') };
  } catch (error) {
    throw new UserError(code, { keyFile, certFile }, { cause: error });
  }
}

/** One of our own that nobody vouches for: made where there is none, for ten years, and kept in these files (0600). */
export async function ownCertificate(files: CertificateFiles): Promise<Certificate> {
  const underway = making.get(files.certFile);
  if (underway) return underway;
  const kept = await readCertificate(files, 'certificate.missing').catch(() => null);
  if (kept) return kept;
  // Several ports of one process may ask at once: a key of one and a certificate of another would fit nobody.
  const one = making.get(files.certFile) ?? make(files).finally(() => making.delete(files.certFile));
  making.set(files.certFile, one);
  return one;
}

const making = new Map<string, Promise<Certificate>>();

async function make({ keyFile, certFile }: CertificateFiles): Promise<Certificate> {
  // Loaded where none is kept yet: it was measured at 9 MB.
  const { generate } = await import('selfsigned');
  const name = hostname();
  const notAfterDate = new Date();
  notAfterDate.setFullYear(notAfterDate.getFullYear() + 10);
  const made = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notAfterDate,
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: name }] }],
  });
  for (const file of [keyFile, certFile]) await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await write(keyFile, made.private);
  await write(certFile, made.cert);
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
