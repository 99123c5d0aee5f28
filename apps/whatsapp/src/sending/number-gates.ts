import { Injectable } from '@nestjs/common';
import type { ChannelId } from '#libs/contracts';

/** One at a time for each number: what a driver's `send` is promised. */
@Injectable()
export class NumberGates {
  private readonly last = new Map<ChannelId, Promise<unknown>>();

  run<T>(channelId: ChannelId, work: () => Promise<T>): Promise<T> {
    const mine = (this.last.get(channelId) ?? Promise.resolve()).then(work, work);
    const kept = mine.catch(() => undefined);
    this.last.set(channelId, kept);
    return mine;
  }
}
