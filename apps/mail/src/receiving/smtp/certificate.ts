import { join } from 'node:path';
import type { Settings } from '#libs/config';
import { ownCertificate, readCertificate, type Certificate } from '#libs/certificates';

/**
 * The certificate for STARTTLS: the operator's, or one of our own that is made at first start and kept beside the data.
 * Nobody vouches for the latter; mail servers that send to us use it all the same (RFC 7435, opportunistic security).
 * @throws UserError `mail.certificate-unreadable`
 */
export function findCertificate(settings: {
  smtp: Pick<Settings['smtp'], 'tls'>;
  dataDir: string;
}): Promise<Certificate> {
  const { tls } = settings.smtp;
  if (tls) return readCertificate(tls, 'mail.certificate-unreadable');
  const folder = join(settings.dataDir, 'mail');
  return ownCertificate({ keyFile: join(folder, 'smtp.key'), certFile: join(folder, 'smtp.crt') });
}
