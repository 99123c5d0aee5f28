import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '#libs/config';
import type { ChannelId, SendWhatsapp, WhatsappCheck, WhatsappId, WhatsappTemplate } from '#libs/contracts';
import { asAppError, UserError } from '#libs/errors';
import { Logger } from '#libs/observability';
import type { DriverSink, FetchedMedia, Linking, NumberFacts, Sending, WhatsappDriver } from '../driver/driver.port.js';
import { DRIVER_SINK } from '../driver/driver.tokens.js';
import { MediaLater } from '../driver/media.errors.js';
import { checkAccount } from './cloud-account.js';
import { CloudNumber } from './cloud-number.js';
import { GraphClient } from './graph-client.js';
import { sendingOf } from './graph-trouble.js';
import { LastInbound } from './last-inbound.js';
import { fileAtMost, outgoingBody } from './outgoing-message.js';
import { TemplateList } from './template-list.js';
import { messageIdOf, uploadIdOf } from './graph-answers.js';

const notReady: Sending = { is: 'later', code: 'whatsapp.not-ready', reply: null, notBefore: null };
const notOffered: Sending = { is: 'failed', code: 'whatsapp.not-offered', reply: null };

/** The official way: requests to Meta's Graph API. What comes in comes by webhook (webhook/). */
@Injectable()
export class CloudDriver implements WhatsappDriver {
  readonly name = 'cloud';
  private readonly numbers = new Map<ChannelId, CloudNumber>();

  constructor(
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'whatsapp'>,
    @Inject(DRIVER_SINK) private readonly sink: DriverSink,
    private readonly lastInbound: LastInbound,
    private readonly log: Logger,
  ) {}

  async start(facts: NumberFacts): Promise<void> {
    const { channelId } = facts;
    await this.stop(channelId);
    const client = this.clientFor(facts);
    const number = new CloudNumber(facts, client, new TemplateList(client, facts.settings.cloud), (standing) =>
      this.sink.standing(channelId, standing),
    );
    this.numbers.set(channelId, number);
    number.start();
  }

  stop(channelId: ChannelId): Promise<void> {
    this.numbers.get(channelId)?.stop();
    this.numbers.delete(channelId);
    return Promise.resolve();
  }

  /** Nothing is kept of it here. */
  leave(channelId: ChannelId): Promise<void> {
    return this.stop(channelId);
  }

  async send(channelId: ChannelId, order: SendWhatsapp, media: (() => Promise<Readable>) | null): Promise<Sending> {
    const number = this.numbers.get(channelId);
    if (!number?.client || !number.cloud) return notReady;
    if (/@(lid|g\.us)$/.test(order.chatId)) return notOffered;
    const { client, cloud } = number;
    let handed = false;
    try {
      const mediaId = await this.uploaded(client, cloud.phoneNumberId, order, media);
      const body = outgoingBody(order, mediaId, await this.namesFor(number, order));
      if (!body) return notOffered;
      handed = true;
      return { is: 'sent', messageId: messageIdOf(await client.post(`${cloud.phoneNumberId}/messages`, body)) };
    } catch (error) {
      const sending = sendingOf(error);
      if (sending?.is === 'later') number.troubled(sending.code, sending.reply);
      // A file that did not arrive, and names that were not told, are no message yet.
      if (!handed && sending?.is === 'unknown')
        return { is: 'later', code: 'whatsapp.server-away', reply: null, notBefore: null };
      if (sending) return sending;
      const { code, kind } = asAppError(error);
      this.log.warn(
        { channelId, deliveryId: order.deliveryId, code },
        'A message could not be handed to the Cloud API',
      );
      if (handed) return { is: 'unknown', code: 'whatsapp.outcome-unknown' };
      return kind === 'operational'
        ? { is: 'later', code, reply: null, notBefore: null }
        : { is: 'failed', code, reply: null };
    }
  }

  /** The API tells nobody what it has sent; a status that carries our id may come yet. */
  findSent(): Promise<null> {
    return Promise.resolve(null);
  }

  fetchMedia(channelId: ChannelId, mediaRef: string, limitBytes: number): Promise<FetchedMedia> {
    const number = this.numbers.get(channelId);
    if (!number?.client || !number.cloud) return Promise.reject(new MediaLater('whatsapp.not-ready'));
    return number.client.media(mediaRef, number.cloud.phoneNumberId, limitBytes);
  }

  async markRead(channelId: ChannelId, _chatId: WhatsappId, messageId: string): Promise<void> {
    await this.tellSeen(channelId, messageId, {});
  }

  /** With the API, to show that one is typing is to have read; where a number does not show that, neither is shown. */
  async showTyping(channelId: ChannelId, chatId: WhatsappId, is: 'typing' | 'recording' | 'paused'): Promise<boolean> {
    const messageId = this.lastInbound.find(channelId, chatId);
    const number = this.numbers.get(channelId);
    if (is === 'paused' || messageId === null || !number?.facts.settings.markRead) return false;
    return this.tellSeen(channelId, messageId, { typing_indicator: { type: 'text' } }).catch(() => false);
  }

  link(): Promise<Linking> {
    return Promise.resolve({ qr: null, pairing: null });
  }

  unlink(): Promise<void> {
    return Promise.reject(new UserError('whatsapp.not-offered'));
  }

  test(facts: Omit<NumberFacts, 'channelId' | 'enabled'>): Promise<WhatsappCheck[]> {
    return checkAccount(this.clientFor(facts), facts.settings);
  }

  async templates(channelId: ChannelId): Promise<WhatsappTemplate[]> {
    const number = this.numbers.get(channelId);
    if (!number) throw new UserError('whatsapp.not-ready', { channelId });
    return (await number.templates.fresh()).map(({ names: _, ...told }) => told);
  }

  private async tellSeen(channelId: ChannelId, messageId: string, more: object): Promise<boolean> {
    const number = this.numbers.get(channelId);
    if (!number?.client || !number.cloud) return false;
    const seen = { messaging_product: 'whatsapp', status: 'read', message_id: messageId, ...more };
    await number.client.post(`${number.cloud.phoneNumberId}/messages`, seen, 2_500);
    return true;
  }

  private async uploaded(
    client: GraphClient,
    phoneNumberId: string,
    { content }: SendWhatsapp,
    media: (() => Promise<Readable>) | null,
  ): Promise<string | null> {
    if (content.is !== 'media' || !media) return null;
    if (content.evidence.size > fileAtMost) throw new UserError('whatsapp.file-too-large');
    const { type, name, evidence } = content;
    const file = { stream: await media(), size: evidence.size, type, name };
    return uploadIdOf(await client.upload(`${phoneNumberId}/media`, file));
  }

  private async namesFor({ templates }: CloudNumber, { content }: SendWhatsapp) {
    if (content.is !== 'template') return null;
    return templates.namesOf(content.name, content.language);
  }

  private clientFor({ settings, secrets }: Pick<NumberFacts, 'settings' | 'secrets'>): GraphClient | null {
    if (!settings.cloud || !secrets.accessToken) return null;
    return new GraphClient(this.settings.whatsapp.graphUrl, settings.cloud.apiVersion, secrets.accessToken);
  }
}
