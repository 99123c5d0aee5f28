import type { Viewer } from '../../../access/viewer.js';
import type { MessageHeader } from '../../messages/message-header.js';
import type { OutgoingPart } from './outgoing-parts.js';
import type { WhatsappPlan } from './whatsapp-planner.js';

/** What stands for ever with a message of ours: who wrote by which number to whom, and what it was. */
export function outgoingHeader(
  viewer: Pick<Viewer, 'name'>,
  { number, chatId, template }: WhatsappPlan,
  part: OutgoingPart,
  quotes: string | null,
): MessageHeader {
  return {
    from: [{ name: viewer.name, address: number.address }],
    to: [{ name: '', address: /^\d+$/.test(chatId) ? `+${chatId}` : chatId }],
    message: {
      kind: part.is === 'text' ? 'text' : part.as,
      ...{ providerId: null, chatId, group: null, author: null, quotes, forwarded: false },
      ...{ location: null, contacts: [], poll: null, providerType: null, origin: 'live', sentBy: 'employee' },
      template: template?.name ?? null,
    },
  };
}
