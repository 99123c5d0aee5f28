import { findEmail } from '../../clients/contact-point.js';
import { findToken } from '../conversation-token.js';
import type { SendingChannel, ThreadLetter } from './answering.repository.js';

/**
 * The channel under that of its addresses to which the client wrote last: they are answered from where they expect it.
 * To and Cc come first: Delivered-To names where an alias led to.
 * @param letters the newest first
 */
export function answeringFrom(channel: SendingChannel, letters: readonly ThreadLetter[]): SendingChannel {
  const own = new Map([channel.address, ...channel.settings.aliases].map((address) => [formOf(address), address]));
  for (const { direction, header } of letters) {
    if (direction !== 'inbound') continue;
    const written = [
      ...[...(header.to ?? []), ...(header.cc ?? [])].map(({ address }) => address),
      ...(header.deliveredTo ?? []),
    ];
    const ours = written.map((address) => own.get(formOf(address))).find((address) => address !== undefined);
    if (ours !== undefined) return { ...channel, address: ours };
  }
  return channel;
}

/** As addresses are compared, without a token of ours. */
const formOf = (address: string): string => {
  const plain = findToken(address)?.address ?? address;
  return findEmail(plain) ?? plain.trim().toLowerCase();
};
