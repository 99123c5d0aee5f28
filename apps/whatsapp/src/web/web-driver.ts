import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import type { ChannelId, SendWhatsapp, WhatsappCheck, WhatsappId, WhatsappTemplate } from '#libs/contracts';
import { SETTINGS, type Settings } from '#libs/config';
import { Logger } from '#libs/observability';
import type { DriverSink, FetchedMedia, Linking, NumberFacts, Sending, WhatsappDriver } from '../driver/driver.port.js';
import { DRIVER_SINK } from '../driver/driver.tokens.js';
import { MediaLater } from '../driver/media.errors.js';
import { checkWeb } from './check.js';
import type { Errands } from './errands.js';
import { NumberSession } from './number-session.js';
import { SessionFolder } from './session-folder.js';
import { usualWebTiming } from './timing.js';

export type WebSettings = Pick<Settings, 'dataDir' | 'searchPath' | 'whatsapp'>;

const notHere = { is: 'later', code: 'whatsapp.not-ready', reply: null, notBefore: null } as const;

/** WhatsApp by linked devices: a process and a browser for each number. */
@Injectable()
export class WebDriver implements WhatsappDriver {
  readonly name = 'web';
  timing = usualWebTiming;
  private readonly sessions = new Map<ChannelId, NumberSession>();

  constructor(
    @Inject(DRIVER_SINK) private readonly sink: DriverSink,
    @Inject(SETTINGS) private readonly settings: WebSettings,
    private readonly log: Logger,
  ) {
    const { standIn } = settings.whatsapp;
    if (standIn !== null) log.warn({ standIn }, 'WhatsApp is a stand-in: nothing of this reaches anybody');
  }

  async start(facts: NumberFacts): Promise<void> {
    const { channelId } = facts;
    const running = this.sessions.get(channelId);
    if (running && facts.enabled && running.goesOnWith(facts)) return;
    await this.stop(channelId);
    if (!facts.enabled) {
      this.sink.standing(channelId, { state: 'off', code: null, detail: null, progress: null });
      return;
    }
    const session = new NumberSession(facts, {
      settings: this.settings,
      timing: this.timing,
      sink: this.sink,
      log: this.log.child({ channelId }),
    });
    this.sessions.set(channelId, session);
    session.start();
  }

  async stop(channelId: ChannelId): Promise<void> {
    const session = this.sessions.get(channelId);
    this.sessions.delete(channelId);
    await session?.stop();
  }

  /** What stays is up to when it was listened to, for a link that may be made again. */
  async leave(channelId: ChannelId): Promise<void> {
    await this.unlink(channelId);
    await this.stop(channelId);
    await new SessionFolder(this.settings.dataDir, channelId).wipe();
  }

  /** All numbers, within 10 s. */
  async shutDown(): Promise<void> {
    await Promise.all([...this.sessions.keys()].map((channelId) => this.stop(channelId)));
  }

  async send(channelId: ChannelId, order: SendWhatsapp, media: (() => Promise<Readable>) | null): Promise<Sending> {
    return (await this.errands(channelId)?.send(order, media)) ?? notHere;
  }

  /** @param isTaken whether an id is known to be another order's: of two equal messages the older one must not be taken for both */
  async findSent(
    channelId: ChannelId,
    order: SendWhatsapp,
    since: Date,
    isTaken: (messageId: string) => Promise<boolean> = () => Promise.resolve(false),
  ): Promise<{ messageId: string } | 'absent' | null> {
    const likely = (await this.errands(channelId)?.findSent(order, since)) ?? null;
    if (likely === null) return null;
    for (const messageId of likely) if (!(await isTaken(messageId))) return { messageId };
    return 'absent';
  }

  async fetchMedia(channelId: ChannelId, mediaRef: string, limitBytes: number): Promise<FetchedMedia> {
    const errands = this.errands(channelId);
    if (!errands) throw new MediaLater('whatsapp.not-ready');
    return errands.fetchMedia(mediaRef, limitBytes);
  }

  async markRead(channelId: ChannelId, chatId: WhatsappId): Promise<void> {
    await this.errands(channelId)?.markRead(chatId);
  }

  async showTyping(channelId: ChannelId, chatId: WhatsappId, is: 'typing' | 'recording' | 'paused'): Promise<boolean> {
    return (await this.errands(channelId)?.showTyping(chatId, is)) ?? false;
  }

  async link(channelId: ChannelId, way: 'qr' | 'code' | 'look' | 'cancel'): Promise<Linking> {
    return (await this.sessions.get(channelId)?.link(way)) ?? { qr: null, pairing: null };
  }

  async unlink(channelId: ChannelId): Promise<void> {
    await this.sessions.get(channelId)?.unlink();
  }

  test(): Promise<WhatsappCheck[]> {
    return checkWeb(this.settings);
  }

  /** A linked device has none: it may always write. */
  templates(): Promise<WhatsappTemplate[]> {
    return Promise.resolve([]);
  }

  private errands(channelId: ChannelId): Errands | null {
    return this.sessions.get(channelId)?.errands ?? null;
  }
}
