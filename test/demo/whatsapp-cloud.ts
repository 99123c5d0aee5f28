import { GraphWorld, type GraphNumber, type SentByApi } from '../peers/whatsapp/graph.js';
import type { Saying } from '../peers/whatsapp/graph-messages.js';
import { deliverOverHttp } from '../whatsapp/cloud-office.js';
import { Agenda } from './agenda.js';
import { freshChats, replies, type ChatMessage } from './chats.js';
import { clients, company, type SampleClient } from './sample-office.js';
import type { SettledOffice } from './settle.js';
import { templates } from './templates.js';
import { addNumber, number, tempo, untilReady, type DemoWhatsapp } from './whatsapp-number.js';

const digitsOf = ({ phone }: SampleClient): string => phone.replace(/\D/g, '');

/**
 * Without Chromium: a number of the Cloud API, with a stand-in for Meta. It has no past, and whoever has not written within 24 hours is
 * reached by a template only, as it is there.
 */
export class CloudWhatsapp implements DemoWhatsapp {
  readonly greeting = 'Connecting the company’s WhatsApp by the Cloud API …';
  private readonly agenda = new Agenda();
  private readonly account: GraphNumber;
  private answered = 0;

  private constructor(private readonly world: GraphWorld) {
    this.account = world.aNumber({ number, name: company.name });
    world.templates = templates;
    world.onSent = (sent) => this.sent(sent);
    for (const client of clients) world.closedWindows.add(digitsOf(client));
  }

  static async open(): Promise<CloudWhatsapp> {
    return new CloudWhatsapp(await GraphWorld.open());
  }

  get environment(): Record<string, string> {
    return { KEEPLINE_WHATSAPP_GRAPH_URL: this.world.url };
  }

  async connect(office: SettledOffice, url: string): Promise<void> {
    deliverOverHttp(this.world, url);
    const { phoneNumberId, businessAccountId, token, appSecret } = this.account;
    const id = await addNumber(office, {
      settings: { driver: 'cloud', historyDays: 0, cloud: { phoneNumberId, businessAccountId, apiVersion: 'v23.0' } },
      secrets: { accessToken: token, appSecret, verifyToken: `verify-${phoneNumberId}` },
    });
    await untilReady(office.owner, id);
  }

  async liven(): Promise<void> {
    for (const [index, message] of (await freshChats()).entries()) {
      this.agenda.in(tempo.firstAfterMs + index * tempo.nextAfterMs, () =>
        this.say(message.client, this.sayingOf(message)),
      );
    }
  }

  async close(): Promise<void> {
    this.agenda.clear();
    await this.world.close();
  }

  private async say(client: SampleClient, saying: Saying): Promise<void> {
    const from = digitsOf(client);
    this.world.closedWindows.delete(from);
    await this.world.say(this.account, { from, name: client.person, ...saying });
  }

  private sayingOf({ kind, text, media, location }: ChatMessage): Saying {
    if (location) return { content: { type: 'location', location } };
    if (!media) return { text: text ?? '' };
    const file = { id: this.world.addMedia(media.bytes, media.type), mime_type: media.type };
    return kind === 'voice'
      ? { content: { type: 'audio', audio: { ...file, voice: true } } }
      : { content: { type: 'image', image: { ...file, ...(text === undefined ? {} : { caption: text }) } } };
  }

  private sent({ id, body }: SentByApi): void {
    const come = (afterMs: number, status: string) =>
      this.agenda.in(afterMs, () =>
        this.world.deliver(this.account, [this.world.statuses(this.account, [this.world.statusOf(id, status)])]),
      );
    come(tempo.deliveringMs / 2, 'sent');
    come(tempo.deliveringMs, 'delivered');
    come(tempo.readingMs, 'read');
    const client = clients.find((one) => digitsOf(one) === body.to);
    // Every third is read and left at that; a reaction is answered by nobody.
    if (client && body.type !== 'reaction' && ++this.answered % 3 !== 0) this.reply(client);
  }

  private reply(client: SampleClient): void {
    const words = replies[client.language];
    const text = words[this.answered % words.length]!;
    this.agenda.in(tempo.readingMs + tempo.writingMs, () => this.say(client, { text }));
  }
}
