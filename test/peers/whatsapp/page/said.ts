import type { MediaShelf } from './media-shelf.js';
import type { WireMessage } from './wire.js';

export type SaidKind =
  | 'text'
  | 'image'
  | 'video'
  | 'voice'
  | 'audio'
  | 'document'
  | 'sticker'
  | 'location'
  | 'contacts'
  | 'poll'
  | 'call'
  | 'notice'
  | 'ciphertext'
  | 'unsupported';

/** One message, as a test says it. */
export interface Said {
  /** A number (`+380501112233`), or an id: `…@c.us`, `…@lid`, `…@g.us`, `status@broadcast`. */
  readonly chat: string;
  /** Who wrote it, in a group. */
  readonly author?: string;
  readonly kind?: SaidKind;
  /** Words, or the caption of a medium; the question of a poll. */
  readonly text?: string;
  readonly media?: {
    readonly bytes: Buffer;
    readonly type: string;
    readonly name?: string;
    readonly seconds?: number;
  };
  /** The message that it answers. */
  readonly quotes?: string;
  readonly forwarded?: boolean;
  readonly location?: {
    readonly latitude: number;
    readonly longitude: number;
    readonly name?: string;
    readonly address?: string;
  };
  readonly contacts?: readonly { readonly name: string; readonly vcard: string }[];
  readonly poll?: { readonly options: readonly string[]; readonly multiple?: boolean };
  /** WhatsApp's own word for what `unsupported` and `notice` are. */
  readonly providerType?: string;
  /** When it was sent; now by default. To the second, as WhatsApp has it. */
  readonly at?: Date;
}

/** An id as WhatsApp writes it. */
export function widOf(chat: string): string {
  return chat.includes('@') ? chat : `${chat.replace(/\D/g, '')}@c.us`;
}

const typeOfKind: Record<SaidKind, string> = {
  text: 'chat',
  image: 'image',
  video: 'video',
  voice: 'ptt',
  audio: 'audio',
  document: 'document',
  sticker: 'sticker',
  location: 'location',
  contacts: 'vcard',
  poll: 'poll_creation',
  call: 'call_log',
  notice: 'notification_template',
  ciphertext: 'ciphertext',
  unsupported: 'futureproof',
};

/** What a message says, as WhatsApp Web's model holds it. */
export function contentOf(said: Said, shelf: MediaShelf, quoted: WireMessage | undefined): Record<string, unknown> {
  const { kind = 'text', text } = said;
  return {
    type: said.providerType ?? typeOfKind[kind],
    ...(kind === 'text' && { body: text ?? '' }),
    ...(said.media && mediaOf(said.media, text, shelf)),
    ...(said.location && locationOf(said.location)),
    ...(said.contacts && contactsOf(said.contacts)),
    ...(said.poll && pollOf(text ?? '', said.poll)),
    ...(said.forwarded && { isForwarded: true, forwardingScore: 1 }),
    ...(quoted && quoteOf(quoted)),
  };
}

function mediaOf(media: NonNullable<Said['media']>, caption: string | undefined, shelf: MediaShelf) {
  const { directPath, filehash } = shelf.put(media.bytes, media.type);
  return {
    mimetype: media.type,
    size: media.bytes.length,
    directPath,
    filehash,
    encFilehash: filehash,
    mediaKey: filehash,
    mediaKeyTimestamp: Math.floor(Date.now() / 1000),
    ...(caption !== undefined && { caption }),
    ...(media.name !== undefined && { filename: media.name }),
    // A number in a text, as WhatsApp Web has it.
    ...(media.seconds !== undefined && { duration: String(media.seconds) }),
  };
}

function locationOf({ latitude, longitude, name, address }: NonNullable<Said['location']>) {
  return { lat: latitude, lng: longitude, loc: [name, address].filter(Boolean).join('\n'), body: '' };
}

function contactsOf(contacts: NonNullable<Said['contacts']>) {
  if (contacts.length === 1) return { type: 'vcard', body: contacts[0]!.vcard, vcardFormattedName: contacts[0]!.name };
  return {
    type: 'multi_vcard',
    vcardList: contacts.map(({ name, vcard }) => ({ displayName: name, vcard })),
  };
}

function pollOf(question: string, { options, multiple }: NonNullable<Said['poll']>) {
  return {
    pollName: question,
    pollOptions: options.map((name, localId) => ({ name, localId })),
    pollSelectableOptionsCount: multiple ? 0 : 1,
  };
}

function quoteOf(quoted: WireMessage) {
  const [, remote, id, participant] = quoted.id.split('_');
  return {
    quotedMsg: { type: quoted.type, body: quoted.body, caption: quoted.caption },
    quotedStanzaID: id,
    quotedParticipant: participant ?? quoted.author ?? quoted.from,
    quotedRemoteJid: remote,
  };
}
