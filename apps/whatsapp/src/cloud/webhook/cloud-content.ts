import type { WhatsappContent, WhatsappKind } from '#libs/contracts';
import { sharedContact } from './shared-contact.js';
import type { Content, Media } from './webhook-shape.js';

const nothing: Omit<WhatsappContent, 'kind'> = {
  text: '',
  media: null,
  location: null,
  contacts: [],
  poll: null,
  providerType: null,
};

export interface Told {
  readonly content: WhatsappContent;
  /** The id by which the media are asked for. */
  readonly mediaRef: string | null;
}

const only = (content: WhatsappContent): Told => ({ content, mediaRef: null });
const words = (text: string): Told => only({ ...nothing, kind: 'text', text });

const mediaKinds = ['image', 'video', 'audio', 'document', 'sticker'] as const;

/** What a message says; a type that we do not know, or that has not the shape we know, is kept raw as `unsupported`. */
export function contentOf(message: Content): Told {
  const type = message.type ?? '';
  const mediaKind = mediaKinds.find((kind) => kind === type);
  if (mediaKind) {
    const media = message[mediaKind];
    return media ? mediaOf(mediaKind, media) : unsupported(type);
  }
  switch (type) {
    case 'text':
      return message.text ? words(message.text.body) : unsupported(type);
    case 'button':
      return message.button?.text === undefined ? unsupported(type) : words(message.button.text);
    case 'interactive': {
      const reply = message.interactive?.button_reply ?? message.interactive?.list_reply;
      return reply?.title === undefined ? unsupported(type) : words(reply.title);
    }
    case 'location': {
      const { location } = message;
      if (!location) return unsupported(type);
      const { latitude, longitude, name = null, address = null } = location;
      return only({ ...nothing, kind: 'location', text: name ?? '', location: { latitude, longitude, name, address } });
    }
    case 'contacts':
      return only({ ...nothing, kind: 'contacts', contacts: (message.contacts ?? []).flatMap(sharedContact) });
    case 'system':
      return only({
        ...nothing,
        kind: 'notice',
        text: message.system?.body ?? '',
        providerType: message.system?.type ?? type,
      });
    default:
      return unsupported(type);
  }
}

function mediaOf(type: (typeof mediaKinds)[number], media: Media): Told {
  const kind: WhatsappKind = type === 'audio' && media.voice === true ? 'voice' : type;
  const { mime_type = '', filename = null, file_size, caption = '', id = null } = media;
  const size = file_size !== undefined && Number.isSafeInteger(file_size) && file_size >= 0 ? file_size : null;
  return {
    content: { ...nothing, kind, text: caption, media: { type: mime_type, name: filename, size, durationMs: null } },
    mediaRef: id,
  };
}

const unsupported = (type: string): Told =>
  only({ ...nothing, kind: 'unsupported', providerType: type === '' ? null : type });
