import { UserError } from '#libs/errors';

/** What the engine calls the ends of its lines: a device by its user name, a trunk by `trunk-` and its id. */

const trunkPrefix = 'trunk-';

export const trunkEndpoint = (trunkId: string): string => `${trunkPrefix}${trunkId}`;

export type LineEnd =
  { readonly is: 'trunk'; readonly trunkId: string } | { readonly is: 'device'; readonly userName: string };

/** @param name of an endpoint */
export function lineEndOf(name: string): LineEnd {
  return name.startsWith(trunkPrefix)
    ? { is: 'trunk', trunkId: name.slice(trunkPrefix.length) }
    : { is: 'device', userName: name };
}

/**
 * @param channelName `PJSIP/<endpoint>-<8 hex digits>`
 * @returns null for what is no line: a snoop, a recorder
 */
export function lineEndOfChannel(channelName: string): LineEnd | null {
  const endpoint = /^PJSIP\/(.+)-[0-9a-f]{8}$/.exec(channelName)?.[1];
  return endpoint === undefined ? null : lineEndOf(endpoint);
}

/**
 * Letters that mean something to the engine or the dialplan (`&` forks a call, `,` parts arguments, `@` leads elsewhere) are in no user name.
 * Names of trunks are kept apart, so that a device cannot pass for one.
 */
export const userNamePattern = /^(?!trunk-)[a-z0-9][a-z0-9_-]{1,63}$/;

/** What `originate` rings to reach one device, wherever it is registered now. @throws UserError `telephony.user-name-invalid` */
export function dialDevice(userName: string): string {
  if (!userNamePattern.test(userName)) throw new UserError('telephony.user-name-invalid');
  return `PJSIP/${userName}`;
}

/**
 * What `originate` rings to reach a number through a trunk.
 * @param number as the provider wants it: digits, perhaps a leading `+`, also `*` and `#`
 * @throws UserError `telephony.number-invalid`
 */
export function dialTrunk(trunkId: string, number: string): string {
  if (!/^\+?[0-9*#]{1,40}$/.test(number)) throw new UserError('telephony.number-invalid');
  return `PJSIP/${number}@${trunkEndpoint(trunkId)}`;
}
