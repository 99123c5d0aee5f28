import { v7 as uuidv7 } from 'uuid';
import type { ClientId, ConversationId, InteractionId, WhatsappMessageReceived, WhatsappParty } from '#libs/contracts';
import type { NewInteraction } from '../../interactions.repository.js';
import type { MessageHeader } from '../message-header.js';

const hourMs = 3_600_000;
/** Before this there was no WhatsApp. */
const firstMs = Date.UTC(2009, 0, 1);

export const naturalKeyOf = ({ channelId, messageId }: WhatsappMessageReceived): string =>
  `whatsapp:${channelId}:${messageId}`;

/**
 * @param place null card: unplaced, or kept on no card
 * @param ours E.164 of the number that it came to, or was typed on
 */
export function interactionOf(
  message: WhatsappMessageReceived,
  place: { clientId: ClientId | null; conversationId: ConversationId; kept: boolean },
  ours: string,
  now: Date,
): NewInteraction {
  const { at, absurd } = momentOf(message, now);
  return {
    id: uuidv7() as InteractionId,
    ...{ clientId: place.clientId, conversationId: place.conversationId },
    ...{ channelId: message.channelId, medium: 'whatsapp', direction: message.direction, kind: 'message' },
    ...{ occurredAt: at, capturedAt: now, employeeId: null, subject: '', header: headerOf(message, ours) },
    ...{ naturalKey: naturalKeyOf(message), messageId: null, placedAt: null },
    ...{ evidenceSha256: message.evidence.sha256, evidenceSize: message.evidence.size },
    flags: [
      ...(message.direction === 'outbound' ? ['outside-gateway'] : []),
      ...(message.origin === 'live' ? [] : [message.origin]),
      ...(place.kept ? ['group-kept'] : []),
      ...(absurd ? ['date-absurd'] : []),
    ],
  };
}

export function headerOf(message: WhatsappMessageReceived, ours: string): MessageHeader {
  const { chat, author, content, direction } = message;
  const us = [{ name: '', address: ours }];
  const them = [addressOf(author ?? chat)];
  const inbound = direction === 'inbound';
  return {
    from: inbound ? them : us,
    to: inbound ? us : [addressOf(chat)],
    message: {
      kind: content.kind,
      ...{ providerId: message.messageId, chatId: chat.id },
      group: chat.is === 'group' ? { id: chat.id, name: chat.name ?? '' } : null,
      ...{ author: author?.id ?? null, quotes: message.quotes, forwarded: message.forwarded },
      ...{ location: content.location, contacts: content.contacts.map(({ name }) => ({ name })), poll: content.poll },
      ...{ providerType: content.providerType, origin: message.origin },
      ...{ sentBy: inbound ? 'client' : 'holder', template: null },
    },
  };
}

/** E.164 where it is known, else WhatsApp's own id. */
const addressOf = ({ id, phone, name }: WhatsappParty) => ({
  name: name ?? '',
  address: phone ?? (/^\d+$/.test(id) ? `+${id}` : id),
});

/** The clock of a phone may be wrong: it is believed up to an hour ahead of us. */
function momentOf({ sentAt, receivedAt }: WhatsappMessageReceived, now: Date): { at: Date; absurd: boolean } {
  const [sent, received] = [Date.parse(sentAt), Math.min(Date.parse(receivedAt), now.getTime())];
  const believed = sent >= firstMs && sent <= received + hourMs;
  return { at: new Date(believed ? sent : received), absurd: !believed };
}
