import type { ChannelId, WhatsappId, WhatsappParty } from '#libs/contracts';
import { OperationalError } from '#libs/errors';
import type { DriverSink, FoundChange, FoundMessage, FoundProgress, Standing } from '../src/driver/driver.port.js';

/** Where a driver brings what it found, kept in memory as the database would: once each. It may be told to be away. */
export class RecordingSink implements DriverSink {
  readonly found = new Map<string, FoundMessage>();
  /** Of those that were known: how often they were brought again. */
  readonly again: string[] = [];
  readonly changed: FoundChange[] = [];
  readonly progressed: FoundProgress[] = [];
  readonly learned: WhatsappParty[] = [];
  readonly seen: { chatId: WhatsappId; is: string }[] = [];
  readonly stood: Standing[] = [];
  readonly alarms: string[] = [];
  readonly tallies: { from: Date; to: Date; messageIds: readonly string[] }[] = [];
  stands: Standing = {};
  away = false;
  /** How often something was not taken. */
  refusals = 0;

  messages(_: ChannelId, found: readonly FoundMessage[]): Promise<void> {
    return this.keep(() => {
      for (const one of found) {
        if (this.found.has(one.messageId)) this.again.push(one.messageId);
        else this.found.set(one.messageId, one);
      }
    });
  }

  changes(_: ChannelId, found: readonly FoundChange[]): Promise<void> {
    return this.keep(() => this.changed.push(...found));
  }

  progress(_: ChannelId, found: readonly FoundProgress[]): Promise<void> {
    return this.keep(() => this.progressed.push(...found));
  }

  identity(_: ChannelId, party: WhatsappParty): Promise<void> {
    return this.keep(() => this.learned.push(party));
  }

  presence(_: ChannelId, chatId: WhatsappId, is: 'typing' | 'recording' | 'online' | 'away'): Promise<void> {
    return this.keep(() => this.seen.push({ chatId, is }));
  }

  standing(_: ChannelId, standing: Standing): void {
    this.stood.push(standing);
    this.stands = { ...this.stands, ...standing };
  }

  alarm(_: ChannelId | null, { code }: { code: string }): Promise<void> {
    return this.keep(() => this.alarms.push(code));
  }

  tallied(_: ChannelId, from: Date, to: Date, messageIds: readonly string[]): Promise<void> {
    return this.keep(() => this.tallies.push({ from, to, messageIds }));
  }

  cursors(): Promise<ReadonlyMap<WhatsappId, Date>> {
    const newest = new Map<WhatsappId, Date>();
    for (const { chat, sentAt } of this.found.values()) {
      if (sentAt > (newest.get(chat.id) ?? new Date(0))) newest.set(chat.id, sentAt);
    }
    return Promise.resolve(newest);
  }

  texts(): string[] {
    return [...this.found.values()].map(({ content }) => content.text);
  }

  private keep(write: () => unknown): Promise<void> {
    if (this.away) {
      this.refusals++;
      return Promise.reject(new OperationalError('database.away'));
    }
    write();
    return Promise.resolve();
  }
}
