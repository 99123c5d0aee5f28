import { eventually } from '#libs/testing';
import type { LinkingView } from '../../apps/core/src/whatsapp/numbers/number.view.js';
import type { SentMessage, WhatsappPhone } from '../peers/whatsapp/page/phone.js';
import { widOf } from '../peers/whatsapp/page/said.js';
import { WhatsappWorld } from '../peers/whatsapp/page/whatsapp-world.js';
import type { ApiUser } from '../product/api.js';
import { Agenda } from './agenda.js';
import { freshChats, pastChats, replies } from './chats.js';
import { clients, company, type SampleClient } from './sample-office.js';
import type { SettledOffice } from './settle.js';
import { addNumber, number, tempo, untilReady, type DemoWhatsapp } from './whatsapp-number.js';

/** With Chromium: a linked device, with a stand-in for WhatsApp Web and the phone behind it. */
export class LinkedWhatsapp implements DemoWhatsapp {
  readonly greeting = 'Linking the phone with the company’s WhatsApp …';
  private readonly agenda = new Agenda();
  private answered = 0;

  private constructor(
    private readonly world: WhatsappWorld,
    private readonly phone: WhatsappPhone,
  ) {}

  static async open(): Promise<LinkedWhatsapp> {
    const world = await WhatsappWorld.open();
    const phone = world.phone(number);
    phone.name = company.name;
    Object.assign(phone.ways, { deliveredAfterMs: tempo.deliveringMs, readAfterMs: tempo.readingMs });
    for (const { person, phone: theirs } of clients) phone.contact({ phone: theirs, pushname: person });
    for (const [hoursAgo, { client, ours, ...said }] of pastChats) {
      const message = { ...said, chat: client.phone, at: new Date(Date.now() - hoursAgo * 3_600_000) };
      if (ours) phone.typeOnPhone(message);
      else phone.say(message);
    }
    const demo = new LinkedWhatsapp(world, phone);
    phone.onSent((sent) => demo.sent(sent));
    return demo;
  }

  /** What the gateway is started with. */
  get environment(): Record<string, string> {
    return { KEEPLINE_WHATSAPP_STAND_IN: `127.0.0.1:${this.world.port}` };
  }

  /** Connects the number, and links the phone to it as its holder would: by the QR. */
  async connect(office: SettledOffice): Promise<void> {
    const { owner } = office;
    const id = await addNumber(office, {
      settings: { driver: 'web', historyDays: 30, cloud: null },
      riskAccepted: true,
    });
    await this.world.scan(number, await qrOf(owner, id));
    await untilReady(owner, id);
  }

  /** Clients begin to write, one after another. */
  async liven(): Promise<void> {
    for (const [index, { client, ...said }] of (await freshChats()).entries()) {
      const at = tempo.firstAfterMs + index * tempo.nextAfterMs;
      this.agenda.in(at - 2_500, () =>
        this.phone.typing(client.phone, said.kind === 'voice' ? 'recording' : 'composing'),
      );
      this.agenda.in(at, () => void this.phone.say({ ...said, chat: client.phone }));
    }
  }

  async close(): Promise<void> {
    this.agenda.clear();
    await this.world.close();
  }

  private sent({ chat }: SentMessage): void {
    const client = clients.find(({ phone }) => widOf(phone) === chat);
    // Every third is read and left at that.
    if (client && ++this.answered % 3 !== 0) this.reply(client);
  }

  private reply({ phone, language }: SampleClient): void {
    const words = replies[language];
    this.agenda.in(tempo.readingMs + 500, () => this.phone.typing(phone));
    this.agenda.in(
      tempo.readingMs + tempo.writingMs,
      () => void this.phone.say({ chat: phone, text: words[this.answered % words.length]! }),
    );
  }
}

async function qrOf(owner: ApiUser, id: string): Promise<string> {
  const path = `/whatsapp/numbers/${id}/linking`;
  await owner.post<LinkingView>(path, { way: 'qr' });
  return eventually(
    async () => {
      const { qr, state, code } = await owner.get<LinkingView>(path);
      if (!qr) throw new Error(`WhatsApp shows no QR: ${state} (${code ?? 'no code'})`);
      return qr.text;
    },
    { withinMs: 60_000 },
  );
}
