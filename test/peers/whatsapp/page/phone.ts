import { randomBytes } from 'node:crypto';
import type { MediaShelf } from './media-shelf.js';
import type { PageLine } from './page-line.js';
import { contentOf, widOf, type Said } from './said.js';
import type { Asked, WireContact, WireGroup, WireMessage, WireReaction } from './wire.js';

/** What the other side got of us, as it stands now. */
export interface SentMessage {
  readonly id: string;
  readonly chat: string;
  /** WhatsApp's own word: `chat`, `image`, `ptt`, `document`, … */
  readonly type: string;
  /** Words or caption. */
  readonly text: string;
  readonly media: { readonly bytes: Buffer; readonly type: string; readonly name: string | null } | null;
  /** The middle part of the id of the message that it answers. */
  readonly quotes: string | null;
  readonly edited: boolean;
  readonly revoked: boolean;
  /** -1 failed, 0 pending, 1 server, 2 delivered, 3 read, 4 played. */
  readonly ack: number;
}

/** How long things take, and what goes wrong on purpose. */
export interface PhoneWays {
  /** From the link to `hasSynced`. Below 1,500 ms a driver that listens late misses it: that is the never-ready race. */
  syncDelayMs: number;
  /** From sending to the server's tick. */
  ackMs: number;
  /** The other side gets and reads by itself after so long; null: by `ack` only. */
  deliveredAfterMs: number | null;
  readAfterMs: number | null;
  /** What came while no page was open is told as news once it is; otherwise it is just there. */
  offlineAsNews: boolean;
  /** Of a message that could not be read yet: it is never sent again. */
  neverResend: boolean;
}

/** A phone with WhatsApp on it: its chats, and the one device that may be linked to it. */
export class WhatsappPhone {
  readonly wid: string;
  readonly ways: PhoneWays = {
    syncDelayMs: 1_500,
    ackMs: 5,
    deliveredAfterMs: null,
    readAfterMs: null,
    offlineAsNews: false,
    neverResend: false,
  };
  name = 'Stand-in phone';
  lid: string | null = null;
  /** Secret of the linked device, kept by its browser. */
  device: string | null = null;
  banned = false;
  battery = { battery: 100, plugged: false };
  /** Numbers that are not on WhatsApp, as ids. */
  readonly notOnWhatsapp = new Set<string>();
  /** What our side showed and did in chats. */
  readonly shown: { readonly chat: string; readonly type: string }[] = [];
  readonly seen: { readonly chat: string }[] = [];
  readonly ourReactions: { readonly id: string; readonly emoji: string }[] = [];
  /** Handed over twice under one id, and so once in effect. */
  handedOverAgain = 0;
  private readonly messages = new Map<string, WireMessage>();
  private readonly contacts = new Map<string, WireContact>();
  private readonly groups = new Map<string, WireGroup>();
  private readonly reactions: WireReaction[] = [];
  private readonly hidden = new Map<string, Record<string, unknown>>();
  private readonly edited = new Set<string>();
  private readonly cameWhileAway = new Set<string>();
  private line: PageLine | null = null;
  private failing = 0;
  private holding = false;
  private readonly held: (() => void)[] = [];
  private readonly listeners: ((sent: SentMessage) => void)[] = [];

  constructor(
    readonly number: string,
    private readonly shelf: MediaShelf,
  ) {
    this.wid = widOf(number);
  }

  // What happens on the phone and in the world -------------------------------------------------------------------------------

  /** Somebody writes to us. @returns the message's id */
  say(said: Said): string {
    const chat = widOf(said.chat);
    const author = said.author === undefined ? undefined : widOf(said.author);
    return this.add(said, { fromMe: false, chat, author });
  }

  /** Our own people write, on the phone itself. */
  typeOnPhone(said: Said): string {
    const chat = widOf(said.chat);
    return this.add(said, { fromMe: true, chat, author: chat.endsWith('@g.us') ? this.wid : undefined });
  }

  edit(id: string, text: string): void {
    const field = this.get(id).caption === undefined ? 'body' : 'caption';
    this.edited.add(id);
    this.change(id, { [field]: text, latestEditSenderTimestampMs: Date.now() });
  }

  /** "Deleted for everyone", by whoever sent it. */
  revoke(id: string): void {
    this.change(id, { type: 'revoked', subtype: 'sender', body: '', caption: undefined, directPath: undefined });
  }

