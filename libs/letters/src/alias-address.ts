import { addressSigns, addressTokenLength } from './address-token.js';

const alias = new RegExp(`^(?:.+\\+)?client-([${addressSigns}]{${addressTokenLength}})$`);

/**
 * By which address an employee writes to a client whose own they do not see: `client-<token>@corp.test`, or `sales+client-<token>@corp.test`
 * where letters for us are fetched out of one mailbox, whose server delivers plus-addresses and no unknown ones (RFC 5233).
 * @param mailbox the corporate address
 */
export function aliasAddress(mailbox: string, token: string, { plus }: { plus: boolean }): string {
  const at = mailbox.lastIndexOf('@');
  return plus
    ? `${mailbox.slice(0, at)}+client-${token}${mailbox.slice(at)}`.toLowerCase()
    : `client-${token}${mailbox.slice(at)}`.toLowerCase();
}

/**
 * @param address as written, in any case, in either form
 * @returns its token, and whose domain it is at; null for an address of any other kind
 */
export function findAlias(address: string): { token: string; domain: string } | null {
  const lower = address.trim().toLowerCase();
  const at = lower.lastIndexOf('@');
  const found = at === -1 ? null : alias.exec(lower.slice(0, at));
  return found ? { token: found[1]!, domain: lower.slice(at + 1) } : null;
}
