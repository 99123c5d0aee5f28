/** Names before the @ behind which nobody reads: an answer to them is a letter to a machine (RFC 3834, 2; RFC 2142). */
const machines = /^(no-?reply|do-?not-?reply|noreply.*|mailer-daemon|postmaster|bounces?|notifications?)([+-].*)?$/i;

/** @param address as in From; empty in a broken letter, which is answered by nobody */
export function isMachine(address: string): boolean {
  const at = address.lastIndexOf('@');
  return at <= 0 || machines.test(address.slice(0, at));
}