  /** @param by their id; the chat itself where it is not a group */
  react(id: string, emoji: string, by?: string): void {
    const { remote } = partsOf(id);
    this.keepReaction(id, emoji, by === undefined ? remote : widOf(by), false);
  }

  typing(chat: string, type: 'composing' | 'recording' | 'available' | 'unavailable' = 'composing'): void {
    this.line?.tell({ is: 'chatstate', chat: widOf(chat), type });
  }

  /** How far one of ours has come: -1 failed, 1 server, 2 delivered, 3 read, 4 played. */
  ack(id: string, level: number): void {
    this.change(id, { ack: level });
  }

  /** The words of a `ciphertext` message have come. */
  decrypt(id: string, said: Omit<Said, 'chat'>): void {
    const content = contentOf({ ...said, chat: '' }, this.shelf, this.quoted(said.quotes));
    this.change(id, content);
  }

  /** The phone will answer with these words when the page asks for them again. */
  decryptWhenAsked(id: string, said: Omit<Said, 'chat'>): void {
    this.hidden.set(id, contentOf({ ...said, chat: '' }, this.shelf, this.quoted(said.quotes)));
  }

  /** The server no longer has the medium. */
  loseMedia(id: string): void {
    this.shelf.lose(this.get(id).directPath ?? '');
  }

  /** The page hears of it once more, as if it were new. */
  tellAgain(id: string): void {
    this.line?.tell({ is: 'again', id });
  }

  contact(contact: { phone?: string; lid?: string; name?: string; pushname?: string }): void {
    const { phone, lid, ...names } = contact;
    const id = widOf(lid ?? phone ?? '');
    const known = { id, ...names, ...(phone && { phone: widOf(phone) }), ...(lid && { lid }) };
    this.contacts.set(id, known);
    this.line?.tell({ is: 'contact', contact: known });
  }

  group(id: string, subject: string, participants: readonly string[]): void {
    const group = { id, subject, participants: participants.map(widOf) };
    this.groups.set(id, group);
    this.line?.tell({ is: 'group', group });
  }

  charge(battery: number, plugged: boolean): void {
    this.battery = { battery, plugged };
    this.line?.tell({ is: 'battery', ...this.battery });
  }

  failNextSend(times = 1): void {
    this.failing = times;
  }

  /** The server takes what is sent, and says nothing of it until `answerSends`. */
  holdSends(): void {
    this.holding = true;
  }

  answerSends(): void {
    this.holding = false;
    for (const answer of this.held.splice(0)) answer();
  }

  /** What the other side has got, oldest first. */
  sent(): SentMessage[] {
    return [...this.handedOver].map((id) => this.sentView(id));
  }

  onSent(listener: (sent: SentMessage) => void): void {
    this.listeners.push(listener);
  }

  /** Ids of everything in the chats, oldest first. */
  get messageIds(): string[] {
    return [...this.messages.keys()];
  }

  get online(): boolean {
    return this.line !== null;
  }

  // The line to the page -----------------------------------------------------------------------------------------------------

  /** A page with our device has opened, or has come back. */
  connect(line: PageLine): void {
    this.line = line;
    line.tell({
      is: 'linked',
      pn: this.wid,
      lid: this.lid,
      pushname: this.name,
      platform: 'android',
      ...this.battery,
    });
    line.tell({
      is: 'snapshot',
      contacts: [...this.contacts.values()],
      groups: [...this.groups.values()],
      messages: [...this.messages.values()],
      reactions: this.reactions,
      offlineAsNews: this.ways.offlineAsNews ? [...this.cameWhileAway] : [],
    });
    this.cameWhileAway.clear();
    const synced = () => line.tell({ is: 'synced' });
    if (this.ways.syncDelayMs === 0) synced();
    else setTimeout(synced, this.ways.syncDelayMs).unref();
  }

  disconnect(line: PageLine): void {
    if (this.line === line) this.line = null;
  }

  get page(): PageLine | null {
    return this.line;
  }

