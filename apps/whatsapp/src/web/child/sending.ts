import { setTimeout as sleep } from 'node:timers/promises';
import type WAWebJS from 'whatsapp-web.js';
import whatsapp from 'whatsapp-web.js';
import type { SendWhatsapp } from '#libs/contracts';
import type { SendingOnLine as Sending } from '../line/asks.js';
import { messageIdOf, isGroup, stanzaOf, whatsappIdOf, widOf } from '../mapping/page-ids.js';
import { readPageMessage } from '../mapping/page-message.js';
import type { Capture } from './capture.js';
import type { Media } from './media.js';
import { findKey, listChats, modelsOf, sentSince } from './page-functions.js';
import { PageSilent, within, type Page } from './page.js';
import { isLike } from './sent-likeness.js';

const { MessageMedia } = whatsapp;

/** Text is with the page at once; a file is sent to WhatsApp's store before. */
const textWithinMs = 30_000;
const fileWithinMs = 4 * 60_000;
/** For the server's tick. Longer, and it may still go: the page keeps it and tries again by itself. */
const tickWithinMs = 20_000;
/** For the page to come to an end with the one before; after that this one waits in our own queue. */
const turnWithinMs = 20_000;
const lookedThrough = 2_000;

export interface SendingDeps {
  readonly client: WAWebJS.Client;
  readonly page: Page;
  readonly capture: Capture;
  readonly media: Media;
  readonly messageOf: (model: unknown) => WAWebJS.Message;
  readonly me: () => readonly string[];
}

type Order = SendWhatsapp;
type File = string | null;
interface Echo {
  readonly model: unknown;
  readonly messageId: string;
}

const failed = (code: string): Sending => ({ is: 'failed', code, reply: null });
const later = (code: string): Sending => ({ is: 'later', code, reply: null, notBefore: null });

/**
 * Hands messages to the page, one at a time. What the page tells of our own messages meanwhile is held back: it is told to nobody when the
 * order knows its id, and when it does not, it is told once the server has it.
 */
export class Sender {
  private underWay = false;
  /** Orders of which the page may still make a message, also long after nobody waits for their answer. */
  private readonly goingOn = new Set<Pick<Order, 'deliveryId'>>();
  /** The page has come to an end with all that were handed to it before. */
  private turn: Promise<void> = Promise.resolve();
  private handed: Promise<unknown> = Promise.resolve();
  private held: Echo[] = [];
  private readonly acks = new Map<string, number>();
  /** Sent by us, and nobody knows whether the server has it: the echo is told with its tick. */
  private readonly doubtful = new Map<string, unknown>();

  constructor(private readonly deps: SendingDeps) {}

  /** A message of this account, from here or from the phone. */
  heard(model: unknown): void {
    const message = readPageMessage(model);
    if (!message) return;
    const messageId = messageIdOf(message.id);
    if (this.underWay) this.held.push({ model, messageId });
    else this.deps.capture.live({ is: 'message', model, origin: 'live' });
  }

  acked(model: unknown, ack: number): void {
    const message = readPageMessage(model);
    if (!message) return;
    const messageId = messageIdOf(message.id);
    if (this.underWay) this.acks.set(messageId, ack);
    const doubtful = this.doubtful.get(messageId);
    if (doubtful !== undefined && ack !== 0) {
      this.doubtful.delete(messageId);
      if (ack > 0) this.deps.capture.live({ is: 'message', model: doubtful, origin: 'live' });
    }
    this.deps.capture.live({ is: 'ack', model, ack });
  }

  /** A file is uploaded before its message exists: the next one waits until the library has come to an end with the one before. */
  async send(order: Order, file: File): Promise<Sending> {
    const going = { deliveryId: order.deliveryId };
    this.goingOn.add(going);
    let stands: 'in line' | 'at work' | 'gone' = 'in line';
    const waiting = later('whatsapp.waiting');
    const work = this.turn.then(() => {
      if (stands === 'gone') return waiting;
      stands = 'at work';
      return this.sendInTurn(order, file);
    });
    this.turn = work
      .then(() => this.handed)
      .then(
        () => true,
        (error: unknown) => !isGivenUp(error),
      )
      .then((ended) => void (ended && this.goingOn.delete(going)));
    const tooLong = sleep(turnWithinMs, undefined, { ref: false }).then(() => {
      if (stands === 'at work') return work;
      stands = 'gone';
      return waiting;
    });
    return Promise.race([work, tooLong]);
  }

