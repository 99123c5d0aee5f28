import { Injectable } from '@nestjs/common';
import { listWhatsappTemplates, type ChannelId, type WhatsappTemplate } from '#libs/contracts';
import { Bus } from '#libs/messaging';

/** A template that was approved this minute may be picked the next; the provider's limits allow no question for each open composer. */
const believedForMs = 60_000;

interface Asked {
  readonly at: number;
  readonly templates: Promise<WhatsappTemplate[]>;
}

/** What the provider has approved for a number to begin a dialogue with. */
@Injectable()
export class WhatsappTemplates {
  private readonly asked = new Map<ChannelId, Asked>();

  constructor(private readonly bus: Bus) {}

  /** Of a linked device there are none. @throws what the whatsapp role throws, and OperationalError when it does not answer */
  of(channelId: ChannelId): Promise<WhatsappTemplate[]> {
    const known = this.asked.get(channelId);
    if (known && known.at + believedForMs > Date.now()) return known.templates;
    const templates = this.bus.ask(listWhatsappTemplates, { channelId }).then((reply) => reply.templates);
    this.asked.set(channelId, { at: Date.now(), templates });
    // A failure is no answer: the next one asks again.
    templates.catch(() => this.forget(channelId));
    return templates;
  }

  /** The number's settings are others. */
  forget(channelId: ChannelId): void {
    this.asked.delete(channelId);
  }
}
