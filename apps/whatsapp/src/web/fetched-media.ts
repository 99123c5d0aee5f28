import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { UserError } from '#libs/errors';
import type { FetchedMedia } from '../driver/driver.port.js';
import { MediaGone, MediaLater } from '../driver/media.errors.js';
import type { ordering, ReplyOn } from './line/asks.js';

/** The file lies in the session's folder until it was read, or given up. */
export function fetchedFrom({ file, type, name, size }: ReplyOn<typeof ordering, 'fetchMedia'>): FetchedMedia {
  const stream = createReadStream(file);
  stream.once('close', () => void rm(file, { force: true }));
  return { stream, type, name, size };
}

const gone = ['whatsapp.media-expired', 'whatsapp.media-too-large', 'whatsapp.media-refused'] as const;

export function mediaTrouble(error: unknown): MediaGone | MediaLater {
  const code = gone.find((one) => error instanceof UserError && error.code === one);
  if (code !== undefined) return new MediaGone(code, error);
  return new MediaLater('whatsapp.media-not-yet', null, error);
}