  private async sendInTurn(order: Order, file: File): Promise<Sending> {
    this.underWay = true;
    this.held = [];
    this.handed = Promise.resolve();
    this.acks.clear();
    let known: string | null = null;
    try {
      const sending = await this.carryOut(order, file);
      if (sending.is === 'sent') known = sending.messageId;
      return sending;
    } finally {
      this.underWay = false;
      this.release(order, known);
    }
  }

  /** @returns ids that it may have, newest first; null where it cannot be found out */
  async findSent(order: Order, since: string): Promise<string[] | null> {
    const { content, chatId } = order;
    if ([...this.goingOn].some(({ deliveryId }) => deliveryId === order.deliveryId)) return null;
    // An act once more changes nothing.
    if (content.is !== 'text' && content.is !== 'media') return [];
    const from = Math.floor(new Date(since).getTime() / 1_000) - 60;
    const remotes = await this.remotesOf(chatId);
    const sent = await this.deps.page.run(sentSince, [remotes, from, lookedThrough], 60_000);
    return sent
      .filter((one) => one.ack >= 0 && isLike(one, content))
      .sort((one, other) => other.t - one.t)
      .map(({ id }) => messageIdOf({ id, fromMe: true }));
  }

  /** The key by which the page has a message; null: it has not. */
  async keyOf(chatId: string, messageId: string): Promise<string | null> {
    const { id, fromMe } = stanzaOf(messageId);
    const remotes = await this.remotesOf(chatId);
    const participants = isGroup(chatId) ? (fromMe ? this.deps.me() : []) : [null];
    const candidates = remotes.flatMap((remote) =>
      participants.map((by) => [fromMe, remote, id, ...(by === null ? [] : [by])].join('_')),
    );
    return this.deps.page.run(findKey, [remotes, id, fromMe, candidates, lookedThrough], 60_000);
  }

  private release(order: Order, known: string | null): void {
    for (const { model, messageId } of this.held) {
      const toOurselves = this.deps.me().some((wid) => whatsappIdOf(wid) === order.chatId);
      if (messageId === known && !toOurselves) continue;
      const ack = this.acks.get(messageId) ?? readPageMessage(model)?.ack ?? 0;
      // Typed on the phone meanwhile, or ours and with the server by now; or ours, and nobody knows.
      if (ack > 0 || messageId === known) this.deps.capture.live({ is: 'message', model, origin: 'live' });
      else if (ack === 0) this.doubtful.set(messageId, model);
    }
    this.held = [];
  }

  private async carryOut(order: Order, file: File): Promise<Sending> {
    const { content, chatId } = order;
    try {
      switch (content.is) {
        case 'text':
        case 'media':
          return await this.sendNew(order, file);
        case 'reaction':
          return await this.act(chatId, content.messageId, async (_message, key) => {
            await this.deps.client.sendReaction(key, content.emoji);
            return true;
          });
        case 'edit':
          return await this.act(
            chatId,
            content.messageId,
            async (message) => (await message.edit(content.text, { linkPreview: false })) !== null,
          );
        case 'revoke':
          return await this.act(chatId, content.messageId, async (message) => {
            await message.delete(true);
            return true;
          });
        case 'template':
          return failed('whatsapp.template-not-here');
      }
    } catch (error) {
      if (error instanceof PageSilent) return { is: 'unknown', code: error.code };
      return isGivenUp(error) ? { is: 'unknown', code: 'whatsapp.page-silent' } : this.afterTrouble(content.is);
    }
  }

  /** The page threw. It has let nothing go that it did not put into its own store first. */
  private afterTrouble(is: Order['content']['is']): Sending {
    if (is !== 'text' && is !== 'media') return later('whatsapp.act-refused');
    return this.held.some(({ messageId }) => (this.acks.get(messageId) ?? 0) >= 0)
      ? { is: 'unknown', code: 'whatsapp.page-stumbled' }
      : later('whatsapp.page-stumbled');
  }

