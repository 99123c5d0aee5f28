import { randomBytes } from 'node:crypto';

/** No vowels (no words by accident), no look-alikes, one case: mail programs change the case of addresses. */
export const addressSigns = 'bcdfghjkmnpqrstvwxz23456789';
export const addressTokenLength = 22;

/** For a part of an address that nobody is to guess: 22 signs of 27, about 104 bits. */
export function newAddressToken(): string {
  let token = '';
  while (token.length < addressTokenLength) {
    for (const byte of randomBytes(addressTokenLength)) {
      // 243 = 9 * 27: a byte beyond it would make the first letters likelier.
      if (byte < 243 && token.length < addressTokenLength) token += addressSigns[byte % addressSigns.length];
    }
  }
  return token;
}
