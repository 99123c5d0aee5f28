import type WAWebJS from 'whatsapp-web.js';
import type { WhatsappId } from '#libs/contracts';
import { isGroup, whatsappIdOf } from '../mapping/page-ids.js';
import { askForTyping, listenToTyping } from './page-functions.js';
import type { Page } from './page.js';

export type Typing = 'typing' | 'recording' | 'online' | 'away';

const meanings: Readonly<Record<string, Typing>> = {
  composing: 'typing',
  typing: 'typing',
  recording: 'recording',
  recording_audio: 'recording',
  available: 'online',
  unavailable: 'away',
};
const mostAsked = 500;
/** Typing goes on with every letter: the same is told again only so much later. */
const sameAgainMs = 5_000;

/** Who is typing to us. It is a courtesy: where it cannot be had, nothing else suffers. */
export class TypingWatch {
  private readonly asked = new Set<string>();
  private readonly last = new Map<WhatsappId, { is: Typing; at: number }>();

  constructor(
    private readonly page: Pick<Page, 'run'>,
    private readonly tell: (chatId: WhatsappId, is: Typing) => void,
    private readonly now: () => number = Date.now,
  ) {}

  async begin(client: WAWebJS.Client): Promise<void> {
    await client.pupPage?.exposeFunction('keeplineTyping', (wid: string, type: string) => this.heard(wid, type));
    await this.page.run(listenToTyping, []);
  }

  /** Somebody wrote: whether they go on is of interest from now on. */
  about(wid: string): void {
    const chatId = whatsappIdOf(wid);
    if (chatId === null || isGroup(chatId) || this.asked.has(wid) || this.asked.size >= mostAsked) return;
    this.asked.add(wid);
    void this.page.run(askForTyping, [wid]).catch(() => undefined);
  }

  heard(wid: string, type: string): void {
    const chatId = whatsappIdOf(wid);
    const is = meanings[type];
    if (chatId === null || is === undefined || isGroup(chatId)) return;
    const before = this.last.get(chatId);
    if (before?.is === is && this.now() - before.at < sameAgainMs) return;
    if (this.last.size > mostAsked) this.last.clear();
    this.last.set(chatId, { is, at: this.now() });
    this.tell(chatId, is);
  }
}
