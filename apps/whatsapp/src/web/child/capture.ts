import { setTimeout as sleep } from 'node:timers/promises';
import type { WhatsappId, WhatsappParty } from '#libs/contracts';
import type { FoundChange, FoundMessage, FoundProgress } from '../../driver/driver.port.js';
import { asAppError } from '#libs/errors';
import type { bringing, ChangeOnLine, MessageOnLine, RequestOn } from '../line/asks.js';
import { changeOf, changesSeenIn, editOf, foundMessage, progressOf, reactionOf, revokeOf } from '../mapping/found.js';
import { isGroup, whatsappIdOf } from '../mapping/page-ids.js';
import { readPageMessage, readPageReaction, type PageMessage } from '../mapping/page-message.js';
import type { Parties } from './parties.js';
import type { WaitingWords } from './waiting-words.js';

/** One thing that the page told, as it told it. */
export type Told =
  | { readonly is: 'message'; readonly model: unknown; readonly origin: FoundMessage['origin'] }
  | { readonly is: 'edit'; readonly model: unknown; readonly after: unknown; readonly before: unknown }
  | { readonly is: 'revoke'; readonly model: unknown }
  | { readonly is: 'reaction'; readonly model: unknown }
  | { readonly is: 'ack'; readonly model: unknown; readonly ack: number }
  | { readonly is: 'learned'; readonly party: WhatsappParty };

interface Waiting {
  readonly told: Told;
  readonly done: () => void;
}

interface Batch {
  readonly messages: MessageOnLine[];
  readonly changes: ChangeOnLine[];
  readonly progress: RequestOn<typeof bringing, 'progress'>;
  readonly learned: WhatsappParty[];
  /** Ids whose words have come with this batch. */
  readonly spoken: string[];
}

/** Hands over: resolves when it is durable. */
export type HandOver = <K extends keyof typeof bringing>(
  what: K,
  request: RequestOn<typeof bringing, K>,
) => Promise<unknown>;

const atOnce = 50;
const againMs = 1_000;
const attemptsAtBroken = 2;
/** Of what comes live: the page keeps it, so what does not fit is looked for later. */
const mostWaiting = 5_000;

/**
 * Everything that the page told goes through here in its order, live or looked up: read, made the house's own, and handed over until it is
 * durable. Nothing leaves before it is known whose number this is.
 */
export class Capture {
  private readonly waiting: Waiting[] = [];
  private open = false;
  private working = false;
  private missed = false;

  /** @param me our own ids, in the page's writing; known when it is opened */
  constructor(
    private readonly parties: Parties,
    private readonly words: WaitingWords,
    private readonly handOver: HandOver,
    private readonly groups: () => 'ignore' | 'capture' | 'attach',
    private readonly me: () => readonly string[],
    private readonly tell: (news: { is: 'missed' } | { is: 'broken'; what: string }) => void,
  ) {}

  begin(): void {
    this.open = true;
    this.work();
  }

  live(told: Told): void {
    if (this.waiting.length >= mostWaiting) {
      this.missed = true;
      return;
    }
    this.waiting.push({ told, done: () => undefined });
    this.work();
  }

  /** What was looked up. Resolves when it is durable. */
  async lookedUp(all: readonly Told[]): Promise<void> {
    const durable = all.map((told) => new Promise<void>((done) => this.waiting.push({ told, done })));
    this.work();
    await Promise.all(durable);
  }

  private work(): void {
    if (!this.open || this.working) return;
    this.working = true;
    void this.pump();
  }

  private async pump(): Promise<void> {
    while (this.waiting.length > 0) {
      try {
        await this.carryOn();
      } catch {
        // Nothing was taken out yet: the same again, and never an end of capturing.
        await sleep(againMs);
      }
    }
    // In the same step as the last look: what comes right after it begins anew.
    this.working = false;
    if (this.missed) {
      this.missed = false;
      this.tell({ is: 'missed' });
    }
  }

  private async carryOn(): Promise<void> {
    const taken = this.waiting.slice(0, atOnce);
    const batch = await this.read(taken.map(({ told }) => told));
    await this.bring(batch);
    this.waiting.splice(0, taken.length);
    for (const { done } of taken) done();
  }

  private async bring(batch: Batch): Promise<void> {
    await this.surely('messages', batch.messages);
    await this.surely('changes', batch.changes);
    await this.surely('progress', batch.progress);
    for (const party of batch.learned) await this.surely('identity', [party]);
    for (const id of batch.spoken) await this.words.settled(id);
  }

