import { randomBytes } from 'node:crypto';

/** No vowels (no words by accident), no look-alikes, one case: mail programs change the case of addresses. */
const alphabet = 'bcdfghjkmnpqrstvwxz23456789';
const tokenLength = 22;
const mark = '+c';
const tokenAtEnd = new RegExp(`^(.+)\\${mark}([${alphabet}]{${tokenLength}})$`);

/** 22 signs of 27: about 104 bits, so nobody guesses their way into another client's thread. */
export function newConversationToken(): string {
  let token = '';
  while (token.length < tokenLength) {
    for (const byte of randomBytes(tokenLength)) {
      // 243 = 9 * 27: a byte beyond it would make the first letters likelier.
      if (byte < 243 && token.length < tokenLength) token += alphabet[byte % alphabet.length];
    }
  }
  return token;
}

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
