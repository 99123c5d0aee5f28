import { BlockList, isIP } from 'node:net';
import { isOpen } from '../../hours/business-hours.js';
import type { Role } from '../viewer.js';
import type { LoginHours } from './access-policy.view.js';

/** From when and where somebody may be in; null: at any hour, from anywhere. */
export interface AccessRule {
  readonly hours: LoginHours | null;
  readonly addresses: readonly string[];
}

const quarterMs = 15 * 60_000;
const minuteMs = 60_000;
const dayMs = 86_400_000;

/** The owner has no hours: somebody has to be able to open the door. */
export function isHour(rule: AccessRule | null, role: Role, at: Date): boolean {
  return role === 'owner' || !rule?.hours || isOpen(opening(rule.hours), at);
}

/** When the door closes on whoever is in now, to the minute; null: it does not within a day. */
export function closesAt(rule: AccessRule | null, role: Role, at: Date): Date | null {
  if (role === 'owner' || !rule?.hours) return null;
  const hours = opening(rule.hours);
  const first = Math.ceil((at.getTime() + 1) / quarterMs) * quarterMs;
  for (let time = first; time <= at.getTime() + dayMs; time += quarterMs) {
    if (isOpen(hours, new Date(time))) continue;
    while (time - minuteMs > at.getTime() && !isOpen(hours, new Date(time - minuteMs))) time -= minuteMs;
    return new Date(time);
  }
  return null;
}

/** IPv4 also as IPv6 says it (`::ffff:192.0.2.7`), which is how a socket for both speaks of it. */
export function isAddress(addresses: readonly string[], ip: string): boolean {
  if (addresses.length === 0) return true;
  const plain = ip.replace(/^::ffff:(?=\d+\.)/i, '');
  const family = isIP(plain);
  if (family === 0) return false;
  return listOf(addresses).check(plain, family === 4 ? 'ipv4' : 'ipv6');
}

const opening = ({ timeZone, spans }: LoginHours) => ({ timeZone, hours: spans, holidays: [] });

function listOf(addresses: readonly string[]): BlockList {
  const list = new BlockList();
  for (const address of addresses) {
    const [network = '', bits] = address.split('/');
    const family = isIP(network) === 4 ? 'ipv4' : 'ipv6';
    if (bits === undefined) list.addAddress(network, family);
    else list.addSubnet(network, Number(bits), family);
  }
  return list;
}
