import type { QueryKey } from '@tanstack/react-query';
import { keys } from './keys.js';

/** A message of the live socket. */
export interface LiveMessage {
  event: string;
  data: { clientId?: string | null };
}

/** Which lists an event may have changed; it carries ids only, the content is fetched with the viewer's rights. */
export function touchedBy({ event, data }: LiveMessage): QueryKey[] {
  const client = typeof data.clientId === 'string' ? [keys.client(data.clientId)] : [];
  switch (event) {
    case 'interaction':
      return [...client, keys.conversations, keys.counters, keys.start];
    case 'delivery':
      return [...client, keys.conversations];
    case 'channel':
      return [keys.channels, keys.start];
    case 'unplaced':
      return [keys.unplaced, keys.counters, keys.start];
    default:
      return [];
  }
}
