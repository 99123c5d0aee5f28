import { addressSigns, addressTokenLength, newAddressToken } from '#libs/letters';

const mark = '+c';
const tokenAtEnd = new RegExp(`^(.+)\\${mark}([${addressSigns}]{${addressTokenLength}})$`);

/** About 104 bits, so nobody guesses their way into another client's thread. */
export const newConversationToken = newAddressToken;

/** `sales@corp.test` → `sales+c<token>@corp.test`: what Reply-To says where the server delivers plus-addresses (RFC 5233). */
export function addressWithToken(address: string, token: string): string {
  const at = address.lastIndexOf('@');
  return `${address.slice(0, at)}${mark}${token}${address.slice(at)}`;
}

/**
 * @param address as written, in any case
 * @returns the plain address, lower case, and its token; null for an address without one
 */
export function findToken(address: string): { address: string; token: string } | null {
  const lower = address.trim().toLowerCase();
  const at = lower.lastIndexOf('@');
  const found = tokenAtEnd.exec(lower.slice(0, at));
  if (at === -1 || !found) return null;
  return { address: found[1]! + lower.slice(at), token: found[2]! };
}
