import type { QueryKey } from '@tanstack/react-query';
import { keys } from './keys.js';

/** A colleague who has a conversation open. */
export interface Looker {
  id: string;
  name: string;
  is: 'viewing' | 'answering';
}

/** A message of the live socket. */
export interface LiveMessage {
  event: string;
  data: {
    clientId?: string | null;
    callId?: string;
    phase?: string;
    conversationId?: string;
    is?: string;
    /** Whose the conversation is now. */
    employeeId?: string | null;
    by?: string | null;
    employees?: readonly Looker[];
  };
}

/** Which lists an event may have changed; it carries ids only, the content is fetched with the viewer's rights. */
export function touchedBy({ event, data }: LiveMessage): QueryKey[] {
  const client = typeof data.clientId === 'string' ? [keys.client(data.clientId)] : [];
  switch (event) {
    case 'interaction':
      return [...client, keys.conversations, keys.counters, keys.start, keys.tasks];
    case 'later':
      return typeof data.clientId === 'string' ? [keys.later(data.clientId)] : [];
    case 'card':
      return [...client, keys.clients];
    case 'rehomed':
      return [...client, keys.clients, keys.conversations, keys.counters, keys.tasks];
    case 'import':
      return [keys.imports, keys.clients];
    case 'mail-import':
      return [keys.mailImports];
    case 'conversation':
      return [...client, keys.conversations, keys.counters, keys.tasks];
    case 'delivery':
      return [...client, keys.conversations];
    case 'channel':
      return [keys.channels, keys.start, keys.telephony, keys.whatsapp];
    case 'unplaced':
      return [keys.unplaced, keys.counters, keys.start];
    case 'call':
      return [
        keys.liveCalls,
        ...(typeof data.callId === 'string' ? [keys.call(data.callId)] : []),
        ...(data.phase === 'ended' ? [keys.callLogs] : []),
      ];
    case 'task':
      return [keys.tasks, keys.counters];
    case 'notice':
      return [keys.notices];
    case 'alert':
      return [keys.alerts, keys.held, keys.counters];
    case 'presence':
      // Who looks at a conversation is shown as it is told.
      if (data.employees !== undefined) return [];
      return [keys.extensions, keys.telephony];
    default:
      return [];
  }
}