  /** What the page wants of the phone. @returns undefined: the answer comes later, by `later` */
  asked(asked: Asked, later: (value?: unknown, error?: string) => void): void {
    switch (asked.what) {
      case 'send':
        return this.take(asked.message!, later);
      case 'edit':
        this.edit(asked.id!, asked.text!);
        return later({});
      case 'revoke':
        this.revoke(asked.id!);
        return later({});
      case 'react':
        this.ourReactions.push({ id: asked.id!, emoji: asked.emoji! });
        this.keepReaction(asked.id!, asked.emoji!, this.wid, true);
        return later({});
      case 'exists':
        return later(this.notOnWhatsapp.has(asked.id!) ? null : asked.id);
      case 'seen':
        this.seen.push({ chat: asked.chat! });
        return later({});
      case 'chatstate':
        this.shown.push({ chat: asked.chat!, type: asked.type! });
        return later({});
      case 'resend':
        if (!this.ways.neverResend) this.resend(asked.ids!);
        return later({});
      default:
        return later(undefined, `nobody knows ${asked.what}`);
    }
  }

  private readonly handedOver = new Set<string>();

  private take(message: WireMessage, later: (value?: unknown, error?: string) => void): void {
    if (this.failing > 0) {
      this.failing--;
      return later(undefined, 'refused');
    }
    const known = this.handedOver.has(message.id);
    if (known) this.handedOverAgain++;
    else {
      this.messages.set(message.id, { ...message, ack: 1 });
      this.handedOver.add(message.id);
      for (const listener of this.listeners) listener(this.sentView(message.id));
      this.letItBeRead(message.id);
    }
    const answer = () => later({ t: message.t });
    if (this.holding) this.held.push(answer);
    else setTimeout(answer, this.ways.ackMs).unref();
  }

  private letItBeRead(id: string): void {
    const { deliveredAfterMs, readAfterMs } = this.ways;
    if (deliveredAfterMs !== null) setTimeout(() => this.ack(id, 2), deliveredAfterMs).unref();
    if (readAfterMs !== null) setTimeout(() => this.ack(id, 3), readAfterMs).unref();
  }

  private resend(ids: readonly string[]): void {
    for (const id of ids) {
      const words = this.hidden.get(id);
      if (words) this.change(id, words);
    }
  }

  private add(said: Said, { fromMe, chat, author }: { fromMe: boolean; chat: string; author: string | undefined }) {
    const short = `3EB0${randomBytes(9).toString('hex').toUpperCase()}`;
    const id = [fromMe, chat, short, ...(author === undefined ? [] : [author])].join('_');
    const message: WireMessage = {
      id,
      from: fromMe ? this.wid : chat,
      to: fromMe ? chat : this.wid,
      ...(author !== undefined && { author }),
      t: Math.floor((said.at ?? new Date()).getTime() / 1000),
      ack: fromMe ? 1 : 0,
      type: 'chat',
      ...contentOf(said, this.shelf, this.quoted(said.quotes)),
    };
    this.messages.set(id, message);
    if (this.line) this.line.tell({ is: 'add', message, isNews: true });
    else if (this.device !== null) this.cameWhileAway.add(id);
    return id;
  }

  private change(id: string, attributes: Record<string, unknown>): void {
    this.messages.set(id, { ...this.get(id), ...attributes });
    // JSON leaves out what is undefined: null takes a value away as well.
    const told = Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, value ?? null]));
    this.line?.tell({ is: 'change', id, attributes: told });
  }

  private keepReaction(parent: string, emoji: string, sender: string, fromMe: boolean): void {
    const { remote } = partsOf(parent);
    const short = `3EB0${randomBytes(9).toString('hex').toUpperCase()}`;
    const group = remote.endsWith('@g.us');
    const reaction: WireReaction = {
      id: [fromMe, remote, short, ...(group ? [sender] : [])].join('_'),
      parent,
      sender,
      emoji,
      at: Date.now(),
    };
    this.reactions.push(reaction);
    this.line?.tell({ is: 'reaction', ...reaction });
  }

  private get(id: string): WireMessage {
    const found = this.messages.get(id);
    if (!found) throw new Error(`no message ${id}`);
    return found;
  }

  private quoted(id: string | undefined): WireMessage | undefined {
    return id === undefined ? undefined : this.get(id);
  }

  private sentView(id: string): SentMessage {
    const message = this.get(id);
    const media = message.directPath ? this.shelf.find(message.directPath) : undefined;
    return {
      id,
      chat: message.to,
      type: message.type,
      text: message.caption ?? message.body ?? '',
      media: media ? { ...media, name: textOf(message['filename']) } : null,
      quotes: textOf(message['quotedStanzaID']),
      edited: this.edited.has(id),
      revoked: message.type === 'revoked',
      ack: message.ack,
    };
  }
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

function partsOf(id: string): { remote: string } {
  return { remote: id.split('_')[1]! };
}
