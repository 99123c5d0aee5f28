import {
  DeliveryId,
  whatsappDeliveryChanged,
  type ChannelId,
  type MarkWhatsappRead,
  type SendWhatsapp,
  type WhatsappDeliveryChanged,
} from '#libs/contracts';
import type { SavedChannel } from '#libs/testing';
import type { Answer, Caller, TestCore } from './a-core.js';

/** What a test reads of an interaction. */
export interface Shown {
  readonly id: string;
  readonly clientId: string;
  readonly conversationId: string;
  readonly channelId: string;
  readonly status: string;
  readonly text: string;
  readonly attachments: { n: number; name: string; type: string; size: number }[];
  readonly deliveries: { id: string; act: string; state: string; recipient: string; code: string | null }[];
}
export const shown = ({ body }: Answer): Shown => body as unknown as Shown;

/** The world around WhatsApp messages of a test: what the client did, what the whatsapp role was ordered and tells. */
export class Chats {
  constructor(private readonly core: TestCore) {}

  /** The client wrote last so long ago. */
  async wrote(hoursAgo: number, channel: SavedChannel, chatId: string): Promise<void> {
    await this.core.db.query(
      `insert into core.whatsapp_window (channel_id, chat_id, last_inbound_at) values ($1, $2, now() - make_interval(secs => $3))
       on conflict (channel_id, chat_id) do update set last_inbound_at = excluded.last_inbound_at`,
      [channel.id, chatId, hoursAgo * 3_600],
    );
  }

  async orders(chatId: string): Promise<SendWhatsapp[]> {
    const rows = await this.core.db.query<{ body: SendWhatsapp }>(
      `select body from core.outbox where topic = 'whatsapp.message.send.v1' and body ->> 'chatId' = $1 order by seq`,
      [chatId],
    );
    return rows.map(({ body }) => body);
  }

  async marked(chatId: string): Promise<MarkWhatsappRead[]> {
    const rows = await this.core.db.query<{ body: MarkWhatsappRead }>(
      `select body from core.outbox where topic = 'whatsapp.chat.read.v1' and body ->> 'chatId' = $1 order by seq`,
      [chatId],
    );
    return rows.map(({ body }) => body);
  }

  async upload(page: Caller, name: string, type: string, bytes = 'bytes'): Promise<string> {
    const query = new URLSearchParams({ name, type });
    const response = await fetch(new URL(`uploads?${query.toString()}`, this.core.url), {
      ...{ method: 'POST', headers: { ...page.headers, 'content-type': type }, body: bytes },
    });
    return ((await response.json()) as { id: string }).id;
  }

  /** The whatsapp role tells how far it has come. */
  async told(deliveryId: string, revision: number, change: Partial<WhatsappDeliveryChanged>): Promise<void> {
    const [row] = await this.core.db.query<{ id: ChannelId }>(
      `select channel_id as id from core.delivery where id = $1`,
      [deliveryId],
    );
    await this.core.tell(whatsappDeliveryChanged, {
      ...{ deliveryId: DeliveryId.parse(deliveryId), channelId: row!.id, state: 'sent', revision, messageId: null },
      ...{ at: new Date().toISOString(), code: null, reply: null, nextAttemptAt: null },
      ...change,
    });
  }
}
