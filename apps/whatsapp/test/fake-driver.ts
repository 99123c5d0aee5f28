import { Readable } from 'node:stream';
import type { ChannelId, SendWhatsapp, WhatsappCheck, WhatsappId } from '#libs/contracts';
import type {
  DriverSink,
  FetchedMedia,
  Linking,
  NumberFacts,
  Sending,
  WhatsappDriver,
} from '../src/driver/driver.port.js';

/** A way to nowhere: says what a test tells it to say, and remembers what it was asked. */
export class FakeDriver implements WhatsappDriver {
  readonly name = 'web';
  sink!: DriverSink;
  readonly running = new Map<ChannelId, NumberFacts>();
  readonly asked: string[] = [];
  readonly sent: SendWhatsapp[] = [];
  readonly media: Buffer[] = [];
  readonly read: string[] = [];
  readonly lookedFor: string[] = [];
  /** How many were under way at once, at most. */
  atOnce = 0;
  /** What it says of the next ones; without any it is sent, as `m1`, `m2`, … */
  answers: ((order: SendWhatsapp) => Promise<Sending> | Sending)[] = [];
  found: { messageId: string } | 'absent' | null = null;
  fetch: (mediaRef: string, limitBytes: number) => Promise<FetchedMedia> = () => Promise.reject(new Error('no media'));
  private underWay = 0;

  start(facts: NumberFacts): Promise<void> {
    this.asked.push('start');
    this.running.set(facts.channelId, facts);
    this.sink.standing(facts.channelId, { state: 'ready', code: null });
    return Promise.resolve();
  }

  stop(channelId: ChannelId): Promise<void> {
    this.asked.push('stop');
    this.running.delete(channelId);
    return Promise.resolve();
  }

  leave(channelId: ChannelId): Promise<void> {
    this.asked.push('leave');
    return this.stop(channelId);
  }

  async send(_: ChannelId, order: SendWhatsapp, media: (() => Promise<Readable>) | null): Promise<Sending> {
    this.underWay++;
    this.atOnce = Math.max(this.atOnce, this.underWay);
    try {
      this.sent.push(order);
      const id = `m${this.sent.length}`;
      if (media) this.media.push(Buffer.concat((await (await media()).toArray()) as Buffer[]));
      const answer = this.answers.shift();
      // In a later turn: whoever does not wait for one before handing over the next is seen.
      await new Promise((resolve) => setImmediate(resolve));
      return answer ? await answer(order) : { is: 'sent', messageId: id };
    } finally {
      this.underWay--;
    }
  }

  async findSent(
    _: ChannelId,
    { deliveryId }: SendWhatsapp,
    _since: Date,
    isTaken: (messageId: string) => Promise<boolean>,
  ): Promise<{ messageId: string } | 'absent' | null> {
    this.lookedFor.push(deliveryId);
    if (this.found === null || this.found === 'absent') return this.found;
    return (await isTaken(this.found.messageId)) ? 'absent' : this.found;
  }

  fetchMedia(_: ChannelId, mediaRef: string, limitBytes: number): Promise<FetchedMedia> {
    return this.fetch(mediaRef, limitBytes);
  }

  markRead(_: ChannelId, chatId: WhatsappId, messageId: string): Promise<void> {
    this.read.push(`${chatId} ${messageId}`);
    return Promise.resolve();
  }

  showTyping(): Promise<boolean> {
    return Promise.resolve(true);
  }

  link(_: ChannelId, way: 'qr' | 'code' | 'look' | 'cancel'): Promise<Linking> {
    this.asked.push(`link ${way}`);
    return Promise.resolve({ qr: { text: '2@scan-me', expiresAt: null }, pairing: null });
  }

  unlink(): Promise<void> {
    this.asked.push('unlink');
    return Promise.resolve();
  }

  test(): Promise<WhatsappCheck[]> {
    return Promise.resolve([{ step: 'chromium', ok: true, code: null, detail: null }]);
  }

  templates(): Promise<[]> {
    return Promise.resolve([]);
  }
}

export const mediaOf = (bytes: Buffer, type = '', size: number | null = bytes.length): FetchedMedia => ({
  stream: Readable.from([bytes], { objectMode: false }),
  type,
  name: null,
  size,
});
