import { addressSigns, addressTokenLength, newAddressToken } from '#libs/letters';

const mark = '+c';
const tokenInText = new RegExp(`\\${mark}[${addressSigns}]{${addressTokenLength}}@`, 'giu');
const localBefore = /[\p{L}\p{N}._+-]{1,64}$/u;
const domainAfter = /^[\p{L}\p{N}.-]{1,253}/u;
const mostInText = 5;
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

/**
 * Addresses with a token in running text, as a mail program quotes them before what it answers.
 * @returns the plain addresses with their tokens, in order, each token once, at most five
 */
export function findTokensIn(text: string): { address: string; token: string }[] {
  const found = new Map<string, { address: string; token: string }>();
  for (const { 0: middle, index } of text.matchAll(tokenInText)) {
    const local = localBefore.exec(text.slice(Math.max(0, index - 64), index))?.[0];
    const end = index + middle.length;
    const domain = domainAfter.exec(text.slice(end, end + 253))?.[0].replace(/\.+$/, '');
    const one = local && domain ? findToken(local + middle + domain) : null;
    if (one && !found.has(one.token)) found.set(one.token, one);
    if (found.size === mostInText) break;
  }
  return [...found.values()];
}
