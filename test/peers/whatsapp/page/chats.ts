import { randomBytes } from 'node:crypto';
import type { MediaShelf } from './media-shelf.js';
import { contentOf, widOf, type Said } from './said.js';
import type { Told, WireContact, WireGroup, WireMessage, WireReaction } from './wire.js';

/** What a phone holds: messages, people, groups, reactions. Whatever moves is told to the page that is open. */
export class Chats {
  private readonly messages = new Map<string, WireMessage>();
  private readonly contacts = new Map<string, WireContact>();
  private readonly groups = new Map<string, WireGroup>();
  private readonly reactions: WireReaction[] = [];
  private readonly cameWhileAway = new Set<string>();

  constructor(
    private readonly owner: string,
    private readonly shelf: MediaShelf,
    /** @returns whether a page heard it */
    private readonly tell: (told: Told) => boolean,
  ) {}

  /** Everything, for a page that opens. @param asNews what came while none was open is to be told as news */
  snapshot(asNews: boolean): Told {
    const offlineAsNews = asNews ? [...this.cameWhileAway] : [];
    this.cameWhileAway.clear();
    return {
      is: 'snapshot',
      contacts: [...this.contacts.values()],
      groups: [...this.groups.values()],
      messages: [...this.messages.values()],
      reactions: this.reactions,
      offlineAsNews,
    };
  }

  get ids(): string[] {
    return [...this.messages.keys()];
  }

  get(id: string): WireMessage {
    const found = this.messages.get(id);
    if (!found) throw new Error(`no message ${id}`);
    return found;
  }

  /** As it came from a page. */
  keep(message: WireMessage): void {
    this.messages.set(message.id, message);
  }

  /** @param from who wrote it; null: we did @returns the message's id */
  add(
    said: Said,
    from: { readonly chat: string; readonly fromMe: boolean; readonly author: string | undefined },
  ): string {
    const { chat, fromMe, author } = from;
    const id = [fromMe, chat, newId(), ...(author === undefined ? [] : [author])].join('_');
    const message: WireMessage = {
      id,
      from: fromMe ? this.owner : chat,
      to: fromMe ? chat : this.owner,
      ...(author !== undefined && { author }),
      t: Math.floor((said.at ?? new Date()).getTime() / 1000),
      ack: fromMe ? 1 : 0,
      type: 'chat',
      ...this.content(said),
    };
    this.messages.set(id, message);
    if (!this.tell({ is: 'add', message, isNews: true })) this.cameWhileAway.add(id);
    return id;
  }

  content(said: Omit<Said, 'chat'>): Record<string, unknown> {
    const quoted = said.quotes === undefined ? undefined : this.get(said.quotes);
    return contentOf({ ...said, chat: '' }, this.shelf, quoted);
  }

  change(id: string, attributes: Record<string, unknown>): void {
    this.messages.set(id, { ...this.get(id), ...attributes });
    // JSON leaves out what is undefined: null takes a value away as well.
    const told = Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, value ?? null]));
    this.tell({ is: 'change', id, attributes: told });
  }

  react(parent: string, emoji: string, sender: string, fromMe: boolean): void {
    const remote = chatOf(parent);
    const reaction: WireReaction = {
      id: [fromMe, remote, newId(), ...(remote.endsWith('@g.us') ? [sender] : [])].join('_'),
      parent,
      sender,
      emoji,
      at: Date.now(),
    };
    this.reactions.push(reaction);
    this.tell({ is: 'reaction', ...reaction });
  }

  contact({ phone, lid, ...names }: { phone?: string; lid?: string; name?: string; pushname?: string }): void {
    const id = widOf(lid ?? phone ?? '');
    const contact = { id, ...names, ...(phone && { phone: widOf(phone) }), ...(lid && { lid }) };
    this.contacts.set(id, contact);
    this.tell({ is: 'contact', contact });
  }

  group(id: string, subject: string, participants: readonly string[]): void {
    const group = { id, subject, participants: participants.map(widOf) };
    this.groups.set(id, group);
    this.tell({ is: 'group', group });
  }
}

/** The chat that a message's id names. */
export const chatOf = (id: string): string => id.split('_')[1]!;

const newId = () => `3EB0${randomBytes(9).toString('hex').toUpperCase()}`;
