import type { MailAddress, WhatsappKind, WhatsappMessageReceived } from '#libs/contracts';

type MessageJson = null | boolean | number | string | readonly MessageJson[] | { readonly [name: string]: MessageJson };

/** What stands for ever in the header of a chat message's interaction; what changes stands in the table `message`. */
export interface MessageFacts {
  readonly [name: string]: MessageJson;
  readonly kind: WhatsappKind;
  /** null: one of ours, which WhatsApp had not taken when it was written down. */
  readonly providerId: string | null;
  /** As WhatsApp says it: it holds the number, so no view shows it. */
  readonly chatId: string;
  readonly group: { readonly id: string; readonly name: string } | null;
  /** Who wrote it, in a group; the whole of it stands in `from`. */
  readonly author: string | null;
  /** The provider's id of the message that it answers. */
  readonly quotes: string | null;
  readonly forwarded: boolean;
  readonly location: {
    readonly latitude: number;
    readonly longitude: number;
    readonly name: string | null;
    readonly address: string | null;
  } | null;
  /** Names alone: the cards themselves are evidence. */
  readonly contacts: readonly { readonly name: string }[];
  readonly poll: { readonly options: readonly string[]; readonly multiple: boolean } | null;
  readonly providerType: string | null;
  readonly origin: WhatsappMessageReceived['origin'];
  readonly sentBy: 'client' | 'employee' | 'holder';
  readonly template: string | null;
}

/** In the shape of a letter's header, so that an unplaced message is found and placed as an unplaced letter is. Addresses are E.164, or WhatsApp's own ids. */
export interface MessageHeader {
  readonly [name: string]: MessageJson;
  readonly from: readonly MailAddress[];
  readonly to: readonly MailAddress[];
  readonly message: MessageFacts;
}
