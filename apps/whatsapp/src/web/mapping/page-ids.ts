import { WhatsappId } from '#libs/contracts';

/** The page's key of a message (`MsgKey`), as it comes out of the page. */
export interface PageKey {
  readonly id: string;
  readonly fromMe: boolean;
  /** The chat, serialised: `380441234567@c.us`. */
  readonly remote: string;
  /** `true_380441234567@c.us_3EB0…`: by this the page finds it again. It holds a number, so it never leaves the role. */
  readonly serialized: string;
}

/**
 * Whom the page means, as the house writes it.
 * @param wid `380441234567@c.us`, `…@lid`, `…@g.us`, with or without a device (`:12`)
 * @returns null for what is nobody to talk with: status, newsletters, bots, WhatsApp itself
 */
export function whatsappIdOf(wid: string): WhatsappId | null {
  const [, user, server] = /^([^@:]+)(?::\d+)?@([a-z.]+)$/.exec(wid) ?? [];
  if (user === undefined || server === undefined) return null;
  const id = idOn(server, user);
  return id !== null && WhatsappId.safeParse(id).success ? id : null;
}

function idOn(server: string, user: string): string | null {
  switch (server) {
    case 'c.us':
    case 's.whatsapp.net':
    case 'hosted':
      return user;
    case 'lid':
    case 'hosted.lid':
      return `${user}@lid`;
    case 'g.us':
      return `${user}@g.us`;
    default:
      return null;
  }
}

/** The way back: how the page writes it. */
export function widOf(id: WhatsappId): string {
  return id.includes('@') ? id : `${id}@c.us`;
}

export const isGroup = (id: WhatsappId): boolean => id.endsWith('@g.us');

/** E.164; null where the id holds no number. */
export function phoneOf(id: WhatsappId): string | null {
  return /^\d+$/.test(id) ? `+${id}` : null;
}

/**
 * The id under which the house knows a message. It holds no number. WhatsApp's stanza ids are made by whoever sends: a client who used the
 * id of a message of ours once more would be taken for its echo, and would not be captured; so theirs are told apart from ours.
 */
export function messageIdOf({ id, fromMe }: Pick<PageKey, 'id' | 'fromMe'>): string {
  return fromMe ? id : `${id}.in`;
}

export function stanzaOf(messageId: string): { id: string; fromMe: boolean } {
  const inbound = messageId.endsWith('.in');
  return { id: inbound ? messageId.slice(0, -3) : messageId, fromMe: !inbound };
}
