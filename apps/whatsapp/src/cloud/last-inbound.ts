import { Injectable } from '@nestjs/common';
import type { ChannelId, WhatsappId } from '#libs/contracts';

/** So many chats are remembered; whoever is not simply sees no typing. */
const chatsAtMost = 5_000;

/** The newest message of each chat: the Cloud API shows typing only as an answer to one. */
@Injectable()
export class LastInbound {
  private readonly last = new Map<string, string>();

  note(channelId: ChannelId, chatId: WhatsappId, messageId: string): void {
    const key = `${channelId}:${chatId}`;
    this.last.delete(key);
    this.last.set(key, messageId);
    if (this.last.size > chatsAtMost) this.last.delete(this.last.keys().next().value!);
  }

  find(channelId: ChannelId, chatId: WhatsappId): string | null {
    return this.last.get(`${channelId}:${chatId}`) ?? null;
  }
}
