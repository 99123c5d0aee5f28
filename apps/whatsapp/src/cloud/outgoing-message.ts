import type { SendWhatsapp, WhatsappId } from '#libs/contracts';

type MediaKind = 'image' | 'video' | 'audio' | 'document' | 'sticker';

// What the API takes as what it is, by type and bytes (its published "Supported media types"); anything else goes as a document.
const kilobyte = 1024;
const megabyte = 1024 * kilobyte;
const taken: Readonly<Record<Exclude<MediaKind, 'document'>, { types: readonly string[]; atMost: number }>> = {
  image: { types: ['image/jpeg', 'image/png'], atMost: 5 * megabyte },
  video: { types: ['video/mp4', 'video/3gpp'], atMost: 16 * megabyte },
  audio: { types: ['audio/aac', 'audio/mp4', 'audio/mpeg', 'audio/amr', 'audio/ogg'], atMost: 16 * megabyte },
  sticker: { types: ['image/webp'], atMost: 500 * kilobyte },
};

/** Documents, and so everything. */
export const fileAtMost = 100 * megabyte;

type MediaOrder = Extract<SendWhatsapp['content'], { is: 'media' }>;

/** As what a file goes: as what it was meant, where the API takes it so. */
export function mediaKindOf({ as, type, evidence, caption }: Omit<MediaOrder, 'is' | 'name'>): MediaKind {
  const wanted = as === 'voice' ? 'audio' : as;
  if (wanted === 'document') return wanted;
  // Sounds and stickers carry no words: rather a document than words that are lost.
  if (caption !== '' && (wanted === 'audio' || wanted === 'sticker')) return 'document';
  const { types, atMost } = taken[wanted];
  return types.includes(type.split(';')[0]!.trim()) && evidence.size <= atMost ? wanted : 'document';
}

/** null: there is no such thing in the Cloud API. */
export type OutgoingBody = Record<string, unknown> | null;

/**
 * The body of POST /{number}/messages.
 * @param mediaId of the upload, for a file
 * @param names of a template's variables, where it has names instead of numbers
 */
export function outgoingBody(
  order: SendWhatsapp,
  mediaId: string | null,
  names: { header: readonly string[]; body: readonly string[] } | null,
): OutgoingBody {
  const { content, deliveryId, quotes } = order;
  const common = {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    ...recipient(order.chatId),
    ...(quotes === null ? {} : { context: { message_id: quotes } }),
    biz_opaque_callback_data: deliveryId,
  };
  switch (content.is) {
    case 'text':
      return { ...common, type: 'text', text: { body: content.text, preview_url: /https?:\/\//.test(content.text) } };
    case 'media': {
      const kind = mediaKindOf(content);
      const caption = content.caption === '' ? {} : { caption: content.caption };
      const media = {
        id: mediaId,
        ...(kind === 'image' || kind === 'video' || kind === 'document' ? caption : {}),
        ...(kind === 'document' ? { filename: content.name } : {}),
        ...(kind === 'audio' && content.as === 'voice' ? { voice: true } : {}),
      };
      return { ...common, type: kind, [kind]: media };
    }
    case 'template': {
      const { name, language } = content;
      const components = [
        ...component('header', content.header, names?.header ?? []),
        ...component('body', content.body, names?.body ?? []),
      ];
      return { ...common, type: 'template', template: { name, language: { code: language }, components } };
    }
    case 'reaction': {
      const { messageId, emoji } = content;
      return { ...common, type: 'reaction', reaction: { message_id: messageId, emoji } };
    }
    case 'edit':
    case 'revoke':
      return null;
  }
}

function recipient(chatId: WhatsappId): Record<string, string> {
  return chatId.endsWith('@bsuid') ? { recipient: chatId.slice(0, -'@bsuid'.length) } : { to: chatId };
}

function component(type: string, values: readonly string[], names: readonly string[]): object[] {
  if (values.length === 0) return [];
  const parameters = values.map((text, i) => ({
    type: 'text',
    ...(names[i] === undefined ? {} : { parameter_name: names[i] }),
    text,
  }));
  return [{ type, parameters }];
}
