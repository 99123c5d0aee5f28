import type { Schemas } from '../api/client.js';

/** What stands where a letter has its subject; only letters can be said to lack one. */
export function noSubject(medium: Schemas['Conversation']['medium']) {
  if (medium === 'phone') return 'inbox.calls';
  return medium === 'whatsapp' ? 'inbox.chat' : 'timeline.noSubject';
}