  private async act(
    chatId: string,
    messageId: string,
    carryOut: (message: WAWebJS.Message, key: string) => Promise<boolean>,
  ): Promise<Sending> {
    const key = await this.keyOf(chatId, messageId);
    const [model] = key === null ? [null] : await this.deps.page.run(modelsOf, [[key]]);
    if (key === null || !model) return failed('whatsapp.message-gone');
    const done = await within(carryOut(this.deps.messageOf(model), key), textWithinMs);
    return done ? { is: 'sent', messageId } : failed('whatsapp.act-too-late');
  }

  private async sendNew({ chatId, content, quotes }: Order, file: File): Promise<Sending> {
    const { client, media } = this.deps;
    const [remote] = await this.remotesOf(chatId);
    if (remote === undefined) return failed('whatsapp.not-on-whatsapp');
    const quoted = quotes === null ? null : await this.keyOf(chatId, quotes);
    const options: WAWebJS.MessageSendOptions = {
      sendSeen: false,
      // A preview is fetched by the page, and where that fails nothing is sent.
      linkPreview: false,
      parseVCards: false,
      ...(quoted === null ? {} : { quotedMessageId: quoted }),
    };
    let sent: WAWebJS.Message | undefined;
    if (content.is === 'text') sent = await this.hand(client.sendMessage(remote, content.text, options), textWithinMs);
    else if (content.is === 'media' && file !== null) {
      const medium = new MessageMedia(content.type, 'kept', content.name);
      const send = () =>
        this.hand(client.sendMessage(remote, medium, { ...options, ...mediaOptions(content) }), fileWithinMs);
      sent = await media.withFile(file, send);
    }
    if (!sent) return failed('whatsapp.not-on-whatsapp');
    return this.untilTick(messageIdOf(sent.id), sent.ack);
  }

  /** What we do not wait for any longer goes on all the same. */
  private hand<T>(sending: Promise<T>, withinMs: number): Promise<T> {
    this.handed = sending;
    return within(sending, withinMs);
  }

  private async untilTick(messageId: string, first: number): Promise<Sending> {
    this.acks.set(messageId, this.acks.get(messageId) ?? first);
    const until = performance.now() + tickWithinMs;
    for (;;) {
      const ack = this.acks.get(messageId) ?? 0;
      if (ack > 0) return { is: 'sent', messageId };
      if (ack < 0) return failed('whatsapp.refused');
      if (performance.now() > until) return { is: 'unknown', code: 'whatsapp.no-tick', messageId };
      await sleep(20);
    }
  }

  /** The chat as the page has it, under its number or under WhatsApp's own id; asked of the server where there is none yet. */
  private async remotesOf(chatId: string): Promise<string[]> {
    const { client, page } = this.deps;
    const wid = widOf(chatId);
    const open = (await page.run(listChats, [], 30_000)).map(({ id }) => id);
    if (isGroup(chatId)) return open.includes(wid) ? [wid] : [];
    if (open.includes(wid)) return [wid];
    const [names] = await within(client.getContactLidAndPhone([wid]), textWithinMs).catch(() => []);
    const others = [names?.lid, names?.pn].filter((one): one is string => typeof one === 'string' && one !== wid);
    const known = others.filter((one) => open.includes(one));
    if (known.length > 0) return known;
    if (wid.endsWith('@lid')) return [wid];
    return (await within(client.getNumberId(wid), textWithinMs)) === null ? [] : [wid];
  }
}

/** The browser's own limit for an answer (linked-device.ts): the page may be at it still, and nobody will ever hear how it ended. */
const isGivenUp = (error: unknown): boolean => error instanceof Error && error.name === 'ProtocolError';

function mediaOptions(content: Extract<Order['content'], { is: 'media' }>): WAWebJS.MessageSendOptions {
  switch (content.as) {
    case 'voice':
      return { sendAudioAsVoice: true };
    case 'document':
      return { sendMediaAsDocument: true, caption: content.caption };
    case 'sticker':
      return { sendMediaAsSticker: true };
    case 'image':
    case 'video':
    case 'audio':
      return { caption: content.caption };
  }
}
