import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { SendWhatsapp } from '#libs/contracts';
import type { Sending } from '../driver/driver.port.js';
import { LineBroken } from './line/line.js';
import type { SessionFolder } from './session-folder.js';
import type { SessionProcess } from './session-process.js';
import type { WebTiming } from './timing.js';

/** Hands one message to a session. Its file, if it has one, lies in the session's folder for so long. */
export async function handOver(
  process: SessionProcess,
  folder: SessionFolder,
  timing: WebTiming,
  order: SendWhatsapp,
  media: (() => Promise<Readable>) | null,
): Promise<Sending> {
  const file = media === null ? null : join(folder.media, randomUUID());
  try {
    if (file !== null && media !== null) {
      try {
        await pipeline(await media(), createWriteStream(file, { mode: 0o600 }));
      } catch {
        return { is: 'later', code: 'whatsapp.media-unreadable', reply: null, notBefore: null };
      }
    }
    return await process.ask('send', { order, file }, file === null ? timing.sendWithinMs : timing.mediaWithinMs);
  } catch (error) {
    // It may have been handed on in the very moment in which its session fell.
    const code = error instanceof LineBroken ? error.code : 'whatsapp.session-stumbled';
    return { is: 'unknown', code };
  } finally {
    if (file !== null) await rm(file, { force: true });
  }
}
