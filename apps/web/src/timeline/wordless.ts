import type { Schemas } from '../api/client.js';

type File = Pick<Schemas['Attachment'], 'name' | 'type'>;

/** Why a letter has no text: its sender's program sealed it (PGP/MIME, RFC 3156; S/MIME, RFC 8551), it shows what it says, or it says nothing. */
export function whyWordless({
  attachments,
  hasHtml,
}: Pick<Schemas['Interaction'], 'hasHtml'> & { attachments: readonly File[] }): 'sealed' | 'shown' | 'empty' {
  if (attachments.some(isSealed)) return 'sealed';
  return hasHtml ? 'shown' : 'empty';
}

const isSealed = ({ type, name }: File): boolean =>
  /^application\/(pgp-encrypted|(x-)?pkcs7-mime)$/i.test(type) || /\.p7m$/i.test(name);

/** Outlook's own format (TNEF), in which it packs files for those who have Outlook too. */
export const isOutlookPack = ({ type, name }: File): boolean =>
  /^application\/(vnd\.)?ms-tnef$/i.test(type) || /^winmail\.dat$/i.test(name);
