import type { WhatsappPolicy } from '../../../whatsapp/whatsapp-policy.js';
import { headerWords } from '../clean-words.js';

/** The signs by which WhatsApp makes words bold, italic, struck or fixed: in a name they would end the signature's own. */
const formatting = /[*_~`]+/g;

/** The line that says who of ours writes; null where the company does not sign. */
export function signatureOf(policy: Pick<WhatsappPolicy, 'signNames' | 'signature'>, name: string): string | null {
  if (!policy.signNames) return null;
  const plain = headerWords(name).replace(formatting, ' ').replace(/\s+/g, ' ').trim();
  return plain === '' ? null : policy.signature.replaceAll('{name}', () => plain);
}

/** Never twice: an edited text brings its own along. A signature alone is said before a file. */
export function signed(text: string, signature: string | null): string {
  if (signature === null || text === signature || text.startsWith(`${signature}\n`)) return text;
  return text === '' ? signature : `${signature}\n${text}`;
}
