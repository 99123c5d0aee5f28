import type WAWebJS from 'whatsapp-web.js';

/** What of the library's message objects is of use to us. */
export interface Raw {
  readonly rawData: unknown;
  readonly fromMe: boolean;
  readonly from: string;
}

/** The library's own picture of a reaction, in the page's words again. */
export function modelOf({ id, msgId, senderId, reaction, timestamp }: WAWebJS.Reaction): unknown {
  return { msgKey: id, parentMsgKey: msgId, senderUserJid: senderId, reactionText: reaction, timestamp };
}

/** States and reasons in which WhatsApp will not have us, as our codes. */
export const refusals: Readonly<Record<string, string>> = {
  TOS_BLOCK: 'whatsapp.banned',
  SMB_TOS_BLOCK: 'whatsapp.banned',
  PROXYBLOCK: 'whatsapp.proxy-refused',
  DEPRECATED_VERSION: 'whatsapp.version-refused',
};

/** The library throws texts as well as errors; what they say may quote the page, so only what we know goes on. */
export function troubleOf(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error);
  if (words.includes('ERR_') || words.includes('net::')) return 'whatsapp.page-unreachable';
  if (words.includes('auth timeout') || words.includes('ready timeout')) return 'whatsapp.never-started';
  if (words.includes('already running') || words.includes('Failed to launch')) return 'whatsapp.browser-not-started';
  return 'whatsapp.session-stumbled';
}
