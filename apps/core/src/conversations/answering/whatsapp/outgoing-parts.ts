import type { WhatsappKind, WhatsappNumberSettings } from '#libs/contracts';
import type { UploadRow } from '../answering.repository.js';
import { VoiceNoteInvalid, WhatsappFileTooLarge, WhatsappTextTooLarge } from './whatsapp-answering.errors.js';

type Driver = WhatsappNumberSettings['driver'];
type MediaKind = Extract<WhatsappKind, 'image' | 'video' | 'voice' | 'audio' | 'document'>;

/** One message of several into which what was written is divided. */
export type OutgoingPart =
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'media'; readonly as: MediaKind; readonly upload: UploadRow; readonly text: string };

const MiB = 1024 * 1024;
/** What each way takes as one text; the Cloud API's own limit, and the linked device's. */
export const textLimit: Readonly<Record<Driver, number>> = { cloud: 4_096, web: 65_536 };
const captionLimit = 1_024;
export const voiceLimitBytes = 16 * MiB;
/** WhatsApp's limits of what is shown in the chat itself; everything else and everything larger goes as a document. */
const shown: readonly { readonly type: RegExp; readonly as: MediaKind; readonly limitBytes: number }[] = [
  { type: /^image\/(jpeg|png)$/, as: 'image', limitBytes: 5 * MiB },
  { type: /^video\/(mp4|3gpp)$/, as: 'video', limitBytes: 16 * MiB },
  { type: /^audio\/(aac|mp4|mpeg|amr|ogg)$/, as: 'audio', limitBytes: 16 * MiB },
];
const voiceTypes = /^audio\/(ogg|mp4|aac|mpeg|amr)$/;

/** How WhatsApp shows a file. */
export function mediaKindOf({ type, size }: Pick<UploadRow, 'type' | 'size'>): MediaKind {
  const fits = shown.find((one) => one.type.test(type) && Number(size) <= one.limitBytes);
  return fits?.as ?? 'document';
}

/**
 * The words become the caption of the first file, where it can have one that long; otherwise a message of their own before it.
 * @param wish.text with its signature; '' where there is none. @throws WhatsappTextTooLarge, WhatsappFileTooLarge, VoiceNoteInvalid
 */
export function partsOf(wish: {
  driver: Driver;
  text: string;
  uploads: readonly UploadRow[];
  voice: boolean;
}): OutgoingPart[] {
  const { driver, text, uploads, voice } = wish;
  if (voice) return [voiceNote(text, uploads)];
  if (text.length > textLimit[driver]) throw new WhatsappTextTooLarge(textLimit[driver]);
  const files = uploads.map((upload) => ({ is: 'media' as const, as: mediaKindOf(upload), upload }));
  const [first, ...others] = files;
  if (!first) return [{ is: 'text', text }];
  const apart = text !== '' && (first.as === 'audio' || text.length > captionLimit);
  return [
    ...(apart ? [{ is: 'text' as const, text }] : []),
    { ...first, text: apart ? '' : text },
    ...others.map((file) => ({ ...file, text: '' })),
  ];
}

function voiceNote(text: string, uploads: readonly UploadRow[]): OutgoingPart {
  const [upload, more] = uploads;
  if (!upload || more || text !== '' || !voiceTypes.test(upload.type)) throw new VoiceNoteInvalid();
  if (Number(upload.size) > voiceLimitBytes) throw new WhatsappFileTooLarge(voiceLimitBytes);
  return { is: 'media', as: 'voice', upload, text: '' };
}
