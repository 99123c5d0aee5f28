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
const isOutlookPack = ({ type, name }: File): boolean =>
  /^application\/(vnd\.)?ms-tnef$/i.test(type) || /^winmail\.dat$/i.test(name);

/** A pack out of which no files were taken; those of a pack are numbered from 1000 on for the first attachment, 2000 for the second. */
export const hasClosedPack = (files: readonly Pick<Schemas['Attachment'], 'n' | 'name' | 'type'>[]): boolean =>
  files.some((pack) => isOutlookPack(pack) && !files.some(({ n }) => Math.floor(n / 1_000) - 1 === pack.n));
