/** One line of the engine's security log that tells of somebody who failed. */
export interface FailedEntry {
  readonly at: Date;
  /** Who they said they were; null for a name that nobody has. */
  readonly account: string | null;
  readonly address: string;
  /** Through the page's door: the address is our own proxy's. */
  readonly byWebSocket: boolean;
}

/** Events that an honest device causes only by a wrong password: `ChallengeSent` is part of every registration, and is not here. */
const failures = new Set([
  'ChallengeResponseFailed',
  'InvalidPassword',
  'InvalidAccountID',
  'FailedACL',
  'RequestNotAllowed',
  'AuthMethodNotAllowed',
]);

/**
 * @param line `[…] SECURITY[12] res_security_log.c: SecurityEvent="ChallengeResponseFailed",…,RemoteAddress="IPV4/UDP/192.0.2.7/5060",…`
 * @returns null for everything else
 */
export function failureIn(line: string): FailedEntry | null {
  const start = line.indexOf('SecurityEvent="');
  if (start < 0) return null;
  const fields = new Map<string, string>();
  for (const [, name = '', value = ''] of line.slice(start).matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g))
    fields.set(name, value);
  // An account name may hold anything, also text that looks like a field: the engine writes the remote address after it, so that the last one counts.
  if (!failures.has(fields.get('SecurityEvent') ?? '') || fields.get('Service') !== 'PJSIP') return null;
  const remote = /^IPV[46]\/(\w+)\/(.+)\/\d+$/.exec(fields.get('RemoteAddress') ?? '');
  const at = new Date((fields.get('EventTV') ?? '').replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  if (!remote || Number.isNaN(at.getTime())) return null;
  const account = fields.get('AccountID') ?? '';
  return {
    at,
    account: account === '' || account === '<unknown>' ? null : account,
    address: (remote[2] ?? '').replace(/^\[|\]$/g, ''),
    byWebSocket: /^WSS?$/i.test(remote[1] ?? ''),
  };
}
