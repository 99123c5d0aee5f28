import { userOf, type RoleName } from '../role-name.js';

/** Makes secrets from the master key: `MasterKey.derive`. */
export type Derive = (purpose: string, bytes: number) => Buffer;

/** The password of a role's database user, 64 hex digits: nothing to store, the same on every machine that has the master key. */
export const passwordOf = (role: RoleName, derive: Derive): string => derive(`database:${role}`, 32).toString('hex');

/** The same server and database, as the role's own user. Whatever user the URL names is replaced: an edge role needs no administrator. */
export function urlFor(role: RoleName, serverUrl: string, derive: Derive): string {
  const url = new URL(serverUrl);
  url.username = userOf(role);
  url.password = passwordOf(role, derive);
  return url.href;
}
