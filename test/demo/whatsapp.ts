import { eventually } from '#libs/testing';
import type { LinkingView, WhatsappNumberView } from '../../apps/core/src/whatsapp/numbers/number.view.js';
import { firstWhatsappPolicy } from '../../apps/core/src/whatsapp/whatsapp-policy.js';
import type { SentMessage, WhatsappPhone } from '../peers/whatsapp/page/phone.js';
import { widOf } from '../peers/whatsapp/page/said.js';
import { WhatsappWorld } from '../peers/whatsapp/page/whatsapp-world.js';
import type { ApiUser } from '../product/api.js';
import { freshChats, pastChats, replies } from './chats.js';
import { clients, company, type SampleClient } from './sample-office.js';
import type { SettledOffice } from './settle.js';

const number = '+380675550100';
const firstAfterMs = 15_000;
const nextAfterMs = 20_000;
/** How long a client needs to read, and then to write. */
const readingMs = 3_000;
const writingMs = 4_000;

/** The company's number on WhatsApp in the demonstration: a stand-in for WhatsApp Web in Chromium, and clients who write and answer. */
export class DemoWhatsapp {
  private readonly timers = new Set<NodeJS.Timeout>();
  private answered = 0;

  private constructor(
    private readonly world: WhatsappWorld,
    private readonly phone: WhatsappPhone,
  ) {}

  static async open(): Promise<DemoWhatsapp> {
    const world = await WhatsappWorld.open();
    const phone = world.phone(number);
    phone.name = company.name;
    Object.assign(phone.ways, { deliveredAfterMs: 800, readAfterMs: readingMs });
    for (const { person, phone: theirs } of clients) phone.contact({ phone: theirs, pushname: person });
    for (const [hoursAgo, { client, ours, ...said }] of pastChats) {
      const message = { ...said, chat: client.phone, at: new Date(Date.now() - hoursAgo * 3_600_000) };
      if (ours) phone.typeOnPhone(message);
      else phone.say(message);
    }
    const demo = new DemoWhatsapp(world, phone);
    phone.onSent((sent) => demo.sent(sent));
    return demo;
  }

  /** What the gateway is started with. */
  get environment(): Record<string, string> {
    return { KEEPLINE_WHATSAPP_STAND_IN: `127.0.0.1:${this.world.port}` };
  }

  /** Connects the number, and links the phone to it as its holder would: by the QR. */
  async connect({ owner, teamId }: SettledOffice): Promise<void> {
    const { id } = await owner.post<WhatsappNumberView>('/whatsapp/numbers', {
      name: `${company.name}, WhatsApp`,
      teamId,
      settings: {
        driver: 'web',
        number,
        groups: 'attach',
        historyDays: 30,
        mediaLimitMb: 16,
        pace: { perMinute: 60, newChatsPerDay: 100, warmUp: false },
        canaryEveryMinutes: null,
        silentAfterMinutes: null,
        markRead: true,
        cloud: null,
      },
      policy: { ...firstWhatsappPolicy, employeesRevoke: true },
      riskAccepted: true,
    });
    await this.world.scan(number, await qrOf(owner, id));
    await eventually(
      async () => {
        const { state, code } = await owner.get<WhatsappNumberView>(`/whatsapp/numbers/${id}`);
        if (state !== 'ready') throw new Error(`the WhatsApp number is ${state} (${code ?? 'no code'})`);
      },
      { withinMs: 60_000 },
    );
  }

  /** Clients begin to write, one after another. */
  async liven(): Promise<void> {
    for (const [index, { client, ...said }] of (await freshChats()).entries()) {
      const at = firstAfterMs + index * nextAfterMs;
      this.later(at - 2_500, () => this.phone.typing(client.phone, said.kind === 'voice' ? 'recording' : 'composing'));
      this.later(at, () => void this.phone.say({ ...said, chat: client.phone }));
    }
  }

  async close(): Promise<void> {
    for (const timer of this.timers) clearTimeout(timer);
    await this.world.close();
  }

  private sent({ chat }: SentMessage): void {
    const client = clients.find(({ phone }) => widOf(phone) === chat);
    // Every third is read and left at that.
    if (client && ++this.answered % 3 !== 0) this.reply(client);
  }

  private reply({ phone, language }: SampleClient): void {
    const words = replies[language];
    this.later(readingMs + 500, () => this.phone.typing(phone));
    this.later(
      readingMs + writingMs,
      () => void this.phone.say({ chat: phone, text: words[this.answered % words.length]! }),
    );
  }

  private later(ms: number, what: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      what();
    }, ms);
    this.timers.add(timer);
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
