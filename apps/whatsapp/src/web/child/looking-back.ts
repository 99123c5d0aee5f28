import type { bringing, ordering, RequestOn } from '../line/asks.js';
import { messageIdOf, whatsappIdOf, isGroup } from '../mapping/page-ids.js';
import { readPageMessage } from '../mapping/page-message.js';
import { contentOf } from '../mapping/content.js';
import type { Capture, HandOver, Told } from './capture.js';
import { keysSince, listChats, modelsOf, reactionsOf, type ChatFacts } from './page-functions.js';
import type { Page } from './page.js';

const atOnce = 50;
/** Of one chat: beyond that its past stays on the phone. */
const mostOfAChat = 50_000;
const loadWithinMs = 5 * 60_000;
const tallyAtOnce = 1_000;

const seconds = (moment: string) => Math.floor(new Date(moment).getTime() / 1_000);

/** Finds in the page's own store what came while nobody listened: the page tells of it no more. */
export class LookingBack {
  constructor(
    private readonly page: Page,
    private readonly capture: Capture,
    private readonly groups: () => 'ignore' | 'capture' | 'attach',
    private readonly tell: (progress: { done: number; total: number }) => void,
  ) {}

  /** @returns how many messages were handed over; resolves when they are durable */
  async backFill({
    origin,
    cursors,
    from,
    until,
    changedMs,
  }: RequestOn<typeof ordering, 'backFill'>): Promise<{ messages: number }> {
    const since = new Map(cursors);
    const end = until === null ? Number.MAX_SAFE_INTEGER : seconds(until);
    const work: { chat: string; keys: string[] }[] = [];
    for (const { id, t } of await this.chats()) {
      const begin = seconds(since.get(whatsappIdOf(id) ?? '') ?? from);
      const changedFrom = begin - changedMs / 1_000;
      if (t !== 0 && t < changedFrom) continue;
      const keys = await this.page.run(keysSince, [id, begin, changedFrom, end, mostOfAChat], loadWithinMs);
      if (keys.length > 0) work.push({ chat: id, keys });
    }
    const total = work.reduce((sum, { keys }) => sum + keys.length, 0);
    let done = 0;
    for (const { keys } of work) {
      for (let at = 0; at < keys.length; at += atOnce) {
        const models = await this.models(keys.slice(at, at + atOnce));
        await this.capture.lookedUp([
          ...models.map((model): Told => ({ is: 'message', model, origin })),
          ...(await this.reactions(models)),
        ]);
        done += Math.min(atOnce, keys.length - at);
        // A handful is nothing to watch.
        if (total > atOnce) this.tell({ done, total });
      }
    }
    return { messages: total };
  }

  /** What there is in that time, by its ids alone, whoever may have been told of it. */
  async tally({ from, to }: RequestOn<typeof ordering, 'tally'>, handOver: HandOver): Promise<void> {
    const found: { messageId: string; t: number }[] = [];
    for (const { id, t } of await this.chats()) {
      const begin = seconds(from);
      if (t !== 0 && t < begin) continue;
      const keys = await this.page.run(keysSince, [id, begin, begin, seconds(to), mostOfAChat], loadWithinMs);
      for (let at = 0; at < keys.length; at += atOnce) {
        for (const model of await this.models(keys.slice(at, at + atOnce))) {
          const message = readPageMessage(model);
          if (!message || contentOf(message) === null) continue;
          if (message.id.fromMe && (message.ack ?? 0) <= 0) continue;
          found.push({ messageId: messageIdOf(message.id), t: message.t ?? 0 });
        }
      }
    }
    for (const tally of tallies(found, from, to)) await handOver('tallied', tally);
  }

  private async chats(): Promise<ChatFacts[]> {
    const all = await this.page.run(listChats, [], 60_000);
    return all.filter(({ id }) => {
      const chat = whatsappIdOf(id);
      return chat !== null && (this.groups() !== 'ignore' || !isGroup(chat));
    });
  }

  private async models(keys: string[]): Promise<unknown[]> {
    return (await this.page.run(modelsOf, [keys], 60_000)).filter((model) => model !== null);
  }

  private async reactions(models: unknown[]): Promise<Told[]> {
    const keys = models.flatMap((model) => {
      const message = readPageMessage(model);
      return message?.hasReaction ? [message.id.serialized] : [];
    });
    if (keys.length === 0) return [];
    // Without them the messages are still worth having.
    const found = await this.page.run(reactionsOf, [keys], 60_000).catch(() => []);
    return found.map((model): Told => ({ is: 'reaction', model }));
  }
}

/** In pieces of what one message may hold, each with the time that it speaks for; together they speak for all of it. */
export function tallies(
  found: readonly { readonly messageId: string; readonly t: number }[],
  from: string,
  to: string,
): RequestOn<typeof bringing, 'tallied'>[] {
  const sorted = [...found].sort((one, other) => one.t - other.t);
  const pieces: RequestOn<typeof bringing, 'tallied'>[] = [];
  let begin = from;
  for (let at = 0; at === 0 || at < sorted.length; at += tallyAtOnce) {
    const next = sorted[at + tallyAtOnce];
    const end = next === undefined ? to : new Date(next.t * 1_000).toISOString();
    pieces.push({
      from: begin,
      to: end,
      messageIds: sorted.slice(at, at + tallyAtOnce).map(({ messageId }) => messageId),
    });
    begin = end;
  }
  return pieces;
}
