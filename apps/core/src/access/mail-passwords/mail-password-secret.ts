import { createHash, randomBytes } from 'node:crypto';

/** RFC 4648 base32 in lower case: it is typed on telephones. */
const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
const length = 24;

/** 24 signs of 32, 120 bits, in groups of four; hyphens, blanks and case do not count where it is typed. */
export function newMailPassword(): string {
  const signs = [...randomBytes(length)].map((byte) => alphabet[byte & 31]).join('');
  return signs.replace(/(.{4})(?=.)/g, '$1-');
}

/** SHA-256 of it as `plainMailPassword` has it. */
export const digestOf = (plain: string): Buffer => createHash('sha256').update(plain).digest();