  /** Until it is durable: the database may be away for long. One that cannot be kept at all does not hold up the others. */
  private async surely(what: 'messages' | 'changes' | 'progress' | 'identity', all: readonly unknown[]): Promise<void> {
    for (let attempts = 1; all.length > 0; attempts++) {
      try {
        const request = what === 'identity' ? all[0] : all;
        await this.handOver(what, request as never);
        return;
      } catch (error) {
        if (asAppError(error).kind !== 'operational' && attempts >= attemptsAtBroken) return this.apart(what, all);
        await sleep(againMs);
      }
    }
  }

  private async apart(what: 'messages' | 'changes' | 'progress' | 'identity', all: readonly unknown[]): Promise<void> {
    if (all.length > 1) {
      for (const one of all) await this.surely(what, [one]);
    } else this.tell({ is: 'broken', what });
  }

  private async read(all: readonly Told[]): Promise<Batch> {
    const batch: Batch = { messages: [], changes: [], progress: [], learned: [], spoken: [] };
    for (const told of all) {
      try {
        if (told.is === 'learned') batch.learned.push(told.party);
        else await this.readOne(told, batch);
      } catch {
        // What cannot be read now cannot be read later either: it must not hold up the others.
        this.tell({ is: 'broken', what: told.is });
      }
    }
    return batch;
  }

  private async readOne(told: Exclude<Told, { is: 'learned' }>, batch: Batch): Promise<void> {
    const original = Buffer.from(JSON.stringify(told.model) ?? 'null');
    const now = new Date();
    if (told.is === 'reaction') {
      const reaction = readPageReaction(told.model);
      const found = reaction && reactionOf(reaction, original, now);
      if (found && this.wants(found.chatId)) batch.changes.push(changeOnLine(found));
      return;
    }
    const message = readPageMessage(told.model);
    const chatId = message && whatsappIdOf(message.id.remote);
    if (!message || chatId === null || !this.wants(chatId)) return;
    switch (told.is) {
      case 'message':
        return this.readMessage(message, told.origin, original, now, batch);
      case 'edit':
      case 'revoke': {
        const what = told.is === 'revoke' ? revokeOf(message, now) : editOf(message, told, now);
        if (what) batch.changes.push(changeOnLine(changeOf(message, chatId, this.authorId(message), original, what)));
        return;
      }
      case 'ack': {
        const progress = progressOf(message, told.ack, now);
        if (progress) batch.progress.push(progressOnLine(progress));
      }
    }
  }

  private async readMessage(
    message: PageMessage,
    origin: FoundMessage['origin'],
    original: Buffer,
    now: Date,
    batch: Batch,
  ): Promise<void> {
    // Of ours, what no server has taken yet has not been said; it comes when it was.
    if (message.id.fromMe && origin !== 'live' && (message.ack ?? 0) <= 0) return;
    const name = message.id.fromMe ? null : message.notifyName;
    const chat = await this.parties.chat(message.id.remote, name);
    if (chat === null) return;
    const authorId = this.authorId(message);
    const author = authorId === null ? null : await this.parties.person(authorId, name);
    const found = foundMessage(message, { origin, chat, author, me: this.me(), now }, original);
    if (found === null) return;
    const { messageId, content, mediaRef } = found;
    batch.messages.push(messageOnLine(found));
    if (content.kind === 'ciphertext') await this.words.add(messageId);
    else if (this.words.has(messageId)) {
      const what = { change: { is: 'decrypted', content, mediaRef } as const, at: found.sentAt };
      batch.changes.push(changeOnLine(changeOf(message, chat.id, authorId, original, what)));
      batch.spoken.push(messageId);
    }
    if (origin === 'live') return;
    for (const what of changesSeenIn(message, now)) {
      batch.changes.push(changeOnLine(changeOf(message, chat.id, authorId, original, what)));
    }
    const progress = progressOf(message, message.ack, now);
    if (progress) batch.progress.push(progressOnLine(progress));
  }

  /** Who wrote it, in a group; null everywhere else, and where it was one of ours. */
  private authorId(message: PageMessage): WhatsappId | null {
    const wid = message.author ?? message.id.participant;
    return message.id.fromMe || wid === null || !message.id.remote.endsWith('@g.us') ? null : whatsappIdOf(wid);
  }

  private wants(chatId: WhatsappId): boolean {
    return this.groups() !== 'ignore' || !isGroup(chatId);
  }
}

function messageOnLine(found: FoundMessage): MessageOnLine {
  return { ...found, sentAt: found.sentAt.toISOString(), original: found.original.toString() };
}

function changeOnLine(found: FoundChange): ChangeOnLine {
  return { ...found, at: found.at.toISOString(), original: found.original.toString() };
}

function progressOnLine({ messageId, state, at, code, reply }: FoundProgress) {
  return { messageId, state, at: at.toISOString(), code, reply };
}
