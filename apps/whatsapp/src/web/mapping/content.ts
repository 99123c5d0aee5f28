import type { WhatsappContent, WhatsappKind } from '#libs/contracts';
import type { PageMessage } from './page-message.js';

const longestText = 70_000;

/** Words of the page itself, or of nobody: neither side said anything with them. */
const silent = new Set([
  ...[
    'e2e_notification',
    'gp2',
    'group_notification',
    'notification',
    'broadcast_notification',
    'newsletter_notification',
  ],
  ...['protocol', 'debug', 'reaction', 'pinned_message', 'keep_in_chat', 'ephemeral', 'album', 'unknown_protocol'],
]);

const media: Readonly<Record<string, WhatsappKind>> = {
  image: 'image',
  video: 'video',
  ptv: 'video',
  ptt: 'voice',
  audio: 'audio',
  document: 'document',
  sticker: 'sticker',
};

/** Words with buttons around them: the words are what was said. */
const spoken = new Set([
  'chat',
  'list',
  'list_response',
  'buttons_response',
  'template_button_reply',
  'hsm',
  'interactive',
]);

/** @returns null for what is not told at all */
export function contentOf(message: PageMessage): WhatsappContent | null {
  const { type } = message;
  if (silent.has(type)) return null;
  const kind = media[type];
  if (kind !== undefined) return mediaContent(message, kind);
  if (spoken.has(type) && message.body !== null && message.body !== '') return said('text', message.body);
  switch (type) {
    case 'location':
      return locationContent(message);
    case 'vcard':
    case 'multi_vcard':
      return contactsContent(message);
    case 'poll_creation':
      return pollContent(message);
    case 'call_log':
      return { ...said('call', message.body ?? ''), providerType: type };
    case 'notification_template':
      return { ...said('notice', message.body ?? ''), providerType: providerType(message) };
    case 'revoked':
      // It was deleted before we ever saw it: that it was there is all there is.
      return { ...said('notice', ''), providerType: type };
    case 'ciphertext':
      // What can be seen once is not given to linked devices: there are no words to wait for.
      if (message.subtype?.endsWith('_unavailable_fanout'))
        return { ...said('unsupported', ''), providerType: message.subtype };
      return said('ciphertext', '');
    default:
      return {
        ...said('unsupported', message.body ?? message.eventName ?? message.title ?? ''),
        providerType: providerType(message),
      };
  }
}

export function said(kind: WhatsappKind, text: string): WhatsappContent {
  return {
    kind,
    text: text.slice(0, longestText),
    media: null,
    location: null,
    contacts: [],
    poll: null,
    providerType: null,
  };
}

const providerType = ({ type, subtype }: PageMessage): string =>
  (subtype === null || subtype === '' ? type : `${type}/${subtype}`).slice(0, 100);

function mediaContent(message: PageMessage, kind: WhatsappKind): WhatsappContent {
  // `body` is a small picture in base64: words are the caption.
  const content = said(kind, message.caption ?? '');
  if (message.directPath === null) return { ...content, providerType: message.isViewOnce ? 'view-once' : null };
  return {
    ...content,
    media: {
      type: (message.mimetype ?? 'application/octet-stream').slice(0, 200),
      name: message.filename === null || message.filename === '' ? null : message.filename.slice(0, 255),
      size: whole(message.size),
      durationMs: message.duration === null ? null : whole(message.duration * 1_000),
    },
  };
}

/** Whatever the sender says of it: a number that no medium has is none. */
function whole(value: number | null): number | null {
  const rounded = Math.round(value ?? -1);
  return rounded >= 0 && Number.isSafeInteger(rounded) ? rounded : null;
}

function locationContent(message: PageMessage): WhatsappContent {
  if (message.lat === null || message.lng === null) return { ...said('unsupported', ''), providerType: message.type };
  const [name, address] = (message.loc ?? '').split('\n');
  return {
    ...said('location', message.loc ?? ''),
    location: {
      latitude: message.lat,
      longitude: message.lng,
      name: name ? name.slice(0, 500) : null,
      address: address ? address.slice(0, 500) : null,
    },
  };
}

function contactsContent(message: PageMessage): WhatsappContent {
  const cards =
    message.type === 'vcard'
      ? [{ displayName: message.vcardFormattedName, vcard: message.body }]
      : (message.vcardList ?? []);
  return {
    ...said('contacts', ''),
    contacts: cards.slice(0, 260).flatMap(({ displayName, vcard }) => {
      if (vcard === null) return [];
      const name = displayName ?? /^FN[^:]*:(.*)$/m.exec(vcard)?.[1]?.trim() ?? '';
      return [{ name: name.slice(0, 200), vcard: vcard.slice(0, 20_000) }];
    }),
  };
}

function pollContent(message: PageMessage): WhatsappContent {
  return {
    ...said('poll', message.pollName ?? message.body ?? ''),
    poll: {
      options: (message.pollOptions ?? []).slice(0, 20).map(({ name }) => (name ?? '').slice(0, 200)),
      multiple: message.pollSelectableOptionsCount !== 1,
    },
  };
}
