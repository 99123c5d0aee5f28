import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { SendWhatsapp, WhatsappId } from '#libs/contracts';
import type { FetchedMedia, Sending } from '../driver/driver.port.js';
import { fetchedFrom, mediaTrouble } from './fetched-media.js';
import { LineBroken } from './line/line.js';
import type { SessionFolder } from './session-folder.js';
import type { SessionProcess } from './session-process.js';
import type { WebTiming } from './timing.js';

const briefMs = 15_000;

/** What is asked of a session that is ready. */
export class Errands {
  constructor(
    private readonly process: SessionProcess,
    private readonly folder: SessionFolder,
    private readonly timing: WebTiming,
  ) {}

  /** Hands one message over. Its file, if it has one, lies in the session's folder for so long. */
  async send(order: SendWhatsapp, media: (() => Promise<Readable>) | null): Promise<Sending> {
    const file = media === null ? null : join(this.folder.media, randomUUID());
    try {
      if (file !== null && media !== null) {
        try {
          await pipeline(await media(), createWriteStream(file, { mode: 0o600 }));
        } catch {
          return { is: 'later', code: 'whatsapp.media-unreadable', reply: null, notBefore: null };
        }
      }
      const { sendWithinMs, mediaWithinMs } = this.timing;
      return await this.process.ask('send', { order, file }, file === null ? sendWithinMs : mediaWithinMs);
    } catch (error) {
      // It may have been handed on in the very moment in which its session fell.
      const code = error instanceof LineBroken ? error.code : 'whatsapp.session-stumbled';
      return { is: 'unknown', code };
    } finally {
      if (file !== null) await rm(file, { force: true });
    }
  }

  findSent(order: SendWhatsapp, since: Date): Promise<string[] | null> {
    const asked = { order, since: since.toISOString() };
    return this.process.ask('findSent', asked, this.timing.sendWithinMs).catch(() => null);
  }

  /** @throws MediaGone, MediaLater */
  async fetchMedia(mediaRef: string, limitBytes: number): Promise<FetchedMedia> {
    try {
      return fetchedFrom(await this.process.ask('fetchMedia', { mediaRef, limitBytes }, this.timing.mediaWithinMs));
    } catch (error) {
      throw mediaTrouble(error);
    }
  }

  async markRead(chatId: WhatsappId): Promise<void> {
    await this.process.ask('markRead', { chatId }, briefMs).catch(() => undefined);
  }

  showTyping(chatId: WhatsappId, is: 'typing' | 'recording' | 'paused'): Promise<boolean> {
    return this.process.ask('typing', { chatId, is }, briefMs).catch(() => false);
  }
}
