import type { SendWhatsapp } from '#libs/contracts';
import type { SentFacts } from './page-functions.js';

const typeOf = {
  voice: 'ptt',
  image: 'image',
  video: 'video',
  audio: 'audio',
  document: 'document',
  sticker: 'sticker',
};

/** Whether this is what was to be sent. */
export function isLike(sent: Omit<SentFacts, 't'>, content: SendWhatsapp['content']): boolean {
  if (content.is === 'text') return sent.type === 'chat' && sent.text === content.text;
  if (content.is !== 'media') return false;
  if (sent.type !== typeOf[content.as] || sent.caption !== content.caption) return false;
  return content.as !== 'document' || sent.filename === content.name;
}
