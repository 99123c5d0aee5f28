import { createHmac, randomInt } from 'node:crypto';
import type { MasterKey } from '#libs/evidence';

/** No 0/O, no 1/I/L: they are copied from paper. Ten of 31 letters are 49 bits. */
const letters = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const howMany = 10;

/** `7KQ2M-XW9RD`, ten of them. */
export function newRecoveryCodes(): string[] {
  const code = () => Array.from({ length: 10 }, () => letters[randomInt(letters.length)]).join('');
  return Array.from({ length: howMany }, code).map((text) => `${text.slice(0, 5)}-${text.slice(5)}`);
}

/** As people type it, in any case, with or without the dash; HMAC under the master key, so that the database alone is of no use. */
export function recoveryFingerprint(masterKey: MasterKey, code: string): Buffer {
  const plain = code.toUpperCase().replaceAll(/[^0-9A-Z]/g, '');
  return createHmac('sha256', masterKey.derive('recovery-code', 32)).update(plain).digest();
}
