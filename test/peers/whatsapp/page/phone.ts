import { chatOf, Chats } from './chats.js';
import type { MediaShelf } from './media-shelf.js';
import type { PageLine } from './page-line.js';
import { widOf, type Said } from './said.js';
import type { Asked, WireMessage } from './wire.js';

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
  private readonly chats: Chats;
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
  private readonly hidden = new Map<string, Record<string, unknown>>();
  private readonly edited = new Set<string>();
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
    this.chats = new Chats(this.wid, shelf, (told) => {
      // Before the first link nothing comes "while away": it is the past.
      if (this.line === null) return this.device === null;
      this.line.tell(told);
      return true;
    });
  }

  // What happens on the phone and in the world -------------------------------------------------------------------------------

  /** Somebody writes to us. @returns the message's id */
  say(said: Said): string {
    const chat = widOf(said.chat);
    const author = said.author === undefined ? undefined : widOf(said.author);
    return this.chats.add(said, { fromMe: false, chat, author });
  }

  /** Our own people write, on the phone itself. */
  typeOnPhone(said: Said): string {
    const chat = widOf(said.chat);
    return this.chats.add(said, { fromMe: true, chat, author: chat.endsWith('@g.us') ? this.wid : undefined });
  }

  edit(id: string, text: string): void {
    const field = this.chats.get(id).caption === undefined ? 'body' : 'caption';
    this.edited.add(id);
    this.chats.change(id, { [field]: text, latestEditSenderTimestampMs: Date.now() });
  }

  /** "Deleted for everyone", by whoever sent it. */
  revoke(id: string): void {
    this.chats.change(id, { type: 'revoked', subtype: 'sender', body: '', caption: undefined, directPath: undefined });
  }

  /** @param by their id; the chat itself where it is not a group */
  react(id: string, emoji: string, by?: string): void {
    this.chats.react(id, emoji, by === undefined ? chatOf(id) : widOf(by), false);
  }

  typing(chat: string, type: 'composing' | 'recording' | 'available' | 'unavailable' = 'composing'): void {
    this.line?.tell({ is: 'chatstate', chat: widOf(chat), type });
  }

  /** How far one of ours has come: -1 failed, 1 server, 2 delivered, 3 read, 4 played. */
  ack(id: string, level: number): void {
    this.chats.change(id, { ack: level });
  }

  /** The words of a `ciphertext` message have come. */
  decrypt(id: string, said: Omit<Said, 'chat'>): void {
    this.chats.change(id, this.chats.content(said));
  }

  /** The phone will answer with these words when the page asks for them again. */
  decryptWhenAsked(id: string, said: Omit<Said, 'chat'>): void {
    this.hidden.set(id, this.chats.content(said));
  }

  /** The server no longer has the medium. */
  loseMedia(id: string): void {
    this.shelf.lose(this.chats.get(id).directPath ?? '');
  }

  /** The page hears of it once more, as if it were new. */
  tellAgain(id: string): void {
    this.line?.tell({ is: 'again', id });
  }

  /** Somebody we know: with `lid` and `phone` both, the two are known to be one. */
  contact(contact: { phone?: string; lid?: string; name?: string; pushname?: string }): void {
    this.chats.contact(contact);
  }

  group(id: string, subject: string, participants: readonly string[]): void {
    this.chats.group(id, subject, participants);
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
    return this.chats.ids;
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
    line.tell(this.chats.snapshot(this.ways.offlineAsNews));
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
        this.chats.react(asked.id!, asked.emoji!, this.wid, true);
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
      this.chats.keep({ ...message, ack: 1 });
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
      if (words) this.chats.change(id, words);
    }
  }

  private sentView(id: string): SentMessage {
    const message = this.chats.get(id);
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
