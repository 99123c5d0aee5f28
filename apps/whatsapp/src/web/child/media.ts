import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type WAWebJS from 'whatsapp-web.js';
import { OperationalError, UserError } from '#libs/errors';
import type { ordering, ReplyOn, RequestOn } from '../line/asks.js';
import { readPageMessage } from '../mapping/page-message.js';
import { modelsOf } from './page-functions.js';
import { addPart, dropMedia, mediaPiece, mediaSize } from './page-media.js';
import { within, type Page } from './page.js';

/** Of bytes, at a time, into the page and out of it: it passes as base64. */
const pieceBytes = 768 * 1024;
const downloadWithinMs = 4 * 60_000;

/** Media pass between page and disk in pieces, one medium at a time: whole, they would be three times their size in two processes. */
export class Media {
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly page: Page,
    private readonly folder: string,
    private readonly messageOf: (model: unknown) => WAWebJS.Message,
  ) {}

  /** @throws UserError `whatsapp.media-expired`, `whatsapp.media-too-large`; OperationalError where it may come yet */
  fetch(asked: RequestOn<typeof ordering, 'fetchMedia'>): Promise<ReplyOn<typeof ordering, 'fetchMedia'>> {
    return this.inTurn(() => this.fetchNow(asked));
  }

  /** Puts a file into the page, does something with it, and takes it out again. */
  withFile<T>(file: string, use: () => Promise<T>): Promise<T> {
    return this.inTurn(async () => {
      await this.page.run(dropMedia, []);
      try {
        for await (const piece of createReadStream(file, { highWaterMark: pieceBytes }) as AsyncIterable<Buffer>) {
          await this.page.run(addPart, [piece.toString('base64')]);
        }
        return await use();
      } finally {
        await this.page.run(dropMedia, []).catch(() => undefined);
      }
    });
  }

  private async fetchNow({ mediaRef, limitBytes }: RequestOn<typeof ordering, 'fetchMedia'>) {
    const [model] = await this.page.run(modelsOf, [[mediaRef]]);
    const message = readPageMessage(model);
    // The page may not have loaded it yet, after a restart.
    if (!message) throw new OperationalError('whatsapp.media-not-yet');
    if (message.directPath === null) throw new UserError('whatsapp.media-expired');
    if ((message.size ?? 0) > limitBytes) throw new UserError('whatsapp.media-too-large');
    await this.page.run(dropMedia, []);
    const file = join(this.folder, randomUUID());
    try {
      const media = await within(this.messageOf(model).downloadMedia(), downloadWithinMs);
      // The library's way to say that the server has not got it (any more).
      if ((media as WAWebJS.MessageMedia | undefined) === undefined) throw new UserError('whatsapp.media-expired');
      const size = await this.page.run(mediaSize, []);
      if (size === null) throw new OperationalError('whatsapp.media-not-yet');
      if (size > limitBytes) throw new UserError('whatsapp.media-too-large');
      await this.writeDown(file, size);
      const type = message.mimetype ?? 'application/octet-stream';
      return { file, type: type.slice(0, 200), name: message.filename?.slice(0, 255) ?? null, size };
    } catch (error) {
      await rm(file, { force: true });
      throw error;
    } finally {
      await this.page.run(dropMedia, []).catch(() => undefined);
    }
  }

  private async writeDown(file: string, size: number): Promise<void> {
    const out = await open(file, 'wx', 0o600);
    try {
      for (let at = 0; at < size; at += pieceBytes) {
        const piece = await this.page.run(mediaPiece, [at, Math.min(at + pieceBytes, size)]);
        await out.writeFile(Buffer.from(piece, 'base64'));
      }
    } finally {
      await out.close();
    }
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.turn.then(work);
    this.turn = mine.catch(() => undefined);
    return mine;
  }
}
