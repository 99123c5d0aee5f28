import { UserError } from '#libs/errors';
import { isAddress } from '../access-policy/doorkeeping.js';
import type { FoundToken } from '../sign-in/sessions.repository.js';

const reading = new Set(['GET', 'HEAD']);

/**
 * What a token is refused before its rights are looked at.
 * @param toTokens the route says that it is open to tokens
 * @throws UserError `token.address-forbidden`, `token.not-allowed`, `token.read-only`
 */
export function judgeToken(token: FoundToken, asked: { method: string; ip: string; toTokens: boolean }): void {
  if (!isAddress(token.addresses, asked.ip)) throw new UserError('token.address-forbidden');
  if (!asked.toTokens) throw new UserError('token.not-allowed');
  if (token.readOnly && !reading.has(asked.method)) throw new UserError('token.read-only');
}
